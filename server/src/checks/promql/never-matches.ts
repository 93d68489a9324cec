// The sides of an operator never have equal labels, so it never finds a pair: an aggregation took a label away on one side,
// the sides select different values, or a metric does not have what the other has. Layer: checks.

import type { ExprUnit } from '../../analysis/rule';
import { labelNames } from '../../catalog/labelNames';
import type { Catalog } from '../../catalog/schema';
import { targetLabels } from '../../catalog/targetLabels';
import type { Binary, Expr, VectorSelector } from '../../promql/ast';
import { comparisonOperators, metricName, unwrap } from '../../promql/inspect';
import { rejectsEmpty } from '../../promql/matching';
import { type Mismatch, neverGives, type Pin } from '../../promql/shape';
import { typeOf } from '../../promql/types';
import { nodesOf, selectorsAmong, selectorsOf } from '../../promql/walk';
import { excerpt } from '../../text/excerpt';
import type { Span } from '../../text/span';
import { allOf, firstOf, inCode } from '../../text/words';
import { defineCheck, type Fix } from '../check';

export const check = defineCheck({
  id: 'promql/never-matches',
  summary: 'The sides of an operator never have equal labels, so it never gives anything.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'binary',
  only: ['and', 'unless', '+', '-', '*', '/', '%', '^', 'atan2', ...comparisonOperators],
  between: 'series',
  needs: ['catalog'],
  follows: 'recordings',
  pint: ['promql/impossible', 'promql/vector_matching'],
  messages: {
    never: '`{op}` never finds equal labels: {difference}, so {effect}; {cure}.',
    chosen:
      '`{op}` matches by all labels, so it finds a pair only if `{left}` has `{onRight}`, too, and `{right}` has `{onLeft}`: match by what both have with `on (…)`.',
    now: '`{op}` finds no equal labels in newer versions of the exporter: {difference}; aggregate both sides alike.',
  },
  run({ node, in: unit }, ctx) {
    // A number has no labels to match.
    if (!unit.sound || typeOf(node.lhs) === 'scalar' || typeOf(node.rhs) === 'scalar') return;
    const mismatch = unit.flow.mismatchOf(node);
    const apart = mismatch ? undefined : chosenApart(node, ctx.catalog);
    if (apart) ctx.report(node.opSpan, 'chosen', { op: node.op, ...apart }, { severity: 'info' });
    if (!mismatch || isDropped(node, mismatch)) return;
    const known = (): ReadonlySet<string> => ctx.shared(() => labelNames(ctx.catalog));
    if (isFromElsewhere(node, mismatch, unit.selectors) && mismatch.labels.every(label => !known().has(label))) return;
    if (mismatch.isDoubtful) {
      const difference = differenceOf(mismatch, span => excerpt(unit.text, span));
      ctx.report(node.opSpan, 'now', { op: node.op, difference }, { severity: 'hint' });
      return;
    }
    const excerptOf = (span: Span): string => excerpt(unit.text, span);
    const data = {
      op: node.op,
      difference: differenceOf(mismatch, excerptOf) + scrapeOf(node, mismatch, ctx.catalog),
      effect: node.op === 'unless' ? 'it takes nothing away' : effectOn(unit),
      cure: cureOf(node, mismatch),
    };
    const { by, label } = mismatch;
    const related = by
      ? [{ at: { source: unit.source, span: by }, message: `\`${label}\` is not on this side from here on` }]
      : [];
    const restsOn = [{ source: unit.source, span: node }];
    ctx.report(node.opSpan, 'never', data, { related, restsOn, ...fixFor(node, mismatch) });
  },
});

/**
 * Whether only target labels of kube-state-metrics differ where the author lists the labels that it has: its scrape often leaves
 * these out.
 */
function isDropped({ lhs, rhs, matching }: Binary, { side, labels }: Mismatch): boolean {
  if (!matching || matching.on || matching.labels.length === 0 || side === undefined) return false;
  const names = selectorsOf(side === 'left' ? lhs : rhs).flatMap(selector => metricName(selector) ?? []);
  return names.some(name => name.startsWith('kube_')) && labels.every(label => label === 'job' || label === 'instance');
}

/**
 * Whether labels that the author matches by are missing of a recorded series. Where no metric has them an external label of the
 * Prometheus that records it may bring them.
 */
function isFromElsewhere({ matching }: Binary, { by }: Mismatch, selectors: ExprUnit['selectors']): boolean {
  return (
    matching?.on === true && by !== undefined && selectors.some(({ from, to }) => from === by.from && to === by.to)
  );
}

/** Two metrics of which each is chosen by labels that the other is not known to have: an author who sees only one side of each. */
function chosenApart({ op, lhs, rhs, matching, fills }: Binary, catalog: Catalog) {
  // Of quotients `promql/label-of-part` tells.
  if (op === '/' || matching || fills.length > 0) return undefined;
  const [left, right] = [plainIn(lhs), plainIn(rhs)];
  if (!left || !right || left.name === right.name) return undefined;
  const lacks = (one: Plain, label: string): boolean =>
    !one.selector.matchers.some(matcher => matcher.label.name === label) &&
    !catalog.find(one.name)?.metric.labels.some(({ name }) => name === label);
  const onLeft = left.chosen.find(label => lacks(right, label));
  const onRight = right.chosen.find(label => lacks(left, label));
  if (onLeft === undefined || onRight === undefined) return undefined;
  return { left: left.name, right: right.name, onLeft, onRight };
}

interface Plain {
  readonly selector: VectorSelector;
  readonly name: string;
  /** Labels of its own by which it is chosen, not those of its target. */
  readonly chosen: readonly string[];
}

/** The scraped series of a side that nothing adds up or gives other labels. */
function plainIn(side: Expr): Plain | undefined {
  const nodes = nodesOf(side);
  const [selector, other] = selectorsAmong(nodes);
  const name = selector && metricName(selector);
  if (!selector || other || name === undefined || name.includes(':')) return undefined;
  if (nodes.some(node => node.kind === 'aggregate' || (node.kind === 'call' && !keepsLabels(node.func.name))))
    return undefined;
  const chosen = selector.matchers.filter(one => rejectsEmpty(one)).map(({ label }) => label.name);
  return { selector, name, chosen: chosen.filter(label => !ofTargets.has(label)) };
}

function keepsLabels(func: string): boolean {
  return !/^(?:label_|absent|vector|scalar|histogram_quantile$)/.test(func);
}

const ofTargets: ReadonlySet<string> = new Set(['__name__', ...targetLabels()]);

/** Why labels are not there, where the scrape leaves them out. */
function scrapeOf({ lhs, rhs }: Binary, { side, label, by }: Mismatch, catalog: Catalog): string {
  if (side === undefined || by) return '';
  const names = selectorsOf(side === 'left' ? rhs : lhs).flatMap(selector => metricName(selector) ?? []);
  const scraped = names.map(name => catalog.scraped(name)).find(one => one?.label(label)?.is === 'gone');
  return scraped ? ` (${scraped.by} leaves it out)` : '';
}

function effectOn({ rule, shape }: ExprUnit): string {
  if (!neverGives(shape)) return 'this part never has a result';
  return rule.alert ? 'the alert never fires' : 'nothing is recorded';
}

function differenceOf(mismatch: Mismatch, excerptOf: (span: Span) => string): string {
  const { label, side, labels, by, isBare, values } = mismatch;
  if (values) return `\`${label}\` is ${shown(values[0])} on the left and ${shown(values[1])} on the right`;
  const other = side === 'left' ? 'right' : 'left';
  const has = `the ${side} side has ${listed(labels)}`;
  if (isBare) return `${has} and the ${other} side has no labels${by ? ` (\`${excerptOf(by)}\` gives none)` : ''}`;
  const it = labels.length > 1 ? 'them' : 'it';
  const cause = by && excerptOf(by) !== label ? ` (\`${excerptOf(by)}\` leaves ${it} out)` : '';
  return `only ${has}, the ${other} side has not${cause}`;
}

function shown({ op, value }: Pin): string {
  const text = value?.value ?? '';
  return op === '=' ? `\`${text}\`` : `\`${op}"${text}"\``;
}

/** How many labels are named. */
const most = 3;

function listed(labels: readonly string[]): string {
  const names = inCode(labels);
  return names.length > most ? firstOf(names, most) : allOf(names);
}

function cureOf(node: Binary, mismatch: Mismatch): string {
  const { label, side, labels, values } = mismatch;
  const { op, matching } = node;
  if (matching?.on) return `take \`${label}\` out of \`on (…)\`, or write the name that it has on the other side`;
  if (values) return `leave it out with \`ignoring (${label})\``;
  if (labels.includes('pod') && isOfObjects(node))
    return isSet(op)
      ? 'match with `on (…)` by what both have'
      : 'bring both to the labels they share with `sum by (…)`';
  const group = isSet(op) ? '' : ` group_${side} ()`;
  if (isApart(node, mismatch)) return `write \`${op} on ()${group}\`, or aggregate both sides alike`;
  const ignored = labels.length <= most ? `\`ignoring (${labels.join(', ')})${group}\`` : '`on (…)`';
  return `keep the same labels on both sides, or match with ${ignored}`;
}

/** Whether both sides are of kube-state-metrics: besides `pod` differs what else names the object. */
function isOfObjects({ lhs, rhs }: Binary): boolean {
  return [...selectorsOf(lhs), ...selectorsOf(rhs)].every(selector => metricName(selector)?.startsWith('kube_'));
}

/** Whether the sides have no label in common by which they could be matched. */
function isApart({ lhs, rhs }: Binary, { isBare, values }: Mismatch): boolean {
  return isBare || (!values && [lhs, rhs].some(isAbsence));
}

function isAbsence(side: Expr): boolean {
  const inner = unwrap(side);
  return inner.kind === 'call' && inner.func.name.startsWith('absent');
}

function isSet(op: string): boolean {
  return op === 'and' || op === 'unless';
}

/** What most likely was meant; which of several series is the right partner stays the author's question. */
function fixFor(node: Binary, mismatch: Mismatch): { readonly fix?: Fix } {
  const { op, opSpan, bool, matching } = node;
  const { side, values, label } = mismatch;
  if (matching || (!values && !isApart(node, mismatch))) return {};
  const group = isSet(op) ? '' : ` group_${side} ()`;
  const text = values ? `ignoring (${label})` : `on ()${group}`;
  const at = (bool ?? opSpan).to;
  const edits = [{ at: { from: at, to: at }, newText: ` ${text}` }];
  return { fix: { title: `Match with ${text}`, safe: false, edits } };
}
