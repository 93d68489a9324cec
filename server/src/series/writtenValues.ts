// Values as unit tests write them, `0+1x5 _ stale {{count:1}}`: read item by item, not expanded. Layer: series (pure).
// The grammar is that of `series_values` in Prometheus' promql/parser/generated_parser.y, with lexValueSequence of lex.go.
import { excerpt } from '../promql/characters';
import { isSince, type Version } from '../target/version';
import type { Span } from '../text/span';
import { addHistograms, subtractHistograms } from './histogram/arithmetic';
import type { Histogram } from './histogram/histogram';
import { HistogramReader } from './histogramNotation';
import { readNumber } from './numberNotation';

/** One step of a written series; undefined where it has no sample. */
export type WrittenValue = number | Histogram | 'stale' | undefined;

/** What is wrong with a written series: offsets in the text that was given. */
export interface NotationProblem extends Span {
  readonly message: string;
}

/** A value with how it goes on: `0+1x5` are six values, each of the ones behind the first by one step further. */
export interface WrittenItem {
  readonly first: WrittenValue;
  readonly next: (value: WrittenValue) => WrittenValue;
  readonly count: number;
}

/** Reads values; they begin at `from`. promtool did not know `_` within numbers, nor histograms, from the beginning. */
export function readItems(text: string, from: number, version?: Version): readonly WrittenItem[] | NotationProblem {
  return new ItemReader(text, from, version).read();
}

class ItemReader {
  private readonly underscores: boolean;
  private readonly histograms: boolean;

  constructor(
    private readonly text: string,
    private at: number,
    version: Version | undefined,
  ) {
    this.underscores = version === undefined || isSince(version, '2.54');
    this.histograms = version === undefined || isSince(version, '2.43');
  }

  read(): readonly WrittenItem[] | NotationProblem {
    const { text } = this;
    const items: WrittenItem[] = [];
    for (;;) {
      while (this.at < text.length && isSpace(text[this.at]!)) this.at++;
      if (this.at >= text.length) return items;
      const item = this.item();
      if ('message' in item) return item;
      if (this.at < text.length && !isSpace(text[this.at]!)) return this.unexpected(this.at);
      items.push(item);
    }
  }

  private item(): WrittenItem | NotationProblem {
    const from = this.at;
    if (this.histograms && this.text.startsWith('{{', from)) return this.histogramItem();
    if (this.text[from] === '_') {
      this.at++;
      const count = this.times();
      if (typeof count !== 'number' && count !== 'none') return count;
      return { first: undefined, next: same, count: count === 'none' ? 1 : count };
    }
    const first = this.value();
    if (first === undefined) return this.unexpected(from);
    const sign = this.text[this.at];
    let step: number | undefined;
    if (sign === '+' || sign === '-') {
      step = this.number();
      if (step === undefined) return this.unexpected(from);
    }
    // A word is read to its end: `stalex3` and `NaNx2` are words of their own.
    const times = this.times();
    if (typeof times !== 'number') {
      if (times !== 'none') return times;
      return step === undefined ? { first, next: same, count: 1 } : this.unexpected(from);
    }
    const count = times + 1;
    if (step === undefined) return { first, next: same, count };
    // By repeated addition, as promtool does: 0.1+0.1x2 ends at 0.30000000000000004.
    return { first, next: value => (typeof value === 'number' ? value + step : Number.NaN), count };
  }

  private histogramItem(): WrittenItem | NotationProblem {
    const from = this.at;
    const first = this.histogram();
    if ('message' in first) return first;
    const sign = this.text[this.at];
    if (sign !== '+' && sign !== '-') {
      const times = this.times();
      if (typeof times !== 'number' && times !== 'none') return times;
      return { first, next: same, count: times === 'none' ? 1 : times + 1 };
    }
    this.at++;
    if (!this.text.startsWith('{{', this.at)) return this.unexpected(from);
    const stepAt = { from: this.at, to: this.at };
    const step = this.histogram();
    if ('message' in step) return step;
    stepAt.to = this.at;
    const times = this.times();
    if (typeof times !== 'number') return times === 'none' ? this.unexpected(from) : times;
    const combine = sign === '+' ? addHistograms : subtractHistograms;
    // What can be added once can be added again: the sum has the coarser schema, which is that of the first.
    if (times > 0) {
      if (first.schema > step.schema) {
        const message = `A histogram of schema ${step.schema} cannot be added to one of schema ${first.schema}; use the finer schema in the step.`;
        return { ...stepAt, message };
      }
      if (!combine(first, step)?.value) {
        const message = 'Histograms with exponential buckets and with custom buckets cannot be combined.';
        return { ...stepAt, message };
      }
    }
    const next = (value: WrittenValue): WrittenValue =>
      typeof value === 'object' ? combine(value, step)?.value : undefined;
    return { first, next, count: times + 1 };
  }

  private histogram(): Histogram | NotationProblem {
    const reader = new HistogramReader(this.text, this.at);
    const read = reader.read();
    this.at = reader.at;
    return read;
  }

  /** A number or `stale`. */
  private value(): number | 'stale' | undefined {
    if (this.word() === 'stale') {
      this.at += 5;
      return 'stale';
    }
    return this.number();
  }

  private word(): string {
    const word = /[A-Za-z_]\w*/y;
    word.lastIndex = this.at;
    return word.exec(this.text)?.[0] ?? '';
  }

  private number(): number | undefined {
    const read = readNumber(this.text, this.at);
    if (!read || (!this.underscores && this.text.slice(this.at, read.to).includes('_'))) return undefined;
    this.at = read.to;
    return read.value;
  }

  /** The repetition `x5`; `none` where there is none. */
  private times(): number | 'none' | NotationProblem {
    if (this.text[this.at] !== 'x') return 'none';
    const digits = /^x(\d+)/.exec(this.text.slice(this.at, this.at + 40));
    const next = this.text[this.at + (digits?.[0].length ?? 1)];
    if (!digits || (next !== undefined && !isSpace(next) && next !== '{')) return this.unexpected(this.at);
    this.at += digits[0].length;
    return Number(digits[1]);
  }

  /** The word around an offset cannot be read. */
  private unexpected(from: number): NotationProblem {
    const { text } = this;
    let start = Math.min(from, text.length);
    while (start > 0 && !isSpace(text[start - 1]!) && text[start - 1] !== '}') start--;
    let end = start;
    while (end < text.length && !isSpace(text[end]!)) end++;
    const word = text.slice(start, end);
    const message = `${excerpt(word)} is no value of a series; write such as \`5\`, \`0+1x10\` (ten steps of 1), \`_\` or \`stale\`.`;
    return { from: start, to: end, message };
  }
}

function same(value: WrittenValue): WrittenValue {
  return value;
}

function isSpace(char: string): boolean {
  return char === ' ' || char === '\t' || char === '\n' || char === '\r';
}
