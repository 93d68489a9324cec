// Long work beside other work. Layer: backtest.

/** Does some work to its end, with a pause wherever it makes one; without `pause` in one go. */
export async function inTurns<T>(work: Generator<void, T>, pause: (() => Promise<void>) | undefined): Promise<T> {
  for (let step = work.next(); ; step = work.next()) {
    if (step.done) return step.value;
    await pause?.();
  }
}
