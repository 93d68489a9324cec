// How many inputs a property test draws: a share of what it draws at length (`npm run test:long`, or TEST_DRAWS=10). Slow tests
// draw more than those of every change (`npm run test:slow`).
const asked = process.env['TEST_DRAWS'];
const share = Number(asked ?? 0.1);
const shareOfLists = Number(asked ?? 0.25);

/** `atLength` draws of a long run, or their share in a run of every day. */
export function draws(atLength: number): number {
  return Math.max(1, Math.ceil(atLength * share));
}

const step = Math.max(1, Math.round(1 / shareOfLists));
const first = process.env['CI'] ? 0 : Math.floor(Math.random() * step);

/** All of a list in a long run, evenly a share of it in a run of every day: others each time, the same ones in CI. */
export function drawn<T>(all: readonly T[]): readonly T[] {
  const some = all.filter((_, i) => i % step === first);
  return some.length > 0 ? some : all.slice(0, 1);
}
