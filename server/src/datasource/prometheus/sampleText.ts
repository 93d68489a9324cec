// Reads the samples of a series straight from the text of an answer, as every server writes them: `[1700000000.5,"61.5"],…`.
// Anything else is left to the reader of JSON. Layer: datasource.
import { SampleList } from '../samples';
import type { Steps } from './steps';
import { readValue } from './value';

const samplesInARow = 2_000;
/** Numbers of up to this many digits are exact as a whole number, and so is the power of ten that they are divided by. */
const exactDigits = 15;
const powers = Array.from({ length: exactDigits + 1 }, (_, i) => 10 ** i);

const [quote, comma, minus, point, zero, nine, open, close] = [0x22, 0x2c, 0x2d, 0x2e, 0x30, 0x39, 0x5b, 0x5d];

/**
 * The samples of the list whose first character is at `begin`, and where its bracket closes; undefined where something in it is
 * written otherwise, or where there are more than `most`.
 */
export function* sampleTextSteps(
  text: string,
  begin: number,
  most: number,
): Steps<{ readonly items: SampleList; readonly end: number } | undefined> {
  const reader = new Reader(text, begin);
  for (;;) {
    const from = reader.at;
    const state = reader.read(samplesInARow);
    if (state === 'other' || reader.items.length > most) return undefined;
    // A quarter of what it takes to make a value of JSON of every sample.
    yield (reader.at - from) / 4;
    if (state === 'end') return { items: reader.items, end: reader.at };
  }
}

class Reader {
  readonly items = new SampleList();
  /** The number that was read last: given back it would be an object of its own, two million of them in a large answer. */
  private readonly found = new Float64Array(1);

  constructor(
    private readonly text: string,
    public at: number,
  ) {}

  /** Reads some samples; at the end of the list `at` is its bracket. */
  read(most: number): 'more' | 'end' | 'other' {
    const { text, items, found } = this;
    if (items.length === 0 && text.charCodeAt(this.at) === close) return 'end';
    for (let i = 0; i < most; i++) {
      if (text.charCodeAt(this.at++) !== open) return 'other';
      if (!this.decimal(comma) || text.charCodeAt(this.at++) !== quote) return 'other';
      const seconds = found[0]!;
      if (!(this.decimal(quote) || this.otherValue()) || text.charCodeAt(this.at++) !== close) return 'other';
      items.push(Math.round(seconds * 1000), found[0]!);
      const code = text.charCodeAt(this.at);
      if (code === close) return 'end';
      if (code !== comma) return 'other';
      this.at++;
    }
    return 'more';
  }

  /** Finds a number such as `-12.5` before `stop`, which is passed over; false, with nothing passed over, where it is none. */
  private decimal(stop: number): boolean {
    const { text, at: start } = this;
    let at = start;
    const isNegative = text.charCodeAt(at) === minus;
    if (isNegative) at++;
    const first = at;
    let whole = 0;
    let dot = -1;
    let code = text.charCodeAt(at);
    for (; ; code = text.charCodeAt(++at)) {
      if (code >= zero && code <= nine) whole = whole * 10 + code - zero;
      else if (code === point && dot < 0) dot = at;
      else break;
    }
    const before = dot < 0 ? at - first : dot - first;
    const behind = dot < 0 ? 0 : at - dot - 1;
    const isPlain = before > 0 && (dot < 0 || behind > 0) && (before === 1 || text.charCodeAt(first) !== zero);
    if (code !== stop || !isPlain) return false;
    this.at = at + 1;
    // Both are exact, so that their quotient is the nearest number, as JSON has it.
    if (before + behind > exactDigits) this.found[0] = Number(text.slice(start, at));
    else this.found[0] = (isNegative ? -whole : whole) / powers[behind]!;
    return true;
  }

  /** Finds a value such as `NaN`, `+Inf` or `1e-7` before a quote, which is passed over. */
  private otherValue(): boolean {
    const end = this.text.indexOf('"', this.at);
    const value = end < 0 ? undefined : readValue(this.text.slice(this.at, end));
    if (value === undefined) return false;
    this.found[0] = value;
    this.at = end + 1;
    return true;
  }
}
