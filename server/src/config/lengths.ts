// Lengths of time as users write them in settings and on the command line. Layer: config.
import { parseDuration } from '../promql/durations';

/** Milliseconds of a duration such as `30s` or `1h30m`; undefined for anything else, and for none. */
export function milliseconds(text: string): number | undefined {
  const parsed = parseDuration(text);
  return 'seconds' in parsed && parsed.seconds > 0 ? parsed.seconds * 1000 : undefined;
}
