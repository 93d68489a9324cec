// Series that rules of the workspace record: they are evaluated over the simulated ones, as a server would have done before.
// Layer: datasource (pure).
import { type EvaluationOptions, evaluateRange } from '../../evaluation/evaluate';
import { analyzePromql } from '../../promql/parser';
import { compareLabels, Labels, metricName } from '../../series/labels';
import type { Series } from '../../series/series';
import type { MetricKnowledge } from './facts';
import type { Simulation } from './simulation';
import { PreparedStorage, type Select, type Selection } from './storage';

/** How often recording rules are evaluated. */
const interval = 60_000;
/** Of more evaluations some are left out. */
const mostSteps = 50_000;
/** Recordings of recordings of recordings. */
const deepest = 8;

/** Selects from a simulation, and what rules record of it. */
export function selectOf(
  simulation: Simulation,
  knowledge: MetricKnowledge,
  options: EvaluationOptions,
  path: readonly string[] = [],
): Select {
  return function* select(selection: Selection): Generator<void, readonly Series[]> {
    const { matchers, from, to } = selection;
    const name = matchers.find(one => one.name === metricName && one.op === '=')?.value ?? '';
    const rules = path.includes(name) || path.length >= deepest ? [] : (knowledge.recorded?.(name) ?? []);
    if (rules.length === 0 || simulation.has(name)) return yield* simulation.select(matchers, from, to);
    const step = Math.max(interval, Math.ceil((to - from) / mostSteps / interval) * interval);
    const steps = { start: Math.ceil(from / step) * step, end: Math.floor(to / step) * step, step };
    const found: Series[] = [];
    for (const rule of rules) {
      if (steps.end < steps.start) break;
      const { expr, problems } = analyzePromql(rule.expr, options.dialect);
      if (problems.length > 0) continue;
      const storage = new PreparedStorage(selectOf(simulation, knowledge, options, [...path, name]));
      yield* storage.prepare(expr, steps, options);
      const outcome = yield* evaluateRange(expr, storage, steps, options);
      if (!outcome.ok || outcome.value.type !== 'matrix') continue;
      for (const { labels, times, values } of outcome.value.series) {
        const written = Labels.of([...labels, [metricName, name], ...Object.entries(rule.labels)]);
        if (matchers.every(one => one.matches(written.get(one.name))))
          found.push(withGaps({ labels: written, times, values }, step));
      }
    }
    return found.sort((a, b) => compareLabels(a.labels, b.labels));
  };
}

/** A series with a stale marker wherever an evaluation gave nothing. */
function withGaps(series: Series, step: number): Series {
  const { labels, times, values } = series;
  let gaps = 0;
  for (let i = 1; i < times.length; i++) if (times[i]! - times[i - 1]! > step) gaps++;
  if (gaps === 0) return series;
  const length = times.length + gaps;
  const kept = { times: new Float64Array(length), values: new Float64Array(length), stale: new Uint8Array(length) };
  let at = 0;
  for (let i = 0; i < times.length; i++) {
    if (i > 0 && times[i]! - times[i - 1]! > step) {
      kept.times[at] = times[i - 1]! + step;
      kept.stale[at++] = 1;
    }
    kept.times[at] = times[i]!;
    kept.values[at++] = values[i]!;
  }
  return { labels, ...kept };
}
