// What a simulation has to know for an expression: the metrics that it reads, also through recording rules of the workspace, and
// for metrics of the user's own how the workspace's rules speak of them. Layer: features.

import type { MetricFact } from '../catalog/schema';
import { mayComeFromTarget } from '../catalog/targetLabels';
import {
  type AskedLabel,
  type MetricHint,
  plainFact,
  type RecordedBy,
  type SimulatedMetric,
  type SimulationFacts,
} from '../datasource/simulated/facts';
import type { Expr, VectorSelector } from '../promql/ast';
import { boundIn } from '../promql/bounds';
import type { Dialect } from '../promql/dialect';
import { isComparison, metricName, numberOf, unwrap } from '../promql/inspect';
import { parsePromql } from '../promql/parser';
import { childrenOf } from '../promql/walk';
import type { Knowledge } from './knowledge';
import { type Limit, readShares, type Share } from './simulationShares';

/** Metrics of one expression, those of recorded ones included, and expressions of the workspace that are read for each. */
const mostMetrics = 200;
const mostExpressions = 200;

/** Everything that `expr` needs. In slices. */
export function* simulationFacts(
  expr: string,
  { catalog, workspace, expressions, dialect }: Pick<Knowledge, 'catalog' | 'workspace' | 'expressions' | 'dialect'>,
): Generator<void, SimulationFacts> {
  const metrics: SimulatedMetric[] = [];
  const recorded: Record<string, readonly RecordedBy[]> = {};
  const asked: AskedLabel[] = [];
  const hints: Record<string, MetricHint> = {};
  const done = new Set<string>();
  const texts: { readonly text: string; readonly records?: string }[] = [{ text: expr }];
  const shares: Share[] = [];
  const limits = new Map<string, Limit>();
  for (let next = texts.shift(); next; next = texts.shift()) {
    const { expr: tree } = parsePromql(next.text, dialect);
    const read = readShares(tree, next.records === undefined ? undefined : limits.get(next.records));
    shares.push(...read.shares);
    for (const [series, limit] of read.limits) if (!limits.has(series)) limits.set(series, limit);
    for (const selector of selectorsOf(tree)) {
      const series = metricName(selector);
      if (series === undefined) continue;
      asked.push(...askedBy(series, selector));
      if (done.has(series) || done.size >= mostMetrics) continue;
      done.add(series);
      const rules = recordsOf(series, { workspace, expressions });
      if (rules.length > 0) {
        recorded[series] = rules;
        texts.push(...rules.map(rule => ({ text: rule.expr, records: series })));
        continue;
      }
      yield;
      const hit = catalog.find(series);
      const isOwn = !hit?.exporter || hit.metric.generic === true;
      const spoken = yield* spokenOf(series, hit?.metric, expressions, dialect, hints);
      const seen = isOwn ? spoken : new Map();
      const fact = hit?.metric ?? unknownMetric(series);
      const { exporter } = hit ?? {};
      metrics.push({
        series,
        kind: hit?.series ?? seriesKind(series),
        fact: plainFact(fact, seen),
        ...(exporter ? { exporter: plainExporter(exporter) } : {}),
        ...(hit ? {} : { isGuess: true }),
      });
    }
  }
  addShares(shares, metrics, hints);
  return { metrics, recorded, asked, hints };
}

/** Notes of the user's own metrics which are a part of which; a part that is itself a whole of its whole is none. */
function addShares(shares: readonly Share[], metrics: SimulatedMetric[], hints: Record<string, MetricHint>): void {
  const ownOf = new Map(
    metrics.flatMap(one => (one.exporter && !one.fact.generic ? [] : [[one.series, one] as const])),
  );
  const isPartOf = (series: string, whole: string): boolean => {
    const of = hints[ownOf.get(series)?.fact.name ?? series]?.of;
    return of !== undefined && (of.series === whole || isPartOf(of.series, whole));
  };
  for (const { series, limit, above, of, isAlike } of shares) {
    const [part, whole] = [ownOf.get(series), ownOf.get(of.series)];
    const isKnown = part && whole && part.kind === 'value' && (whole.kind === 'value' || whole.kind === 'count');
    if (!isKnown || limit <= 0 || part.fact.name === whole.fact.name) continue;
    if (whole.kind === 'value' && part.fact.type !== whole.fact.type) continue;
    if (hints[part.fact.name]?.of || isPartOf(of.series, series)) continue;
    hints[part.fact.name] = { limit, above, of };
    if (isAlike)
      for (const [to, from] of [
        [part, whole],
        [whole, part],
      ] as const)
        addLabels(metrics, to, from.fact.labels);
    // What the whole is held against only keeps little of it from counting, however few series are summed up.
    const guard = hints[whole.fact.name];
    if (guard && !guard.of && guard.equal === undefined) {
      hints[whole.fact.name] = { limit: guard.limit * 5, above: false };
    }
  }
}

/** Gives a metric of which not all labels are known further ones. */
function addLabels(metrics: SimulatedMetric[], { series, fact }: SimulatedMetric, labels: MetricFact['labels']): void {
  const at = metrics.findIndex(one => one.series === series);
  const further = labels.filter(({ name }) => !fact.labels.some(label => label.name === name));
  if (fact.labelsComplete || further.length === 0) return;
  metrics[at] = { ...metrics[at]!, fact: { ...fact, labels: [...fact.labels, ...further] } };
}

function plainExporter(exporter: NonNullable<SimulatedMetric['exporter']>): NonNullable<SimulatedMetric['exporter']> {
  const { id, title, port, jobHints, mirrors } = exporter;
  return {
    id,
    title,
    ...(port === undefined ? {} : { port }),
    ...(jobHints ? { jobHints } : {}),
    ...(mirrors ? { mirrors } : {}),
  };
}

/** The rules of the workspace that record a series. */
function recordsOf(
  series: string,
  { workspace, expressions }: Pick<Knowledge, 'workspace' | 'expressions'>,
): readonly RecordedBy[] {
  const found = new Map<string, RecordedBy>();
  for (const { reads, labels } of workspace.recorded(series)) {
    for (const { name, text } of expressions(reads)) {
      if (name !== series || found.has(text)) continue;
      const fixed = labels.flatMap(label => (label.value === undefined ? [] : [[label.name, label.value] as const]));
      found.set(text, { expr: text, labels: Object.fromEntries(fixed) });
    }
  }
  return [...found.values()];
}

/** Values of labels that rules name for a metric; what they compare it with goes into `hints`. */
function* spokenOf(
  series: string,
  fact: MetricFact | undefined,
  expressions: Knowledge['expressions'],
  dialect: Dialect,
  hints: Record<string, MetricHint>,
): Generator<void, ReadonlyMap<string, ReadonlySet<string>>> {
  const seen = new Map<string, Set<string>>();
  const family = fact?.name ?? series.replace(/_(?:bucket|sum|count)$/, '');
  let read = 0;
  for (const { text } of expressions([family])) {
    if (read++ >= mostExpressions) break;
    const { expr } = parsePromql(text, dialect);
    for (const selector of selectorsOf(expr)) {
      const name = metricName(selector) ?? '';
      if (name !== series && name !== family && !name.startsWith(`${family}_`)) continue;
      for (const { label, values } of askedBy(name, selector)) {
        if (mayComeFromTarget(label) || label === 'le' || label === 'quantile') continue;
        const known = seen.get(label) ?? new Set();
        seen.set(label, known);
        for (const value of values) known.add(value);
      }
    }
    for (const label of groupedBy(expr, family)) if (!seen.has(label)) seen.set(label, new Set());
    const hint = hintOf(expr, family);
    if (hint && !Object.hasOwn(hints, family)) hints[family] = hint;
    yield;
  }
  return seen;
}

/** The labels by which an expression with the metric is put together: it has them. */
function groupedBy(expr: Expr, family: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: Expr): void => {
    if (node.kind === 'aggregate' && node.grouping && !node.grouping.without && reads(node, family)) {
      for (const { name } of node.grouping.labels) if (!mayComeFromTarget(name) && name !== 'le') found.push(name);
    }
    for (const child of childrenOf(node)) visit(child);
  };
  visit(expr);
  return found;
}

function reads(expr: Expr, family: string): boolean {
  return [...selectorsOf(expr)].some(selector => (metricName(selector) ?? '').startsWith(family));
}

/** What an expression compares a metric with, where a number stands against it alone. */
function hintOf(expr: Expr, family: string): MetricHint | undefined {
  const node = unwrap(expr);
  if (node.kind !== 'binary') return undefined;
  if (!isComparison(node.op)) return hintOf(node.lhs, family) ?? hintOf(node.rhs, family);
  const bound = boundIn(node);
  const factor = bound && factorTo(bound.value, family);
  if (!bound || factor === undefined) return undefined;
  const { op, written } = bound;
  const limit = written / factor;
  return /^[<>]/.test(op) ? { limit, above: op.startsWith('>') } : { limit, above: false, equal: op === '==' };
}

/** By what one series of the metric is multiplied on its way to the side of a comparison; undefined where more goes in. */
function factorTo(expr: Expr, family: string): number | undefined {
  const node = unwrap(expr);
  switch (node.kind) {
    case 'selector':
      return (metricName(node) ?? '').startsWith(family) ? 1 : undefined;
    case 'matrix':
      return factorTo(node.selector, family);
    case 'subquery':
      return factorTo(node.expr, family);
    case 'aggregate': {
      const inner = factorTo(node.expr, family);
      // How many series are summed up nobody knows.
      return inner === undefined || node.op === 'count' ? undefined : node.op === 'sum' ? inner * 8 : inner;
    }
    case 'call': {
      const arg = node.args.at(-1);
      const inner = arg && factorTo(arg, family);
      if (inner === undefined) return undefined;
      // Observations stay what they are, however many series are summed up.
      if (node.func.name.startsWith('histogram_')) return 1;
      const matrix = arg?.kind === 'matrix' ? arg : undefined;
      const seconds = matrix && 'value' in matrix.range ? Number(matrix.range.value) : undefined;
      const isIncrease = node.func.name === 'increase' && seconds !== undefined && seconds > 0;
      return isIncrease ? inner * seconds : inner;
    }
    case 'binary': {
      const number = numberOf(node.rhs);
      const inner = number === undefined ? undefined : factorTo(node.lhs, family);
      if (inner === undefined || number === undefined || number === 0) return undefined;
      return node.op === '*' ? inner * number : node.op === '/' ? inner / number : undefined;
    }
    default:
      return undefined;
  }
}

/** The matchers of a selector that ask for certain values. */
function askedBy(series: string, selector: VectorSelector): readonly AskedLabel[] {
  return selector.matchers.flatMap(({ label, op, value }) => {
    const text = value?.value ?? '';
    if (label.name === '__name__' || text === '') return [];
    if (op === '=') return [{ series, label: label.name, values: [text] }];
    // Alternatives without anything else of a regular expression.
    const words = op === '=~' ? text.replace(/^\^?\(?(?:\?:)?|\)?\$?$/g, '').split('|') : [];
    const plain = words
      .map(word => codeOf(word) ?? word.replace(/\\\\?([.:/-])/g, '$1'))
      .filter(word => /^[\w ./:@-]+$/.test(word));
    return plain.length > 0 && plain.length === words.length ? [{ series, label: label.name, values: plain }] : [];
  });
}

/** The first code of a class such as `5..`. */
function codeOf(word: string): string | undefined {
  const digit = /^([1-5])(?:\.\.|\.\*|\.\+|\\\\?d\\\\?d|\[0-9\]\[0-9\]|\[0-9\]\{2\})$/.exec(word)?.[1];
  return digit && `${digit}00`;
}

function* selectorsOf(expr: Expr): Generator<VectorSelector, void> {
  if (expr.kind === 'selector') yield expr;
  for (const child of childrenOf(expr)) yield* selectorsOf(child);
}

function unknownMetric(series: string): MetricFact {
  const kind = seriesKind(series);
  const name = kind === 'bucket' ? series.slice(0, -'_bucket'.length) : series;
  const type = kind === 'bucket' ? 'histogram' : /_(?:total|count|sum)$/.test(series) ? 'counter' : 'gauge';
  return { name, type, help: '', labels: [], labelsComplete: false };
}

function seriesKind(series: string): SimulatedMetric['kind'] {
  return series.endsWith('_bucket') ? 'bucket' : 'value';
}
