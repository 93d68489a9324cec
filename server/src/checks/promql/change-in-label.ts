// Change looked for where there is none: a metric whose value stands in a label, too, has a new series for each new value,
// and a metric that is always 1 has one for each new fact. Within a series nothing changes. Layer: checks.

import type { ExprUnit } from '../../analysis/rule';
import { changeFunctions, isConstant, valueLabels } from '../../analysis/valueLabels';
import type { Catalog, MetricFact } from '../../catalog/schema';
import type { Binary, Call, Expr, VectorSelector } from '../../promql/ast';
import { secondsOf } from '../../promql/durations';
import { isComparison, metricName, numberOf, unwrap } from '../../promql/inspect';
import { canCarry } from '../../promql/shape';
import { typeOf } from '../../promql/types';
import { innermostOf } from '../../promql/values';
import { inCode } from '../../text/words';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/change-in-label',
  summary: 'Change is looked for in a metric whose labels hold its value, so that each value is a series of its own.',
  severity: 'warning',
  since: '0.1.0',
  on: 'expr',
  ofMetric: mayStandStill,
  needs: ['catalog'],
  messages: {
    call: '`{metric}` writes its value into {labels}: a new value is a new series, and `{func}()` sees no change in it; compare the value itself, or take what is new with `unless … offset`.',
    constant:
      '`{metric}` is always 1 and tells by its labels: what is new is a new series, and `{func}()` sees no change in it; take what is new with `unless … offset`.',
    named:
      '`{metric}` is 1 by the meaning of `_info`, and tells by its labels: what is new is a new series, and `{func}()` sees no change in it; take what is new with `unless … offset`.',
    before:
      '`{metric}` writes its value into {labels}: only equal values have equal labels, so `{op}` finds no difference between now and before; take what is new with `unless … offset`.',
  },
  run(unit, ctx) {
    for (const node of unit.nodes) {
      if (node.kind !== 'call' && node.kind !== 'binary') continue;
      const selector = node.kind === 'call' ? watchedBy(node) : comparedWithItself(node);
      const metric = selector && metricName(selector);
      const hit = metric === undefined ? undefined : ctx.catalog.find(metric);
      if (!selector || metric === undefined) continue;
      if (!hit) {
        if (node.kind === 'call' && asksForChange.has(node.func.name) && isDirect(node) && ofInfo(metric))
          ctx.report(selector.name ?? selector, 'named', { metric, func: node.func.name });
        continue;
      }
      if (hit.series !== 'value') continue;
      const labels = valueLabels(hit.metric).filter(label => isKept(label, node, unit));
      const at = selector.name ?? selector;
      if (labels.length > 0) {
        const data = { metric, labels: inWords(labels) };
        if (node.kind === 'call')
          ctx.report(at, 'call', { ...data, func: node.func.name }, { fix: fixFor(node, hit.metric, unit) });
        else ctx.report(at, 'before', { ...data, op: node.op });
      } else if (node.kind === 'call' && isConstant(hit.metric) && isDirect(node)) {
        ctx.report(at, 'constant', { metric, func: node.func.name });
      }
    }
  },
});

/** Whether the series of a metric may stand still: their value is a label as well, or always 1. */
function mayStandStill(name: string, catalog: Catalog): boolean {
  const hit = catalog.find(name);
  if (!hit) return ofInfo(name);
  return hit.series === 'value' && (valueLabels(hit.metric).length > 0 || isConstant(hit.metric));
}

/** The selector whose change a call looks for. */
function watchedBy({ func, args }: Call): VectorSelector | undefined {
  const [range] = args;
  if (!changeFunctions.has(func.name) || !range || typeOf(range) !== 'matrix') return undefined;
  const inner = innermostOf(range);
  return inner.kind === 'selector' ? inner : undefined;
}

/** A gauge that is always 1, by the convention of client libraries and OpenMetrics; messages of a log level are counted. */
const ofInfo = (name: string): boolean => /^\w+_info$/.test(name) && !/log|event|message/.test(name);

/** `rate()` and `increase()` may as well be of a counter that is called so. */
const asksForChange: ReadonlySet<string> = new Set(['changes', 'delta', 'idelta', 'deriv']);

/** `x != x offset 5m`, `x - x offset 5m`: the selector on the left. */
function comparedWithItself({ op, lhs, rhs }: Binary): VectorSelector | undefined {
  if (op !== '-' && !(isComparison(op) && op !== '==' && op !== '>=' && op !== '<=')) return undefined;
  const [left, right] = [unwrap(lhs), unwrap(rhs)];
  if (left.kind !== 'selector' || right.kind !== 'selector' || metricName(left) !== metricName(right)) return undefined;
  return left.offset || right.offset ? left : undefined;
}

/** Whether series of different values are still apart in what the node works on. */
function isKept(label: string, node: Call | Binary, unit: ExprUnit): boolean {
  if (node.kind === 'call') return canCarry(unit.shapeOf(node.args[0] as Expr), label) === 'yes';
  if (!node.matching) return true;
  return node.matching.labels.some(({ name }) => name === label) === node.matching.on;
}

/** Whether the range is that of the series themselves: a `sum` or `count` of them does change. */
function isDirect({ args }: Call): boolean {
  return args[0]?.kind === 'matrix';
}

function inWords(labels: readonly string[]): string {
  const names = inCode(labels);
  return names.length === 1 ? `the label ${names[0]}` : `the labels ${names.join(', ')}`;
}

/** `changes(code[15m]) > 0` asks for a new code, and 0 is the code for none. */
function fixFor(node: Call, metric: MetricFact, unit: ExprUnit) {
  const [range] = node.args;
  const [parent, outer] = [unit.parents(node).at(-1), unit.parents(node).at(-2)];
  if (!unit.sound || metric.valueIs !== 'code' || range?.kind !== 'matrix' || !asked.has(node.func.name))
    return undefined;
  if (parent?.kind !== 'binary' || parent.op !== '>' || parent.bool || parent.lhs !== node) return undefined;
  if (numberOf(parent.rhs) !== 0 || range.selector.offset || range.selector.at) return undefined;
  const text = unit.text.slice(range.selector.from, range.selector.to);
  const window = unit.text.slice(range.selector.to, range.to);
  const length = /^\[(\w+)\]$/.exec(window)?.[1];
  if (length === undefined || /[\n#]/.test(text) || waits(unit, length)) return undefined;
  const found = `${text} > 0 unless ${text} offset ${length}`;
  const isOperand = outer?.kind === 'binary' || outer?.kind === 'unary';
  return {
    title: `Take the codes that are new within ${length}`,
    safe: false,
    edits: [{ at: { from: parent.from, to: parent.to }, newText: isOperand ? `(${found})` : found }],
  };
}

/** Whether the rule waits so long that nothing is new any more when it would fire. */
function waits({ rule }: ExprUnit, window: string): boolean {
  const [pending, found] = [secondsOf(rule.for?.value ?? '0s'), secondsOf(window)];
  return pending === undefined || found === undefined || pending >= found;
}

const asked: ReadonlySet<string> = new Set(['changes', 'increase', 'rate', 'delta']);
