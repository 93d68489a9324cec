// Durations of Go (`1.5h`, `100us`, `-3s`), which Alertmanager wants in a few receiver fields. Layer: go.

const UNITS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['µs', 1_000n],
  ['μs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);

/** Nanoseconds, or what is wrong with the text; the rules of Go's time.ParseDuration. */
export function parseGoDuration(text: string): { readonly nanoseconds: bigint } | { readonly error: string } {
  const wrong = {
    error: `\`${text}\` is no Go duration; write numbers with the units h, m, s, ms, us, ns, such as \`1h30m\`.`,
  };
  const negative = text.startsWith('-');
  const body = text.replace(/^[-+]/, '');
  if (body === '0') return { nanoseconds: 0n };
  if (body === '') return wrong;
  const piece = /([0-9]*)(?:\.([0-9]*))?([^0-9.]*)/y;
  let total = 0n;
  while (piece.lastIndex < body.length) {
    const found = piece.exec(body);
    if (!found) return wrong;
    const [, whole = '', fraction = '', unitName = ''] = found;
    if (whole === '' && fraction === '') return wrong;
    if (unitName === '') return { error: `\`${text}\` lacks a unit; write h, m, s, ms, us or ns behind each number.` };
    const unit = UNITS.get(unitName);
    if (unit === undefined) {
      const day = /^[dwy]$/.test(unitName) ? '; days and longer are written in hours here' : '';
      return { error: `\`${unitName}\` is no unit of a Go duration (h, m, s, ms, us, ns)${day}.` };
    }
    const scaled = fraction === '' ? 0n : (BigInt(fraction) * unit) / 10n ** BigInt(fraction.length);
    total += BigInt(whole || '0') * unit + scaled;
    if (total > 1n << 63n) return { error: `\`${text}\` is out of range; a duration ends at about 292 years.` };
  }
  if (total === 1n << 63n && !negative)
    return { error: `\`${text}\` is out of range; a duration ends at about 292 years.` };
  return { nanoseconds: negative ? -total : total };
}
