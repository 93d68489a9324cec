// Go's strconv.FormatFloat: exact decimal digits, rounding halves to even, and Go's choice of layout.
// Layer: go. JavaScript's toFixed and toPrecision round exact halves up, so they cannot be used.

export type FloatVerb = 'e' | 'E' | 'f' | 'g' | 'G' | 'b' | 'x' | 'X';

/** Formats a number; `precision` -1 means the fewest digits that read back as the same number. */
export function formatFloat(value: number, verb: FloatVerb, precision: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const absolute = Math.abs(value);
  if (verb === 'b') {
    const { mantissa, exponent } = split(absolute);
    return `${sign}${mantissa}p${exponent >= 0 ? '+' : '-'}${Math.abs(exponent)}`;
  }
  if (verb === 'x' || verb === 'X') {
    const hex = hexFloat(absolute, precision);
    return sign + (verb === 'X' ? hex.toUpperCase() : hex);
  }
  return sign + decimal(absolute, verb, precision);
}

/** Digits and the place of the decimal point: 0.d1d2d3… × 10^point. */
interface Digits {
  readonly digits: string;
  readonly point: number;
}

function decimal(value: number, verb: 'e' | 'E' | 'f' | 'g' | 'G', precision: number): string {
  const shortest = precision < 0;
  let all = shortest ? shortestDigits(value) : exactDigits(value);
  let places = precision;
  if (shortest) {
    if (verb === 'e' || verb === 'E') places = all.digits.length - 1;
    else if (verb === 'f') places = Math.max(all.digits.length - all.point, 0);
    else places = all.digits.length;
  } else if (verb === 'e' || verb === 'E') all = round(all, precision + 1);
  else if (verb === 'f') all = round(all, all.point + precision);
  else {
    if (places === 0) places = 1;
    all = round(all, places);
  }
  if (verb === 'e' || verb === 'E') return scientific(all, places, verb);
  if (verb === 'f') return fixed(all, places);
  const count = all.digits.length;
  let limit = places;
  if (limit > count && count >= all.point) limit = count;
  if (shortest) limit = 6;
  const exponent = all.point - 1;
  if (exponent < -4 || exponent >= limit) {
    return scientific(all, Math.min(places, count) - 1, verb === 'G' ? 'E' : 'e');
  }
  return fixed(all, Math.max(count - all.point, 0));
}

function scientific({ digits, point }: Digits, places: number, letter: string): string {
  const head = digits[0] ?? '0';
  const rest = digits.slice(1, 1 + Math.max(places, 0)).padEnd(Math.max(places, 0), '0');
  const exponent = digits === '' ? 0 : point - 1;
  const magnitude = String(Math.abs(exponent)).padStart(2, '0');
  return `${head}${rest ? `.${rest}` : ''}${letter}${exponent < 0 ? '-' : '+'}${magnitude}`;
}

function fixed({ digits, point }: Digits, places: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  if (places <= 0) return whole;
  const fraction = (point > 0 ? digits.slice(point) : '0'.repeat(Math.min(-point, places)) + digits).slice(0, places);
  return `${whole}.${fraction.padEnd(places, '0')}`;
}

function shortestDigits(value: number): Digits {
  if (value === 0) return { digits: '', point: 0 };
  const [mantissa, exponent] = value.toExponential().split('e') as [string, string];
  return { digits: mantissa.replace('.', ''), point: Number(exponent) + 1 };
}

function exactDigits(value: number): Digits {
  if (value === 0) return { digits: '', point: 0 };
  const { mantissa, exponent } = split(value);
  const text = (exponent >= 0 ? mantissa << BigInt(exponent) : mantissa * 5n ** BigInt(-exponent)).toString();
  return { digits: text.replace(/0+$/, ''), point: text.length + Math.min(exponent, 0) };
}

/** Cuts to `count` digits; an exact half goes to the even neighbour. */
function round(all: Digits, count: number): Digits {
  const { digits, point } = all;
  if (count >= digits.length) return all;
  if (count < 0) return { digits: '', point: 0 };
  const next = digits.charCodeAt(count) - 48;
  const half = next === 5 && count + 1 === digits.length;
  const odd = count > 0 && (digits.charCodeAt(count - 1) - 48) % 2 === 1;
  const up = half ? odd : next >= 5;
  if (!up) {
    const kept = digits.slice(0, count).replace(/0+$/, '');
    return { digits: kept, point: kept === '' ? 0 : point };
  }
  let i = count - 1;
  while (i >= 0 && digits[i] === '9') i--;
  if (i < 0) return { digits: '1', point: point + 1 };
  return { digits: digits.slice(0, i) + String(Number(digits[i]) + 1), point };
}

/** `value = mantissa * 2^exponent`, exactly. */
function split(value: number): { mantissa: bigint; exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  return biased === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | 0x10000000000000n, exponent: biased - 1075 };
}

function hexFloat(value: number, precision: number): string {
  let { mantissa, exponent } = split(value);
  if (mantissa === 0n) return `0x0${precision > 0 ? `.${'0'.repeat(precision)}` : ''}p+00`;
  while (mantissa < 1n << 52n) {
    mantissa <<= 1n;
    exponent--;
  }
  exponent += 52;
  let digits = 13;
  if (precision >= 0 && precision < 13) {
    const shift = BigInt(52 - 4 * precision);
    const rest = mantissa & ((1n << shift) - 1n);
    const half = 1n << (shift - 1n);
    mantissa >>= shift;
    if (rest > half || (rest === half && (mantissa & 1n) === 1n)) mantissa++;
    digits = precision;
    if (mantissa >= 2n << BigInt(4 * digits)) {
      mantissa >>= 1n;
      exponent++;
    }
  }
  const body = (mantissa & ((1n << BigInt(4 * digits)) - 1n)).toString(16).padStart(digits, '0').slice(0, digits);
  const fraction = precision < 0 ? body.replace(/0+$/, '') : body.padEnd(precision, '0');
  const magnitude = String(Math.abs(exponent)).padStart(2, '0');
  return `0x1${fraction ? `.${fraction}` : ''}p${exponent < 0 ? '-' : '+'}${magnitude}`;
}
