// One native histogram in the notation of series: `{{schema:1 count:3 sum:5 buckets:[1 2]}}`. Layer: series (pure).
import { excerpt } from '../promql/characters';
import type { Span } from '../text/span';
import {
  customSchema,
  denseBuckets,
  type Histogram,
  histogram,
  noBuckets,
  type ResetHint,
} from './histogram/histogram';
import { readNumber } from './numberNotation';

const kinds = {
  sum: 'number',
  count: 'number',
  z_bucket: 'number',
  z_bucket_w: 'positive',
  schema: 'integer',
  offset: 'integer',
  n_offset: 'integer',
  buckets: 'list',
  n_buckets: 'list',
  custom_values: 'list',
  counter_reset_hint: 'hint',
} as const;

type Key = keyof typeof kinds;
type Kind = (typeof kinds)[Key];

const hints: ReadonlySet<string> = new Set<ResetHint>(['unknown', 'reset', 'not_reset', 'gauge']);

/** Reads from `{{` to behind `}}`; `at` is then where it stopped. */
export class HistogramReader {
  private readonly numbers = new Map<string, number>();
  private readonly lists = new Map<string, readonly number[]>();
  private hint: ResetHint = 'unknown';
  private readonly start: number;

  constructor(
    private readonly text: string,
    public at: number,
  ) {
    this.start = at;
  }

  read(): Histogram | (Span & { readonly message: string }) {
    const { text } = this;
    this.at += 2;
    const seen = new Set<string>();
    for (;;) {
      const before = this.at;
      while (text[this.at] === ' ' || text[this.at] === '\t') this.at++;
      if (text.startsWith('}}', this.at)) {
        this.at += 2;
        return this.build();
      }
      const from = this.at;
      const key = /[A-Za-z_]*/y;
      key.lastIndex = from;
      const name = key.exec(text)![0].toLowerCase();
      const kind = Object.hasOwn(kinds, name) ? kinds[name as Key] : undefined;
      // Upstream takes a blank before the first key for a mistake.
      if (
        !kind ||
        text[from + name.length] !== ':' ||
        (seen.size === 0 && from > before) ||
        (seen.size > 0 && from === before)
      ) {
        return this.problem(
          from,
          'a description of a histogram; write such as `{{schema:0 count:3 sum:5 buckets:[1 2]}}`',
        );
      }
      if (seen.has(name)) return this.problem(from, 'given once before; keep one');
      seen.add(name);
      this.at = from + name.length + 1;
      if (!this.value(name, kind)) return this.problem(from, `a value of \`${name}\`; it takes ${wanted[kind]}`);
    }
  }

  private value(name: string, kind: Kind): boolean {
    const { text } = this;
    if (kind === 'hint') {
      const word = /[A-Za-z_]*/y;
      word.lastIndex = this.at;
      const hint = word.exec(text)![0].toLowerCase();
      if (!hints.has(hint)) return false;
      this.hint = hint as ResetHint;
      this.at += hint.length;
      return true;
    }
    if (kind === 'list') return this.list(name);
    const read = isNumberStart(text, this.at) ? readNumber(text, this.at) : undefined;
    if (!read) return false;
    if (kind === 'integer' && !/^-?\d+$/.test(text.slice(this.at, read.to))) return false;
    if (kind === 'positive' && text[this.at] === '-') return false;
    // Whole numbers are decimal, also with a 0 before.
    this.numbers.set(name, kind === 'integer' ? Number(text.slice(this.at, read.to)) : read.value);
    this.at = read.to;
    return true;
  }

  private list(name: string): boolean {
    const { text } = this;
    if (text[this.at] !== '[') return false;
    this.at++;
    const list: number[] = [];
    for (;;) {
      const before = this.at;
      while (text[this.at] === ' ' || text[this.at] === '\t') this.at++;
      if (text[this.at] === ']' && list.length > 0) {
        this.at++;
        this.lists.set(name, list);
        return true;
      }
      if (this.at === before ? list.length > 0 : list.length === 0) return false;
      const infinite = text[this.at] === '-' && /[a-z]/i.test(text[this.at + 1] ?? '');
      const read = isNumberStart(text, this.at) && !infinite ? readNumber(text, this.at) : undefined;
      if (!read) return false;
      list.push(read.value);
      this.at = read.to;
    }
  }

  private build(): Histogram {
    const number = (name: Key): number => this.numbers.get(name) ?? 0;
    const schema = number('schema');
    // With bounds of their own there is no zero bucket and no negative side.
    const custom = schema === customSchema;
    return histogram({
      schema,
      sum: number('sum'),
      count: number('count'),
      zeroCount: custom ? 0 : number('z_bucket'),
      zeroThreshold: custom ? 0 : number('z_bucket_w'),
      positive: denseBuckets(this.lists.get('buckets') ?? [], number('offset')),
      negative: custom ? noBuckets : denseBuckets(this.lists.get('n_buckets') ?? [], number('n_offset')),
      bounds: this.lists.get('custom_values') ?? [],
      hint: this.hint,
    });
  }

  private problem(found: number, is: string): Span & { readonly message: string } {
    // Of a text that ends too soon all is told.
    const from = found === this.text.length ? this.start : found;
    let to = found;
    while (to < this.text.length && !/[\s}]/.test(this.text[to]!)) to++;
    if (to === found) to = Math.min(found + 1, this.text.length);
    const word = excerpt(this.text.slice(from, to));
    const message = is.startsWith('given') ? `${word} was ${is}.` : `${word === '``' ? 'This' : word} is not ${is}.`;
    return { from, to, message };
  }
}

/** In histograms a number begins with a digit, a minus or a word. */
function isNumberStart(text: string, at: number): boolean {
  return text[at] !== '+' && text[at] !== '.';
}

const wanted: Readonly<Record<Kind, string>> = {
  number: 'a number',
  positive: 'a number that is not negative',
  integer: 'a whole number',
  list: 'numbers in brackets, as `[1 2 0 4]`',
  hint: '`unknown`, `reset`, `not_reset` or `gauge`',
};
