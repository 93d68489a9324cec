// Lengths of time as users write them in settings and on the command line. Layer: config.
import { secondsOf } from '../promql/durations';

/** Milliseconds of a duration such as `30s` or `1h30m`; undefined for anything else, and for none. */
export function milliseconds(text: string): number | undefined {
  const seconds = secondsOf(text) ?? 0;
  return seconds > 0 ? seconds * 1000 : undefined;
}
