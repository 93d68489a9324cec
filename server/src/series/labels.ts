// The labels of a series: sorted by name, none of them empty, compared by content. Layer: series (pure).
// Names and values are ordered as Prometheus orders them, by bytes of UTF-8 and not by UTF-16 units.
import { compareText } from '../go/order';
import { quoteString } from '../promql/strings';

/** Label of the metric name. */
export const metricName = '__name__';

/** An immutable label set. Equal sets have equal keys. */
export class Labels {
  static readonly empty = new Labels([]);

  private made: string | undefined;

  /** `pairs` alternate names and values, sorted by name, without empty values. */
  private constructor(readonly pairs: readonly string[]) {}

  /** From an object of names and values; empty values are as good as missing ones. */
  static from(record: Readonly<Record<string, string>>): Labels {
    return Labels.of(Object.entries(record));
  }

  /** From names and values in any order; of two with one name the last counts. */
  static of(entries: Iterable<readonly [name: string, value: string]>): Labels {
    const sorted = [...new Map(entries)].filter(([, value]) => value !== '').sort(([a], [b]) => compareText(a, b));
    return sorted.length === 0 ? Labels.empty : new Labels(sorted.flat());
  }

  /** Text by which equal sets are equal, for maps. */
  get key(): string {
    return (this.made ??= this.pairs.join('\u0000'));
  }

  get size(): number {
    return this.pairs.length / 2;
  }

  /** Value of a label; empty where it is missing, as in PromQL. */
  get(name: string): string {
    const { pairs } = this;
    for (let i = 0; i < pairs.length; i += 2) if (pairs[i] === name) return pairs[i + 1]!;
    return '';
  }

  has(name: string): boolean {
    return this.get(name) !== '';
  }

  /** The set with a label set, or removed where `value` is empty. */
  with(name: string, value: string): Labels {
    if (this.get(name) === value) return this;
    return Labels.of([...this, [name, value]]);
  }

  /** Only the labels for which `keep` holds. */
  filter(keep: (name: string) => boolean): Labels {
    const { pairs } = this;
    const kept: string[] = [];
    for (let i = 0; i < pairs.length; i += 2) if (keep(pairs[i]!)) kept.push(pairs[i]!, pairs[i + 1]!);
    if (kept.length === pairs.length) return this;
    return kept.length === 0 ? Labels.empty : new Labels(kept);
  }

  *[Symbol.iterator](): Iterator<[name: string, value: string]> {
    const { pairs } = this;
    for (let i = 0; i < pairs.length; i += 2) yield [pairs[i]!, pairs[i + 1]!];
  }

  toRecord(): Record<string, string> {
    return Object.fromEntries(this);
  }

  /** As Prometheus prints labels in messages: `{__name__="up", job="x"}`. */
  toString(): string {
    const parts: string[] = [];
    for (const [name, value] of this) {
      parts.push(`${/^[A-Za-z_]\w*$/.test(name) ? name : quoteString(name)}=${quoteString(value)}`);
    }
    return `{${parts.join(', ')}}`;
  }
}

/** Order of label sets in results: label by label, name before value; a set that another begins with comes first. */
export function compareLabels(a: Labels, b: Labels): number {
  const length = Math.min(a.pairs.length, b.pairs.length);
  for (let i = 0; i < length; i++) {
    if (a.pairs[i] !== b.pairs[i]) return compareText(a.pairs[i]!, b.pairs[i]!);
  }
  return a.pairs.length - b.pairs.length;
}
