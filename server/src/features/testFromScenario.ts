// Series for a unit test out of a simulated cluster: those that an alert reads around the moment at which it fires, as few as it
// needs, with the labels and values that exporters write. Layer: features.
import { chooseScenario, findFiring, type ShownFiring } from '../datasource/simulated/choice';
import { knowledgeOfFacts } from '../datasource/simulated/facts';
import type { ScenarioSet } from '../datasource/simulated/scenarios';
import type { Expr } from '../promql/ast';
import type { Dialect } from '../promql/dialect';
import { analyzePromql } from '../promql/parser';
import { metricName } from '../series/labels';
import type { WrittenValue } from '../series/notation';
import type { Series } from '../series/series';
import { type GivenSeries, intervalFor, lookback } from '../unittest/create/createTest';
import { held, stepsOf } from '../unittest/create/search';
import type { Shape } from '../unittest/create/shapes';
import { written } from '../unittest/shrink/notation';
import type { PreviewedRule } from './previewShapes';
import { simulationFacts } from './simulation';

export interface ScenarioRequest extends Pick<PreviewedRule, 'expr' | 'name' | 'timing'> {
  readonly scenarios: ScenarioSet;
}

export interface ScenarioSeries extends GivenSeries {
  /** The scenario that they are from. */
  readonly title: string;
}

/** More series, or samples of one, nobody reads in a test. */
const mostSeries = 60;
const mostKept = 8;
const mostSamples = 300;
/** A series without a newer sample is gone. */
const stale = 300_000;
/** Samples before the first that is read, so that one sees where the values come from. */
const lead = 2;

/** The series, in slices; undefined where the alert fires in no scenario, or not with so few series. */
export function* scenarioSeries(
  { expr: text, name, timing, scenarios }: ScenarioRequest,
  knowledge: Parameters<typeof simulationFacts>[1],
  evaluationInterval: number,
): Generator<void, ScenarioSeries | undefined> {
  const { dialect } = knowledge;
  const { expr, problems } = analyzePromql(text, dialect);
  if (problems.length > 0) return undefined;
  const known = knowledgeOfFacts(yield* simulationFacts(text, knowledge));
  const rule = { expr: text, name, for: timing.for };
  const chosen = scenarios.get(yield* chooseScenario(scenarios, rule, { knowledge: known, dialect }));
  if (typeof chosen === 'string') return undefined;
  const firing = yield* findFiring(chosen, expr, timing.for, known, dialect);
  if (!firing) return undefined;
  const step = evaluationInterval / 1000;
  const window = lookback(expr);
  const interval = intervalFor(expr, window);
  // The alert may fire some evaluations later, as samples are taken at other times here.
  const hold = timing.for / 1000;
  const before = Math.ceil(window / interval + lead) * interval;
  const slack = 10 * step;
  const samples = Math.ceil((before + hold + slack) / interval) + 1;
  if (samples > mostSamples) return undefined;
  const near = nearest(firing);
  if (near.length > mostSeries) return undefined;
  const begin = firing.from - before * 1000;
  const shapes = near.flatMap(series => {
    const values = sampled(series, begin, interval * 1000, samples);
    return values ? [[{ labels: series.labels, values }] satisfies Shape] : [];
  });
  const from = Math.ceil((before + step) / step) * step * 1000;
  const kept = yield* needed(
    expr,
    shapes,
    interval,
    { from, to: from + timing.for, step: evaluationInterval },
    dialect,
  );
  if (!kept || kept.length > mostKept) return undefined;
  return { series: kept, interval, end: before + hold + slack, title: chosen.title ?? name };
}

/** Series that have nothing to do with the one that fires are left out: those of other devices. */
function nearest({ labels, storage }: ShownFiring): readonly Series[] {
  return storage
    .all()
    .filter(series =>
      [...labels].every(([name, value]) => name === metricName || ['', value].includes(series.labels.get(name))),
    );
}

/** Values at even times, as a server has them then; undefined for a series without any. */
function sampled({ labels, times, values, stale: marks }: Series, begin: number, step: number, count: number) {
  const name = labels.get(metricName);
  const isCounted = ['_total', '_count', '_sum', '_bucket'].some(end => name.endsWith(end));
  const found: WrittenValue[] = [];
  let at = -1;
  for (let i = 0; i < count; i++) {
    const time = begin + i * step;
    while (at + 1 < times.length && times[at + 1]! <= time) at++;
    const isThere = at >= 0 && time - times[at]! < stale && !marks?.[at];
    found.push(isThere ? values[at] : undefined);
  }
  const numbers = found.filter((value): value is number => typeof value === 'number');
  if (numbers.length === 0) return undefined;
  // A counter that only grows begins where the test does.
  const grows = isCounted && numbers.every((value, i) => i === 0 || value >= numbers[i - 1]!);
  const first = grows ? numbers[0]! : 0;
  return written(found.map(value => (typeof value === 'number' ? rounded(value - first) : value)));
}

/** Few digits, so that people can read it. */
function rounded(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(4));
}

/** Leaves out series as long as the expression goes on holding; undefined where it does not even with all of them. */
function* needed(
  expr: Expr,
  all: readonly Shape[],
  interval: number,
  hold: { readonly from: number; readonly to: number; readonly step: number },
  dialect: Dialect,
): Generator<void, readonly Shape[] | undefined> {
  const options = { dialect, subqueryStep: hold.step };
  const holds = function* (shapes: readonly Shape[]): Generator<void, boolean> {
    return (yield* held(expr, shapes, { interval }, hold, options)) >= stepsOf(hold);
  };
  if (!(yield* holds(all))) return undefined;
  let kept = all;
  for (const shape of all) {
    const rest = kept.filter(one => one !== shape);
    const name = (one: Shape): string => one[0]!.labels.get(metricName);
    // Of each metric one stays: without it a test of what is missing would say nothing.
    if (rest.some(one => name(one) === name(shape)) && (yield* holds(rest))) kept = rest;
  }
  return kept;
}
