// From one change of a history to another: in time, from alert to alert, by keys and by a place that is pointed at. Pure; no DOM
// here.
import type { Change, History } from '../../src/preview/messages';

/** What is looked at: a change, and the band that it stands in. */
export interface Standing {
  readonly chosen: number | undefined;
  readonly row: number | undefined;
}

/** The next change in a direction. */
export function nextChange(changes: readonly Change[], { chosen }: Standing, by: 1 | -1): number | undefined {
  const at = chosen === undefined ? (by > 0 ? 0 : changes.length - 1) : chosen + by;
  return changes[at] ? at : undefined;
}

/** The change of a band that brought about what stands there at a time, milliseconds since the epoch. */
export function changeAt(changes: readonly Change[], band: number, ms: number): number | undefined {
  let best: number | undefined;
  for (const [i, change] of changes.entries()) {
    if (change.band !== band) continue;
    // What is pointed at lies behind the change that brought it about.
    if (best === undefined || change.atMs <= ms) best = i;
    if (change.atMs > ms) break;
  }
  return best;
}

/** The change of the next band that is nearest in time. */
function beside({ bands, changes }: History, { chosen, row }: Standing, by: 1 | -1): number | undefined {
  const band = Math.max(0, Math.min(bands.length - 1, (row ?? (by > 0 ? -1 : 1)) + by));
  const at = chosen === undefined ? Number.POSITIVE_INFINITY : changes[chosen]!.atMs;
  let best: number | undefined;
  for (const [i, change] of changes.entries()) {
    if (change.band !== band) continue;
    if (best === undefined || Math.abs(change.atMs - at) <= Math.abs(changes[best]!.atMs - at)) best = i;
  }
  return best;
}

/** Where keys lead. */
export const keys: Readonly<Record<string, (history: History, standing: Standing) => number | undefined>> = {
  ArrowLeft: ({ changes }, standing) => nextChange(changes, standing, -1),
  ArrowRight: ({ changes }, standing) => nextChange(changes, standing, 1),
  Home: () => 0,
  End: ({ changes }) => changes.length - 1,
  ArrowDown: (history, standing) => beside(history, standing, 1),
  ArrowUp: (history, standing) => beside(history, standing, -1),
};
