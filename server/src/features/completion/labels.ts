// Names of labels inside an expression: those of the metric in front of the braces, and those of an operand for the
// lists of `by`, `on` and the like. Layer: features.
import { mayComeFromTarget } from '../../catalog/targetLabels';
import type { Aggregate, Binary, Expr, Ident, VectorSelector } from '../../promql/ast';
import { metricName } from '../../promql/inspect';
import { lex } from '../../promql/lexer';
import { type Shape, shapeOf } from '../../promql/shape';
import { walk } from '../../promql/walk';
import { type Span, touches } from '../../text/span';
import type { Proposal } from './item';
import { type Around, labelsInText, labelsOfMetric, labelsOfReads, usual } from './seriesLabels';

/** The selector whose braces hold `at`. */
export function selectorAround(expr: Expr, at: number): VectorSelector | undefined {
  let found: VectorSelector | undefined;
  walk(expr, node => {
    if (node.kind === 'selector' && node.braces && node.braces.from < at && at <= node.braces.to) found = node;
  });
  return found;
}

/** Labels that are named between `at` and the bracket that closes the list: what the parser makes of a gap is uncertain. */
function namedBehind(text: string, at: number, open: '{' | '(', { dialect }: Around): readonly string[] {
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
  know: Around,
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
  know: Around,
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
    // Before the operand is written the labels of what other rules read are the best guess.
    if (shapes.length === 0)
      for (const one of [...labelsInText(know), ...labelsOfReads(know)]) known.set(one.label, one);
    for (const label of known.keys()) names.add(label);
  }
  const carriers = shapes.map(shape => new Set(namesIn(shape)));
  return [...names]
    .filter(label => label !== '__name__' && !taken.has(label) && (!label.startsWith('exported_') || known.has(label)))
    .map((label): Proposal => {
      const fact = known.get(label);
      // What is learnt of a metric that nobody describes counts like what is known.
      const both = shapes.every(
        ({ branches }, at) => carriers[at]!.has(label) || (fact !== undefined && branches.some(({ open }) => open)),
      );
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
