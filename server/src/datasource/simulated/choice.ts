// Which scenario shows what a rule is for: the one in which the rule's metrics are at fault and its expression gives something.
// Layer: datasource (pure).
import { evaluateRange } from '../../evaluation/evaluate';
import type { Scenario, TargetPart } from '../../model/scenario/scenario';
import type { Term } from '../../model/scenario/terms';
import type { Expr } from '../../promql/ast';
import type { Dialect } from '../../promql/dialect';
import { metricName } from '../../promql/inspect';
import { analyzePromql } from '../../promql/parser';
import { childrenOf } from '../../promql/walk';
import type { Labels } from '../../series/labels';
import type { MetricKnowledge } from './facts';
import { own } from './families';
import { isFault, kindOf } from './generic';
import { selectOf } from './recorded';
import { healthyScenario, type ScenarioSet, type WholeScenario } from './scenarios';
import { faultKind } from './shares';
import { Simulation } from './simulation';
import { PreparedStorage } from './storage';

/** A rule that is to be shown. */
export interface RuleToShow {
  readonly expr: string;
  /** The alert's name. */
  readonly name?: string;
  /** How long the expression has to give something, in milliseconds. */
  readonly for?: number;
}

/** Of long pending times the rest is believed. */
const longestLook = 6 * 3_600_000;
const minute = 60_000;
/** Scenarios that a rule is evaluated in. */
const mostTried = 5;

/** The name of the scenario that shows a rule best; in slices. */
export function* chooseScenario(
  scenarios: ScenarioSet,
  rule: RuleToShow,
  { knowledge, dialect }: { readonly knowledge: MetricKnowledge; readonly dialect: Dialect },
): Generator<void, string> {
  const { expr, problems } = analyzePromql(rule.expr, dialect);
  const ranked = rankedScenarios(scenarios, rule, seriesOf(expr, knowledge, dialect), knowledge);
  const [nearest] = ranked;
  if (!nearest || problems.length > 0) return nearest ?? healthyScenario;
  for (const name of ranked.slice(0, mostTried)) {
    const scenario = scenarios.get(name);
    if (typeof scenario === 'string') continue;
    if (yield* findFiring(scenario, expr, rule.for ?? 0, knowledge, dialect)) return name;
    yield;
  }
  return nearest;
}

/** Scenarios whose faults touch what a rule reads, the best first. */
function rankedScenarios(
  scenarios: ScenarioSet,
  { name }: RuleToShow,
  series: readonly string[],
  knowledge: MetricKnowledge,
): readonly string[] {
  const scored = scenarios.list().map(summary => {
    const scenario = scenarios.ownPart(summary.name);
    const whole = scenarios.get(summary.name);
    const isKnown = scenario !== undefined && typeof whole !== 'string';
    const touched = isKnown ? series.reduce((sum, one) => sum + touches(scenario, whole, one, knowledge), 0) : 0;
    const named = name !== undefined && summary.fires.includes(name) ? 100 : 0;
    return { name: summary.name, score: touched + named };
  });
  return scored
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(one => one.name);
}

/** How much the faults of a scenario have to do with a series. */
function touches(
  { targets = {}, kinds = {} }: Scenario,
  whole: WholeScenario,
  series: string,
  knowledge: MetricKnowledge,
): number {
  const isScrape = series === 'up';
  const hit = knowledge.find(series);
  const metric = hit?.metric.name ?? series.replace(/_(?:bucket|sum|count)$/, '');
  let score = 0;
  for (const [name, target] of Object.entries(targets)) {
    if ((own(target.metrics, metric) ?? own(target.metrics, series)) !== undefined) score += 10;
    if (followed(whole.targets[name], metric).some(signal => own(target.signals, signal) !== undefined)) score += 10;
    if (isScrape && (target.down || target.restart)) score += target.down ? 8 : 2;
    const isOf =
      name === 'other' || (hit?.exporter !== undefined && (whole.targets[name]?.exporter ?? name) === hit.exporter.id);
    if (!isScrape && isOf && (target.down || target.absent)) score += 1;
    if (hit?.exporter && name.includes(hit.exporter.id)) score += 1;
  }
  const type = series.endsWith('_bucket') ? 'histogram' : /_(?:total|count|sum)$/.test(series) ? 'counter' : 'gauge';
  const isPart = hit !== undefined && knowledge.hint?.(hit.metric.name)?.of !== undefined;
  const kind = isPart ? faultKind(hit.metric, kinds) : kindOf(hit?.metric ?? { name: metric, type });
  // What no target says the dynamics of does what its kind does.
  const isSaid = Object.values(whole.targets).some(target => own(target.metrics, metric) !== undefined);
  if (!isScrape && !isSaid && own(kinds, kind) !== undefined) score += isPart && kind === 'errors' ? 8 : 6;
  // Those of a counter that failed are errors.
  const asksForFaults = knowledge.asked?.some(one => one.series === series && one.values.some(isFault)) ?? false;
  if (!isSaid && asksForFaults && own(kinds, 'errors') !== undefined) score += 8;
  return score;
}

/** The signals that a metric of a target follows, also through others. */
function followed(target: TargetPart | undefined, metric: string): readonly string[] {
  const { value = [], rate = [], median = [] } = own(target?.metrics, metric) ?? {};
  const found = new Set<string>();
  const visit = (terms: readonly Term[]): void => {
    for (const { signal } of terms) {
      if (signal === undefined || found.has(signal)) continue;
      found.add(signal);
      visit(own(target?.signals, signal) ?? []);
    }
  };
  for (const terms of [value, rate, median]) visit(terms);
  return [...found];
}

/** A time at which an expression gives a series for as long as an alert has to wait. */
export interface ShownFiring {
  /** The series that it gives. */
  readonly labels: Labels;
  /** Milliseconds since the epoch: when it begins to give it. */
  readonly from: number;
  /** What it reads. */
  readonly storage: PreparedStorage;
}

/**
 * Looks for one and the same series around the moment at which the fault shows; of long pending times the rest is believed. What
 * was there when the look began comes last: nobody saw it begin.
 */
export function* findFiring(
  scenario: WholeScenario,
  expr: Expr,
  pending: number,
  knowledge: MetricKnowledge,
  dialect: Dialect,
): Generator<void, ShownFiring | undefined> {
  const simulation = new Simulation(scenario, { knowledge });
  const { cycle, shows = 0 } = scenario;
  const shown = Math.ceil(firstCycle / cycle) * cycle + shows;
  const before = Math.min(longestLook, Math.max(30 * minute, pending));
  const step = Math.max(minute, Math.ceil(before / 60 / minute) * minute);
  const steps = { start: shown - before - 15 * minute, end: shown + before + 15 * minute, step };
  const options = { dialect };
  const storage = new PreparedStorage(selectOf(simulation, knowledge, options));
  yield* storage.prepare(expr, steps, options);
  const outcome = yield* evaluateRange(expr, storage, steps, options);
  if (!outcome.ok || outcome.value.type !== 'matrix') return undefined;
  const wanted = Math.min(pending, longestLook);
  let unseen: ShownFiring | undefined;
  for (const { labels, times } of outcome.value.series) {
    let since = 0;
    for (let i = 0; i < times.length; i++) {
      if (i > 0 && times[i]! - times[i - 1]! > step) since = i;
      if (times[i]! - times[since]! < wanted) continue;
      const firing = { labels, from: times[since]!, storage };
      if (firing.from > steps.start) return firing;
      unseen ??= firing;
    }
  }
  return unseen;
}

/** Any day will do: 2026. */
const firstCycle = 1_767_225_600_000;

/** Names of the series that an expression reads, also through recorded ones. */
function seriesOf(expr: Expr, knowledge: MetricKnowledge, dialect: Dialect): readonly string[] {
  const found = new Set<string>();
  const visit = (node: Expr, depth: number): void => {
    const name = node.kind === 'selector' ? metricName(node) : undefined;
    if (name !== undefined && !found.has(name)) {
      found.add(name);
      if (depth < 8) {
        for (const rule of knowledge.recorded?.(name) ?? []) visit(analyzePromql(rule.expr, dialect).expr, depth + 1);
      }
    }
    for (const child of childrenOf(node)) visit(child, depth);
  };
  visit(expr, 0);
  return [...found];
}
