// Go's fmt: Print, Println and Printf over template values, with every verb and flag.
// Layer: template. Longer than usual: one state machine of flags, widths and verbs.
import type { FloatVerb } from '../go/floats';
import { formatFloat } from '../go/floats';
import { utf8 } from '../go/utf8';
import { formatDuration, formatTime, MONTHS, WEEKDAYS } from './gotime';
import { LimitError, MAX_OUTPUT } from './limits';
import type { Value } from './values';
import { sortedEntries, typeName, unknownText } from './values';

/** `fmt.Sprintf`. */
export function sprintf(format: string, args: readonly Value[]): string {
  const printer = new Printer();
  printer.printf(format, args);
  return printer.out;
}

/** `fmt.Sprint`: a space stands between two operands that are no texts. */
export function sprint(args: readonly Value[]): string {
  const printer = new Printer();
  let lastIsText = false;
  args.forEach((arg, i) => {
    const isText = arg.kind === 'string';
    if (i > 0 && !isText && !lastIsText) printer.write(' ');
    printer.arg(arg, 'v');
    lastIsText = isText;
  });
  return printer.out;
}

/** `fmt.Sprintln`: spaces between all operands and a newline at the end. */
export function sprintln(args: readonly Value[]): string {
  const printer = new Printer();
  args.forEach((arg, i) => {
    if (i > 0) printer.write(' ');
    printer.arg(arg, 'v');
  });
  printer.write('\n');
  return printer.out;
}

/** `%v` of one value. */
export function format(value: Value): string {
  return sprint([value]);
}

/** `strconv.Quote`; `ascii` escapes everything else as well. */
export function quote(textValue: string, ascii = false): string {
  let out = '"';
  for (const char of textValue) out += escapeChar(char, '"', ascii);
  return `${out}"`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
};

function escapeChar(char: string, quoteMark: string, ascii: boolean): string {
  if (char === quoteMark) return `\\${char}`;
  const known = ESCAPES[char];
  if (known) return known;
  const code = char.codePointAt(0)!;
  if (isPrintable(char) && (!ascii || code < 0x80)) return char;
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
}

/** `unicode.IsPrint`. */
export function isPrintable(char: string): boolean {
  return char === ' ' || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(char);
}

// The address of a nested pointer differs at every run of the target; any one stands for all.
const ADDRESS = 0xc000012345n;
const TOO_LARGE = 1_000_000;

class Printer {
  out = '';
  private plus = false;
  private minus = false;
  private sharp = false;
  private space = false;
  private zero = false;
  private plusV = false;
  private sharpV = false;
  private width: number | undefined;
  private precision: number | undefined;
  private erroring = false;

  write(part: string): void {
    this.out += part;
    if (this.out.length > MAX_OUTPUT) throw new LimitError('the text grows too long');
  }

  printf(formatText: string, args: readonly Value[]): void {
    let argument = 0;
    let reordered = false;
    let afterIndex = false;
    let i = 0;
    const end = formatText.length;
    while (i < end) {
      let good = true;
      const percent = formatText.indexOf('%', i);
      if (percent < 0) {
        this.write(formatText.slice(i));
        break;
      }
      this.write(formatText.slice(i, percent));
      i = percent + 1;
      this.clear();
      for (; i < end && '+-# 0'.includes(formatText[i]!); i++) this.flag(formatText[i]!);
      const takeIndex = (): void => {
        if (formatText[i] !== '[') {
          afterIndex = false;
          return;
        }
        reordered = true;
        const index = readIndex(formatText, i);
        afterIndex = index.ok;
        i += index.size;
        if (index.ok && index.value >= 0 && index.value < args.length) argument = index.value;
        else good = false;
      };
      const takeStar = (): number | undefined => {
        i++;
        const value = args[argument];
        if (value !== undefined) argument++;
        afterIndex = false;
        if (value?.kind !== 'int' && value?.kind !== 'duration') return undefined;
        const n = Number(value.kind === 'int' ? value.v : value.ns);
        return Math.abs(n) > TOO_LARGE ? undefined : n;
      };
      takeIndex();
      if (formatText[i] === '*') {
        this.width = takeStar();
        if (this.width === undefined) this.write('%!(BADWIDTH)');
        else if (this.width < 0) {
          this.width = -this.width;
          this.minus = true;
          this.zero = false;
        }
      } else {
        const number = readNumber(formatText, i);
        i = number.next;
        this.width = number.value;
        if (afterIndex && this.width !== undefined) good = false;
      }
      if (i + 1 < end && formatText[i] === '.') {
        i++;
        if (afterIndex) good = false;
        takeIndex();
        if (formatText[i] === '*') {
          const star = takeStar();
          this.precision = star !== undefined && star >= 0 ? star : undefined;
          if (this.precision === undefined) this.write('%!(BADPREC)');
        } else {
          const number = readNumber(formatText, i);
          i = number.next;
          this.precision = number.value ?? 0;
        }
      }
      if (!afterIndex) takeIndex();
      if (i >= end) {
        this.write('%!(NOVERB)');
        break;
      }
      const verb = String.fromCodePoint(formatText.codePointAt(i)!);
      i += verb.length;
      if (verb === '%') this.write('%');
      else if (!good) this.write(`%!${verb}(BADINDEX)`);
      else if (argument >= args.length) this.write(`%!${verb}(MISSING)`);
      else {
        if (verb === 'v' || verb === 'w') {
          this.sharpV = this.sharp;
          this.sharp = false;
          this.plusV = this.plus;
          this.plus = false;
        }
        this.arg(args[argument]!, verb);
        argument++;
      }
    }
    if (reordered || argument >= args.length) return;
    this.clear();
    this.write('%!(EXTRA ');
    args.slice(argument).forEach((arg, k) => {
      if (k > 0) this.write(', ');
      if (arg.kind === 'invalid') this.write('<nil>');
      else {
        this.write(`${typeName(arg)}=`);
        this.arg(arg, 'v');
      }
    });
    this.write(')');
  }

  /** Prints one operand. */
  arg(value: Value, verb: string): void {
    if (value.kind === 'invalid') {
      if (verb === 'T' || verb === 'v') this.pad('<nil>');
      else this.badVerb(value, verb);
    } else if (verb === 'T') this.string(typeName(value), 's', value);
    else if (verb === 'p') this.pointer(value, verb);
    else this.value(value, verb, 0);
  }

  private clear(): void {
    this.plus = this.minus = this.sharp = this.space = this.zero = this.plusV = this.sharpV = false;
    this.width = this.precision = undefined;
  }

  private flag(c: string): void {
    if (c === '#') this.sharp = true;
    else if (c === '0') this.zero = true;
    else if (c === '+') this.plus = true;
    else if (c === '-') this.minus = true;
    else this.space = true;
  }

  private value(value: Value, verb: string, depth: number): void {
    const method = this.erroring ? undefined : stringMethod(value);
    if (verb === 'w') {
      this.badVerb(value, verb);
      return;
    }
    if (method !== undefined && !this.sharpV && 'vsxXq'.includes(verb)) {
      this.string(method, verb, value);
      return;
    }
    switch (value.kind) {
      case 'invalid':
        if (verb === 'v') this.write('<nil>');
        else this.badVerb(value, verb);
        return;
      case 'bool':
        if (verb === 't' || verb === 'v') this.pad(String(value.v));
        else this.badVerb(value, verb);
        return;
      case 'int':
        this.integer(value.v, verb, value);
        return;
      case 'duration':
        if (value.pointer) this.pointer(value, verb);
        else this.integer(value.ns, verb, value);
        return;
      case 'float':
        this.float(value.v, verb, value);
        return;
      case 'complex':
        this.complex(value.re, value.im, verb, value);
        return;
      case 'string':
        this.string(value.v, verb, value);
        return;
      case 'map':
        this.list(
          value.type,
          sortedEntries(value).map(([key, item]) => [key, item] as const),
          verb,
          depth,
          ['map[', ']'],
          true,
        );
        return;
      case 'slice':
        this.list(
          value.type,
          value.items.map(item => [undefined, item] as const),
          verb,
          depth,
          ['[', ']'],
          false,
        );
        return;
      case 'struct':
        if (value.pointer && depth > 0) {
          this.pointer(value, verb);
          return;
        }
        if (value.pointer) this.write('&');
        this.struct(value.type, [...value.fields], verb, depth + (value.pointer ? 1 : 0));
        return;
      case 'time':
        if (value.pointer && depth > 0) this.pointer(value, verb);
        else this.clockFields(value.ns, value.pointer, verb);
        return;
      default:
        this.pointer(value, verb);
    }
  }

  /** The inside of a time, which a verb for numbers shows: nanoseconds, seconds since the year 1, no zone. */
  private clockFields(ns: bigint, pointer: boolean, verb: string): void {
    const rest = ((ns % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
    const seconds = (ns - rest) / 1_000_000_000n + 62_135_596_800n;
    this.write(pointer ? '&{' : '{');
    this.value({ kind: 'int', v: rest, type: 'uint64' }, verb, 1);
    this.write(' ');
    this.value({ kind: 'int', v: seconds, type: 'int64' }, verb, 1);
    this.write(' ');
    if (verb === 'v') this.pad('<nil>');
    else this.write(`%!${verb}(*time.Location=<nil>)`);
    this.write('}');
  }

  private list(
    type: string,
    items: readonly (readonly [string | undefined, Value])[],
    verb: string,
    depth: number,
    brackets: readonly [string, string],
    keyed: boolean,
  ): void {
    this.write(this.sharpV ? `${type}{` : brackets[0]);
    items.forEach(([key, item], i) => {
      if (i > 0) this.write(this.sharpV ? ', ' : ' ');
      if (keyed && key !== undefined) {
        this.string(key, verb, { kind: 'string', v: key, type: 'string' });
        this.write(':');
      }
      this.element(item, type, verb, depth);
    });
    this.write(this.sharpV ? '}' : brackets[1]);
  }

  private element(item: Value, type: string, verb: string, depth: number): void {
    if (item.kind === 'invalid' && type.endsWith('interface {}')) {
      this.write(this.sharpV ? 'interface {}(nil)' : '<nil>');
    } else this.value(item, verb, depth + 1);
  }

  private struct(type: string, fields: readonly (readonly [string, Value])[], verb: string, depth: number): void {
    if (this.sharpV) this.write(type);
    this.write('{');
    fields.forEach(([name, item], i) => {
      if (i > 0) this.write(this.sharpV ? ', ' : ' ');
      if (this.plusV || this.sharpV) this.write(`${name}:`);
      this.value(item, verb, depth + 1);
    });
    this.write('}');
  }

  private pointer(value: Value, verb: string): void {
    const isPointer = ('pointer' in value && value.pointer) || ['map', 'slice', 'histogram'].includes(value.kind);
    if (!isPointer) {
      this.badVerb(value, verb);
      return;
    }
    switch (verb) {
      case 'v':
        if (this.sharpV) this.write(`(${typeName(value)})(0x${ADDRESS.toString(16)})`);
        else this.pad(`0x${ADDRESS.toString(16)}`);
        return;
      case 'p':
        this.pad(`0x${ADDRESS.toString(16)}`);
        return;
      case 'b':
      case 'o':
      case 'd':
      case 'x':
      case 'X':
        this.integer(ADDRESS, verb, value);
        return;
      default:
        this.badVerb(value, verb);
    }
  }

  private badVerb(value: Value, verb: string): void {
    const wasErroring = this.erroring;
    this.erroring = true;
    this.write(`%!${verb}(`);
    if (value.kind === 'invalid') this.write('<nil>');
    else {
      this.write(`${typeName(value)}=`);
      this.value(value, 'v', 0);
    }
    this.write(')');
    this.erroring = wasErroring;
  }

  private padding(count: number): string {
    if (count <= 0) return '';
    return (this.zero && !this.minus ? '0' : ' ').repeat(count);
  }

  private pad(body: string): void {
    if (!this.width) {
      this.write(body);
      return;
    }
    const fill = this.padding(this.width - runes(body));
    this.write(this.minus ? body + fill : fill + body);
  }

  private padWithoutZero(body: string): void {
    const zero = this.zero;
    this.zero = false;
    this.pad(body);
    this.zero = zero;
  }

  private string(value: string, verb: string, origin: Value): void {
    switch (verb) {
      case 'v':
        if (this.sharpV) this.quoted(value);
        else this.pad(this.truncated(value));
        return;
      case 's':
        this.pad(this.truncated(value));
        return;
      case 'q':
        this.quoted(value);
        return;
      case 'x':
      case 'X':
        this.hexText(value, verb);
        return;
      default:
        this.badVerb(origin, verb);
    }
  }

  private truncated(value: string): string {
    if (this.precision === undefined) return value;
    return [...value].slice(0, this.precision).join('');
  }

  private quoted(value: string): void {
    const cut = this.truncated(value);
    if (this.sharp && !/[`\x00-\x08\x0a-\x1f\x7f\ufeff]/.test(cut)) this.pad(`\`${cut}\``);
    else this.pad(quote(cut, this.plus));
  }

  private hexText(value: string, verb: string): void {
    let bytes = utf8(value);
    if (this.precision !== undefined) bytes = bytes.slice(0, this.precision);
    if (bytes.length === 0) {
      if (this.width) this.write(this.padding(this.width));
      return;
    }
    const prefix = this.sharp ? `0${verb}` : '';
    const digits = bytes.map(b => {
      const hex = b.toString(16).padStart(2, '0');
      return verb === 'X' ? hex.toUpperCase() : hex;
    });
    this.pad(this.space ? digits.map(d => prefix + d).join(' ') : prefix + digits.join(''));
  }

  private integer(value: bigint, verb: string, origin: Value): void {
    switch (verb) {
      case 'v':
      case 'd':
        if (this.sharpV && origin.kind === 'int' && origin.type === 'uint8') this.write(`0x${value.toString(16)}`);
        else this.digits(value, 10, verb);
        return;
      case 'b':
        this.digits(value, 2, verb);
        return;
      case 'o':
      case 'O':
        this.digits(value, 8, verb);
        return;
      case 'x':
      case 'X':
        this.digits(value, 16, verb);
        return;
      case 'c':
        this.pad(charOf(value));
        return;
      case 'q':
        this.pad(`'${escapeChar(charOf(value), "'", this.plus)}'`);
        return;
      case 'U':
        this.unicode(value);
        return;
      default:
        this.badVerb(origin, verb);
    }
  }

  private digits(value: bigint, base: number, verb: string): void {
    const negative = value < 0n;
    let body = (negative ? -value : value).toString(base);
    if (verb === 'X') body = body.toUpperCase();
    let least = 0;
    if (this.precision !== undefined) {
      least = this.precision;
      if (least === 0 && value === 0n) {
        const zero = this.zero;
        this.zero = false;
        this.write(this.padding(this.width ?? 0));
        this.zero = zero;
        return;
      }
    } else if (this.zero && !this.minus && this.width !== undefined) {
      least = this.width - (negative || this.plus || this.space ? 1 : 0);
    }
    body = body.padStart(least, '0');
    if (this.sharp) {
      if (base === 2) body = `0b${body}`;
      else if (base === 8 && !body.startsWith('0')) body = `0${body}`;
      else if (base === 16) body = `0${verb === 'X' ? 'X' : 'x'}${body}`;
    }
    if (verb === 'O') body = `0o${body}`;
    const sign = negative ? '-' : this.plus ? '+' : this.space ? ' ' : '';
    this.padWithoutZero(sign + body);
  }

  private unicode(value: bigint): void {
    const unsigned = BigInt.asUintN(64, value);
    const least = Math.max(4, this.precision ?? 4);
    let body = `U+${unsigned.toString(16).toUpperCase().padStart(least, '0')}`;
    const char = charOf(value);
    if (this.sharp && unsigned <= 0x10ffffn && isPrintable(char)) body += ` '${char}'`;
    this.padWithoutZero(body);
  }

  private float(value: number, verb: string, origin: Value): void {
    switch (verb) {
      case 'v':
        this.floatAs(value, 'g', -1);
        return;
      case 'b':
      case 'g':
      case 'G':
      case 'x':
      case 'X':
        this.floatAs(value, verb, -1);
        return;
      case 'f':
      case 'F':
        this.floatAs(value, 'f', 6);
        return;
      case 'e':
      case 'E':
        this.floatAs(value, verb, 6);
        return;
      default:
        this.badVerb(origin, verb);
    }
  }

  private complex(re: number, im: number, verb: string, origin: Value): void {
    if (!'vbgGxXfFeE'.includes(verb)) {
      this.badVerb(origin, verb);
      return;
    }
    const plus = this.plus;
    this.write('(');
    this.float(re, verb, origin);
    this.plus = true;
    this.float(im, verb, origin);
    this.plus = plus;
    this.write('i)');
  }

  private floatAs(value: number, verb: FloatVerb, usual: number): void {
    const precision = this.precision ?? usual;
    let body = formatFloat(value, verb, precision);
    let sign = '+';
    if (body[0] === '-' || body[0] === '+') {
      sign = body[0];
      body = body.slice(1);
    }
    if (this.space && sign === '+' && !this.plus) sign = ' ';
    if (body === 'Inf' || body === 'NaN') {
      // The sign of an infinity is part of it; NaN shows one only on request.
      this.padWithoutZero(body === 'NaN' && !this.space && !this.plus ? body : sign + body);
      return;
    }
    if (this.sharp && verb !== 'b') body = withPoint(body, verb, precision);
    if (this.plus || sign !== '+') {
      if (this.zero && !this.minus && this.width !== undefined && this.width > body.length + 1) {
        this.write(sign + this.padding(this.width - body.length - 1) + body);
        return;
      }
      this.pad(sign + body);
      return;
    }
    this.pad(body);
  }
}

/** The `#` flag: a decimal point always, and the zeros that `%g` drops. */
function withPoint(body: string, verb: FloatVerb, precision: number): string {
  let digits = 0;
  if ('gGx'.includes(verb)) digits = precision === -1 ? 6 : precision;
  const isHex = verb === 'x' || verb === 'X';
  const at = body.search(isHex ? /[pP]/ : /[eE]/);
  let head = at < 0 ? body : body.slice(0, at);
  const tail = at < 0 ? '' : body.slice(at);
  let nonZero = false;
  for (const c of head) {
    if (c === '.') continue;
    if (c !== '0') nonZero = true;
    if (nonZero) digits--;
  }
  if (!head.includes('.')) {
    if (head === '0') digits--;
    head += '.';
  }
  return head + '0'.repeat(Math.max(digits, 0)) + tail;
}

/** What `String()` of the type says, for the types that have it. */
function stringMethod(value: Value): string | undefined {
  switch (value.kind) {
    case 'time':
      return formatTime(value);
    case 'duration':
      return formatDuration(value.ns);
    case 'histogram':
      return value.text;
    case 'unknown':
      return unknownText(value);
    case 'int':
      if (value.type === 'time.Month') return MONTHS[Number(value.v) - 1];
      return value.type === 'time.Weekday' ? WEEKDAYS[Number(value.v)] : undefined;
    case 'map':
      return value.type === 'template.KV' ? pairsText(kvPairs(value)) : undefined;
    case 'slice':
      return value.type === 'template.Pairs' ? pairsText(value.items.map(pairOf)) : undefined;
    default:
      return undefined;
  }
}

function pairOf(value: Value): readonly [string, string] {
  const part = (name: string): string => {
    const found = value.kind === 'struct' ? value.fields.get(name) : undefined;
    return found?.kind === 'string' ? found.v : '';
  };
  return [part('Name'), part('Value')];
}

function pairsText(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([name, value]) => `${name}=${value}`).join(', ');
}

/** The pairs of a label set in Alertmanager's order: `alertname` first, then by name. */
export function kvPairs(map: Value): readonly (readonly [string, string])[] {
  if (map.kind !== 'map') return [];
  const pairs = sortedEntries(map).map(([k, v]) => [k, v.kind === 'string' ? v.v : ''] as const);
  return [...pairs.filter(([k]) => k === 'alertname'), ...pairs.filter(([k]) => k !== 'alertname')];
}

function charOf(value: bigint): string {
  const valid = value >= 0n && value <= 0x10ffffn && !(value >= 0xd800n && value <= 0xdfffn);
  return valid ? String.fromCodePoint(Number(value)) : '\ufffd';
}

function runes(value: string): number {
  let n = 0;
  for (const _ of value) n++;
  return n;
}

function readNumber(source: string, from: number): { value: number | undefined; next: number } {
  let value = 0;
  let i = from;
  for (; i < source.length && source[i]! >= '0' && source[i]! <= '9'; i++) {
    if (value > TOO_LARGE) return { value: undefined, next: source.length };
    value = value * 10 + (source.charCodeAt(i) - 48);
  }
  return i === from ? { value: undefined, next: i } : { value, next: i };
}

/** An explicit argument number such as `[2]`, counted from 1 in the source. */
function readIndex(source: string, from: number): { value: number; size: number; ok: boolean } {
  const close = source.indexOf(']', from + 1);
  if (source.length - from < 3 || close < 0) return { value: 0, size: 1, ok: false };
  const size = close - from + 1;
  const inner = source.slice(from + 1, close);
  if (!/^\d{1,7}$/.test(inner)) return { value: 0, size, ok: false };
  return { value: Number(inner) - 1, size, ok: true };
}
