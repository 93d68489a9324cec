// Work on a large answer in small steps, so that whoever runs it can let other work in between: the extension host has
// one thread, and an editor that waits for a graph is an editor that hangs. Layer: datasource.

/** Work in steps: yields how many characters it went through since the last step. */
export type Steps<T> = Generator<number, T, void>;

/** About a millisecond of work, on a busy machine some. */
const charactersInARow = 20_000;

/** Runs all steps, with a pause after every few milliseconds of work; `stopped` ends it early with undefined. */
export async function inSteps<T>(
  steps: Steps<T>,
  pause: (() => Promise<void>) | undefined,
  stopped: () => boolean,
): Promise<T | undefined> {
  let done = 0;
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    done += step.value;
    if (!pause || done < charactersInARow) continue;
    done = 0;
    await pause();
    if (stopped()) return undefined;
  }
}
