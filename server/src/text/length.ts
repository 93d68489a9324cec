// Lengths of time for people: `4h5m`. Layer: text.

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const;

/** Milliseconds as days, hours, minutes, seconds and what is left: `30s`, `4h5m`, `0s`. */
export function lengthText(ms: number): string {
  if (ms === 0) return '0s';
  let rest = ms;
  return units
    .map(([unit, size]) => {
      const count = Math.floor(rest / size);
      rest -= count * size;
      return count > 0 ? `${count}${unit}` : '';
    })
    .join('');
}
