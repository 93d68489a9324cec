// Errors of one kind are divided by another metric without an aggregation: the label of the kind is matched, too, and what counts all
// hardly has it. Layer: checks.
import type { Expr, VectorSelector } from '../../promql/ast';
import { metricName } from '../../promql/inspect';
import { canCarry } from '../../promql/shape';
import { innermostOf } from '../../promql/values';
import { selectorsOf } from '../../promql/walk';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/label-of-part',
  summary: 'A label of errors stays on one side of a quotient whose other side counts something else.',
  severity: 'info',
  since: '0.1.0',
  awaits: 'value',
  on: 'binary',
  only: ['/'],
  given: ['sound'],
  ofMetric: name => ofErrors.test(name),
  between: 'series',
  messages: {
    found:
      'Only series of `{whole}` with the same `{label}` are matched, and where it has none there is no result: put both sides into `sum by (…)` with the labels that both have.',
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound || node.matching || node.fills.length > 0 || unit.flow.mismatchOf(node)) return;
    const [part, whole] = [selectorIn(node.lhs), selectorIn(node.rhs)];
    const [errors, all] = [part && metricName(part), whole && metricName(whole)];
    if (!part || !whole || errors === undefined || all === undefined || errors === all) return;
    if (!ofErrors.test(errors) || ofErrors.test(all)) return;
    for (const { label, op, value } of part.matchers) {
      const name = label.name;
      if ((op !== '=' && op !== '=~') || !value?.value || !kinds.test(name)) continue;
      if (whole.matchers.some(one => one.label.name === name)) continue;
      // On both sides it is kept: known metrics that have it are no question, nor those that surely lack it.
      if (canCarry(unit.shapeOf(node.lhs), name) === 'no' || canCarry(unit.shapeOf(node.rhs), name) !== 'unknown')
        continue;
      ctx.report(label, 'found', { whole: all, label: name });
      return;
    }
  },
});

/** The only selector of `rate(x[5m])` and its like. */
function selectorIn(side: Expr): VectorSelector | undefined {
  const [only, ...others] = selectorsOf(side);
  const inner = innermostOf(side);
  return only && others.length === 0 && (inner.kind === 'call' || inner.kind === 'selector') ? only : undefined;
}

const ofErrors = /(?:^|_)(?:errors?|failures?|failed|exceptions|timeouts)(?:_|$)/;

/** What tells kinds of errors apart. */
const kinds =
  /^(?:severity|level|type|kind|reason|cause|category|error|error_type|error_code|error_class|failure_type|exception)$/;
