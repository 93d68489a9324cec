// Durations as Prometheus writes them, for ranges, offsets and YAML fields. Layer: features.
import type { Proposal } from './item';

const usual = ['5m', '10m', '15m', '30m', '1m', '2m', '1h', '2h', '6h', '12h', '1d', '1w'];
const units: readonly (readonly [string, string])[] = [
  ['m', 'minutes'],
  ['s', 'seconds'],
  ['h', 'hours'],
  ['d', 'days'],
  ['w', 'weeks'],
];

/** The usual durations, or the units for a number that is written already. */
export function durationProposals(prefix: string): readonly Proposal[] {
  const written = /^((?:\d+[a-z]+)*\d+)[a-z]*$/.exec(prefix)?.[1];
  if (written === undefined) return usual.map((label, rank) => ({ label, kind: 'duration', rank }));
  return units.map(([unit, detail], rank) => ({ label: `${written}${unit}`, kind: 'duration', detail, rank }));
}
