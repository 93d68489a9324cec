// Durations as Prometheus writes them, for `parseDuration`.
// Layer: template.

const UNITS: readonly (readonly [string, bigint])[] = [
  ['y', 31_536_000_000n],
  ['w', 604_800_000n],
  ['d', 86_400_000n],
  ['h', 3_600_000n],
  ['m', 60_000n],
  ['s', 1000n],
  ['ms', 1n],
];

/** The seconds of a duration such as `1h30m` (a sign is allowed), or what Prometheus says against it. */
export function parseDurationSeconds(source: string): number | { readonly error: string } {
  const negative = source.startsWith('-');
  const body = negative ? source.slice(1) : source;
  if (body === '') return { error: 'empty duration string' };
  if (body === '0') return 0;
  let rest = body;
  let total = 0n;
  let lastUnit = -1;
  while (rest !== '') {
    const number = /^\d+/.exec(rest)?.[0];
    if (number === undefined) return { error: `not a valid duration string: ${JSON.stringify(body)}` };
    rest = rest.slice(number.length);
    const unit = /^[^\d]+/.exec(rest)?.[0];
    if (unit === undefined) return { error: `not a valid duration string: ${JSON.stringify(body)}` };
    rest = rest.slice(unit.length);
    const index = UNITS.findIndex(([name]) => name === unit);
    if (index < 0) return { error: `unknown unit ${JSON.stringify(unit)} in duration ${JSON.stringify(body)}` };
    if (index <= lastUnit) return { error: `not a valid duration string: ${JSON.stringify(body)}` };
    lastUnit = index;
    total += BigInt(number) * UNITS[index]![1];
    if (total * 1_000_000n > 2n ** 63n - 1n) return { error: 'duration out of range' };
  }
  // By way of nanoseconds, as a Go duration counts them.
  const seconds = Number(total * 1_000_000n) / 1e9;
  return negative && seconds !== 0 ? -seconds : seconds;
}
