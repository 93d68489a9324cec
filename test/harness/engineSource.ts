// A metrics server made of our own engine over series in memory, which misbehaves on demand.

import type { Answer, DataSource, InstantResult, LoadedGroup, Point } from '../../server/src/datasource/datasource';
import { seriesOfPoints } from '../../server/src/datasource/samples';
import { evaluateInstant, evaluateRange, type Outcome } from '../../server/src/evaluation/evaluate';
import { dialect } from '../../server/src/promql/dialect';
import { analyzePromql } from '../../server/src/promql/parser';
import type { Storage } from '../../server/src/series/series';
import { finish } from '../../server/src/text/slices';

export interface EngineSourceOptions {
  readonly groups?: readonly LoadedGroup[];
  /** Moves the times of a range query as a server that aligns them does. */
  readonly shift?: number;
  /** Refuses a range of more points than this as too large. */
  readonly mostPoints?: number;
}

export interface EngineSource extends DataSource {
  /** What was asked, in order: `range` or `instant`. */
  readonly asked: ('range' | 'instant')[];
  /** The most requests that were under way at one time. */
  readonly most: () => number;
}

const target = dialect('3.16');
const options = { dialect: target };

export function engineSource(store: Storage, given: EngineSourceOptions = {}): EngineSource {
  const asked: ('range' | 'instant')[] = [];
  let [running, most] = [0, 0];
  const later = async <T>(make: () => Answer<T>): Promise<Answer<T>> => {
    most = Math.max(most, ++running);
    await new Promise(resolve => setImmediate(resolve));
    running--;
    return make();
  };
  const good = <T>(data: T): Answer<T> => ({ ok: true, data, warnings: [], infos: [], tookMs: 1 });
  const failed = (outcome: Outcome & { readonly ok: false }): Answer<never> => ({
    ok: false,
    error: { kind: 'execution', message: outcome.error.message, said: outcome.error.message },
  });
  const point = (
    t: number,
    v: number,
    histogram: { readonly count: number; readonly sum: number } | undefined,
  ): Point => (histogram ? { t, v: Number.NaN, histogram: { count: histogram.count, sum: histogram.sum } } : { t, v });
  return {
    name: 'engine',
    asked,
    most: () => most,
    query: (expr, time) =>
      later<InstantResult>(() => {
        asked.push('instant');
        const outcome = finish(evaluateInstant(analyzePromql(expr, target).expr, store, time, options));
        if (!outcome.ok) return failed(outcome);
        const { value } = outcome;
        if (value.type === 'scalar') return good({ type: 'scalar', point: { t: time, v: value.value } });
        if (value.type !== 'vector') throw new Error(value.type);
        const samples = value.samples.map(sample => ({
          labels: sample.labels.toRecord(),
          ...point(time, sample.value, sample.histogram),
        }));
        return good({ type: 'vector', samples, total: samples.length });
      }),
    queryRange: (expr, from, to, step, call) =>
      later(() => {
        asked.push('range');
        if ((to - from) / step >= (given.mostPoints ?? 11_000))
          return { ok: false, error: { kind: 'too-large', message: 'The answer is too large.' } };
        const { expr: parsed } = analyzePromql(expr, target);
        const start = from - (given.shift ?? 0);
        const outcome = finish(evaluateRange(parsed, store, { start, end: to, step }, options));
        if (!outcome.ok) return failed(outcome);
        if (outcome.value.type !== 'matrix') throw new Error(outcome.value.type);
        const series = outcome.value.series.map(one =>
          seriesOfPoints(
            one.labels.toRecord(),
            [...one.times].map((t, i) => point(t, one.values[i]!, one.histograms?.[i])),
          ),
        );
        return good({ series: series.slice(0, call?.maxSeries ?? 1_000), total: series.length });
      }),
    buildInfo: async () => good({ version: '3.16.0' }),
    externalLabels: async () => good({ labels: {} }),
    externalUrl: async () => good({}),
    rules: async () => good({ groups: given.groups ?? [] }),
  };
}
