// Names of labels inside an expression: those of the metric in front of the braces, and those of an operand for the
// lists of `by`, `on` and the like. Layer: features.
import { mayComeFromTarget, targetLabels } from '../../catalog/targetLabels';
import type { Aggregate, Binary, Expr, Ident, VectorSelector } from '../../promql/ast';
import { metricName } from '../../promql/inspect';
import { lex } from '../../promql/lexer';
import { type Shape, shapeOf } from '../../promql/shape';
import { walk } from '../../promql/walk';
import { type Span, touches } from '../../text/span';
import type { Knowledge } from '../knowledge';
import { alertLabelNames } from './alertLabels';
import type { Proposal } from './item';

/** Labels that one expects on any series of a cluster, offered where nothing better is known. */
const usual: readonly string[] = ['job', 'instance', 'namespace', 'pod'];

/** The labels that a series of the metric may carry, its own before those of targets. */
export function labelsOfMetric(metric: string | undefined, know: Knowledge): readonly Proposal[] {
  if (metric === undefined)
    return [{ label: '__name__', kind: 'label', rank: 90 }, ...named(usual, 'label of the target', 20)];
  if (metric === 'ALERTS' || metric === 'ALERTS_FOR_STATE') return labelsOfAlerts(metric, know);
  const hit = know.catalog.find(metric);
  if (!hit) return [...labelsOfRecord(metric, know), ...named(targetLabels(), 'label of the target', 40)];
  const { metric: fact, series } = hit;
  const own = fact.labels.map(
    ({ name, optional, help, values }, i): Proposal => ({
      label: name,
      kind: 'label',
      detail: optional ? 'sometimes there' : 'label',
      doc: () =>
        [help, values?.length ? `Values: ${values.map(value => `\`${value}\``).join(', ')}.` : '']
          .filter(Boolean)
          .join('\n\n'),
      rank: i + (optional ? 30 : 0),
    }),
  );
  // Under the usual scrape settings an exporter's label that a target has, too, is stored with a prefix.
  const exported = fact.labels
    .filter(({ name }) => mayComeFromTarget(name) && !name.startsWith('exported_'))
    .map(
      ({ name }, i): Proposal => ({
        label: `exported_${name}`,
        kind: 'label',
        detail: `the exporter's \`${name}\``,
        doc: () =>
          `The exporter sets \`${name}\`, and so does the target: unless \`honor_labels\` is on, Prometheus keeps the exporter's under this name.`,
        rank: 70 + i,
      }),
    );
  const ofSeries = series === 'bucket' ? ['le'] : fact.type === 'summary' && series === 'value' ? ['quantile'] : [];
  return [...own, ...named(ofSeries, 'label', 0), ...exported, ...named(targetLabels(), 'label of the target', 100)];
}

function named(names: readonly string[], detail: string, rank: number): readonly Proposal[] {
  return names.map((label, i) => ({ label, kind: 'label', detail, rank: rank + i }));
}

function labelsOfAlerts(metric: string, know: Knowledge): readonly Proposal[] {
  const state = metric === 'ALERTS' ? ['alertname', 'alertstate'] : ['alertname'];
  return [...named(state, 'label of every alert', 0), ...named(alertLabelNames(know), 'label of alerts', 10)];
}

function labelsOfRecord(metric: string, { workspace }: Knowledge): readonly Proposal[] {
  const records = workspace.documents.flatMap(document => document.records.filter(({ name }) => name === metric));
  const names = records.flatMap(({ labels, branches }) => [
    ...labels.map(({ name }) => name),
    ...(branches ?? []).flatMap(({ possible }) => [...possible]),
  ]);
  const shown = [...new Set(names)].filter(name => name !== '__name__' && !name.startsWith('exported_'));
  return shown.map(label => ({
    label,
    kind: 'label',
    detail: 'label of the recorded series',
    rank: mayComeFromTarget(label) ? 20 : 0,
  }));
}

/** The selector whose braces hold `at`. */
export function selectorAround(expr: Expr, at: number): VectorSelector | undefined {
  let found: VectorSelector | undefined;
  walk(expr, node => {
    if (node.kind === 'selector' && node.braces && node.braces.from < at && at <= node.braces.to) found = node;
  });
  return found;
}

/** Labels that are named between `at` and the bracket that closes the list: what the parser makes of a gap is uncertain. */
function namedBehind(text: string, at: number, open: '{' | '(', { dialect }: Knowledge): readonly string[] {
  const rest = open + text.slice(at);
  const { kinds, from, to } = lex(rest, dialect);
  const close = open === '{' ? '}' : ')';
  const end = kinds.findIndex(kind => kind === close || kind === 'eof');
  return kinds.slice(0, end).flatMap((_, i) => (kinds[i - 1] === ',' ? [rest.slice(from[i], to[i])] : []));
}

/** Labels for the braces at `at`, without those that are matched already on either side of the cursor. */
export function matcherLabels(
  text: string,
  expr: Expr,
  at: number,
  context: { readonly metric?: string; readonly used: ReadonlySet<string> },
  know: Knowledge,
): readonly Proposal[] {
  const selector = selectorAround(expr, at);
  const used = new Set([...context.used, ...namedBehind(text, at, '{', know)]);
  for (const { label } of selector?.matchers ?? []) if (!touches(label, at)) used.add(label.name);
  const metric = context.metric ?? (selector && metricName(selector));
  return labelsOfMetric(metric, know).filter(({ label }) => !used.has(label));
}

/** A list of labels in parentheses and the operands it is about. */
interface LabelList {
  readonly labels: readonly Ident[];
  readonly operands: readonly Expr[];
  /** Labels that it makes no sense to name in it. */
  readonly besides: readonly string[];
}

/** Labels for the list at `at`: of the aggregation's operand, or of both sides of an operator, those that are on both first. */
export function groupingLabels(
  text: string,
  expr: Expr,
  at: number,
  used: ReadonlySet<string>,
  know: Knowledge,
): readonly Proposal[] {
  const list = listAround(text, expr, at);
  const operands = (list?.operands ?? [expr]).filter(({ kind }) => kind !== 'missing');
  const shapes = operands.map(operand => shapeOf(operand, know.labels));
  const taken = new Set([...used, ...namedBehind(text, at, '(', know), ...(list?.besides ?? [])]);
  for (const label of list?.labels ?? []) if (!touches(label, at)) taken.add(label.name);
  const metrics = new Set(shapes.flatMap(({ branches }) => branches.flatMap(one => [...one.metrics])));
  const known = new Map<string, Proposal>();
  for (const metric of metrics)
    for (const one of labelsOfMetric(metric, know)) if (!known.has(one.label)) known.set(one.label, one);
  const names = new Set(shapes.flatMap(namesIn));
  // A selector of an unknown metric may carry anything: what one expects everywhere is offered behind what is known.
  if (shapes.length === 0 || shapes.some(({ branches }) => branches.some(({ open }) => open))) {
    for (const { label } of known.values()) names.add(label);
    for (const label of usual) names.add(label);
  }
  const carriers = shapes.map(shape => new Set(namesIn(shape)));
  return [...names]
    .filter(label => label !== '__name__' && !taken.has(label) && (!label.startsWith('exported_') || known.has(label)))
    .map((label): Proposal => {
      const fact = known.get(label);
      const both = carriers.every(one => one.has(label));
      const base = fact?.rank ?? (mayComeFromTarget(label) ? 40 : 0);
      return { ...(fact ?? { label, kind: 'label' }), rank: base + (both ? 0 : 200) };
    });
}

function listAround(text: string, expr: Expr, at: number): LabelList | undefined {
  let found: LabelList | undefined;
  const holds = (span: Span | undefined): boolean =>
    span !== undefined && span.from < at && (at <= span.to || text.slice(span.to, at).trim() === '');
  walk(expr, node => {
    if (node.kind === 'aggregate' && holds(node.grouping)) found = ofAggregate(node);
    if (node.kind === 'binary' && holds(node.matching)) found = ofBinary(node, holds(node.matching!.group));
  });
  return found;
}

function ofAggregate({ grouping, expr }: Aggregate): LabelList {
  return { labels: grouping!.labels, operands: [expr], besides: [] };
}

function ofBinary({ matching, lhs, rhs }: Binary, inGroup: boolean): LabelList {
  const { group, labels } = matching!;
  if (!inGroup || !group) return { labels, operands: [lhs, rhs], besides: [] };
  // `group_left (x)` copies x from the side with one partner.
  return {
    labels: group.labels,
    operands: [group.side === 'left' ? rhs : lhs],
    besides: matching!.on ? labels.map(({ name }) => name) : [],
  };
}

function namesIn({ branches }: Shape): readonly string[] {
  return branches.flatMap(({ possible }) => [...possible]);
}
