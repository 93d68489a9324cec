// The series of one metric name: all of them in order, and by values of the labels that somebody asked for. Layer: series.
import { sortInSlices } from '../text/slices';
import { compareLabels, type Labels } from './labels';

interface Labelled {
  readonly labels: Labels;
}

/** So many are looked through without an index. */
const few = 32;

/** How many series are looked at between two pauses. */
export const seriesPerSlice = 1024;

export class SeriesOfName<T extends Labelled> {
  private sorted: T[] = [];
  /** Those that came since `sorted` was asked for. */
  private added: T[] = [];
  private readonly byLabel = new Map<string, Map<string, T[]>>();

  add(series: T): void {
    this.added.push(series);
    for (const [label, values] of this.byLabel) put(values, series.labels.get(label), series);
  }

  /** All of them, sorted by labels. */
  *all(): Generator<void, readonly T[]> {
    const { added } = this;
    if (added.length > few && added.length > this.sorted.length / few) {
      this.sorted = yield* sortInSlices([...this.sorted, ...added], (a, b) => compareLabels(a.labels, b.labels));
    } else for (const one of added) this.sorted.splice(placeOf(this.sorted, one), 0, one);
    this.added = [];
    return this.sorted;
  }

  /** In any order the fewest that hold all series with these values; undefined where it is as well to go through all. */
  *having(
    wanted: readonly { readonly name: string; readonly value: string }[],
  ): Generator<void, readonly T[] | undefined> {
    if (this.sorted.length + this.added.length <= few) return undefined;
    let fewest: readonly T[] | undefined;
    for (const { name, value } of wanted) {
      const found = (yield* this.valuesOf(name)).get(value) ?? [];
      if (!fewest || found.length < fewest.length) fewest = found;
    }
    return fewest;
  }

  private *valuesOf(label: string): Generator<void, ReadonlyMap<string, readonly T[]>> {
    const known = this.byLabel.get(label);
    if (known) return known;
    const values = new Map<string, T[]>();
    for (const [i, series] of [...this.sorted, ...this.added].entries()) {
      put(values, series.labels.get(label), series);
      if (i % seriesPerSlice === seriesPerSlice - 1) yield;
    }
    this.byLabel.set(label, values);
    return values;
  }
}

function put<T>(values: Map<string, T[]>, value: string, series: T): void {
  const list = values.get(value);
  if (list) list.push(series);
  else values.set(value, [series]);
}

/** Where a series belongs in a sorted list. */
function placeOf(list: readonly Labelled[], { labels }: Labelled): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareLabels(list[middle]!.labels, labels) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
