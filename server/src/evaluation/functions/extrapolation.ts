// How far the change between the first and last sample of a range is extrapolated to its ends. Layer: evaluation.

/**
 * The factor from the change between two samples to that over the whole range; times in milliseconds. `gaps` is the number of
 * intervals between samples, one or more. `share` is the first value as a part of the change, by which a counter was 0 some time
 * before: further back nothing is extrapolated. Infinity where that does not matter.
 */
export function extrapolationFactor(
  first: number,
  last: number,
  start: number,
  end: number,
  gaps: number,
  share: number,
  zeroBeforeGap: boolean,
): number {
  const sampled = (last - first) / 1000;
  const average = sampled / gaps;
  const threshold = average * 1.1;
  let toStart = (first - start) / 1000;
  let toEnd = (end - last) / 1000;
  const toZero = sampled * share;
  if (zeroBeforeGap && toZero < toStart) toStart = toZero;
  if (toStart >= threshold) toStart = average / 2;
  if (!zeroBeforeGap && toZero < toStart) toStart = toZero;
  if (toEnd >= threshold) toEnd = average / 2;
  return sampled === 0 ? 1 : (sampled + toStart + toEnd) / sampled;
}
