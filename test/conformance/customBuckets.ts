// Classic histograms converted to native ones with own bounds, as `load_with_nhcb` does beside loading them.
import { customSchema, denseBuckets, type Histogram, histogram } from '../../server/src/series/histogram/histogram';
import type { Labels } from '../../server/src/series/labels';
import type { Series } from '../../server/src/series/series';
import { parseGoFloat } from '../../server/src/template/literals';

/** The parts of a classic histogram at one time. */
interface Gathered {
  readonly buckets: Map<number, number>;
  count: number | undefined;
  sum: number;
}

/** A native histogram for each classic one among the series. */
export function customBuckets(all: readonly Series[]): readonly Series[] {
  const found = new Map<string, { readonly labels: Labels; readonly byTime: Map<number, Gathered> }>();
  for (const { labels, times, values } of all) {
    const parts = /^(.*)_(bucket|sum|count)$/.exec(labels.get('__name__'));
    if (!parts) continue;
    const bound = parts[2] === 'bucket' ? parseGoFloat(labels.get('le')) : 0;
    if (bound === undefined || Number.isNaN(bound)) continue;
    const base = labels.with('le', '').with('__name__', parts[1]!);
    let entry = found.get(base.key);
    if (!entry) found.set(base.key, (entry = { labels: base, byTime: new Map() }));
    times.forEach((time, i) => {
      const at = entry.byTime.get(time) ?? { buckets: new Map<number, number>(), count: undefined, sum: 0 };
      entry.byTime.set(time, at);
      if (parts[2] === 'bucket') at.buckets.set(bound, values[i]!);
      else if (parts[2] === 'count') at.count = values[i]!;
      else at.sum = values[i]!;
    });
  }
  return [...found.values()].map(({ labels, byTime }) => {
    const times = [...byTime.keys()].sort((a, b) => a - b);
    return {
      labels,
      times: Float64Array.from(times),
      values: new Float64Array(times.length),
      histograms: times.map(time => converted(byTime.get(time)!)),
    };
  });
}

function converted({ buckets, count, sum }: Gathered): Histogram {
  const bounds = [...buckets.keys()].sort((a, b) => a - b);
  const total = count ?? buckets.get(bounds.at(-1)!) ?? 0;
  if (bounds.at(-1) !== Number.POSITIVE_INFINITY) {
    bounds.push(Number.POSITIVE_INFINITY);
    buckets.set(Number.POSITIVE_INFINITY, total);
  }
  const counts = bounds.map((bound, i) => buckets.get(bound)! - (i > 0 ? buckets.get(bounds[i - 1]!)! : 0));
  return histogram({
    schema: customSchema,
    bounds: bounds.slice(0, -1),
    count: total,
    sum,
    positive: denseBuckets(counts),
  });
}
