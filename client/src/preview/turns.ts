// Long work of the extension host, in which others get their turns. Pure; no vscode here.

/** Milliseconds that work goes on for without asking whether the turn is over. */
const sliceMs = 1;

/** Does some work to its end; a pause comes after every slice of it, and is short while the turn is not over. */
export async function inTurns<T>(work: Generator<void, T>, pause: () => Promise<void>): Promise<T> {
  let began = performance.now();
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    if (performance.now() - began < sliceMs) continue;
    await pause();
    began = performance.now();
  }
}
