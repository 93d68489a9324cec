// `x < 30 and on () x > 0`: as soon as one series passes the right side all of the left one do. Layer: checks.
import type { Catalog } from '../../catalog/schema';
import type { Expr, VectorSelector } from '../../promql/ast';
import { type Bound, resultBound } from '../../promql/bounds';
import { sameExpr } from '../../promql/equal';
import { metricName } from '../../promql/inspect';
import { narrowed } from '../../promql/value/range';
import { measuredBy } from '../../promql/values';
import { walk } from '../../promql/walk';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/condition-of-any',
  summary: 'A condition on the same series is matched without labels, so that any series lets all others pass.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'binary',
  only: ['and'],
  between: 'series',
  needs: ['catalog'],
  messages: {
    found:
      '`on ()` matches without labels: as soon as one series of `{metric}` is `{op} {written}`, all of the left side pass; leave `on ()` out, or match by the labels of both.',
  },
  run({ node, in: unit }, ctx) {
    const { matching, lhs, rhs } = node;
    if (!unit.sound || !matching?.on || matching.labels.length > 0) return;
    const [left, right] = [conditionOf(lhs), conditionOf(rhs)];
    if (!left || !right || !sameMatchers(left.selector, right.selector)) return;
    if (!isOfSameThings(left, right, ctx.catalog)) return;
    const { op, written } = right.bound;
    ctx.report(matching, 'found', { metric: metricName(right.selector) ?? '', op, written });
  },
});

interface Condition {
  readonly selector: VectorSelector;
  readonly bound: Bound;
}

/** A series compared with a number; undefined of aggregations, of which any is asked on purpose. */
function conditionOf(side: Expr): Condition | undefined {
  const bound = resultBound(side);
  const measured = bound && measuredBy(bound.value);
  if (!bound || !measured || metricName(measured.selector) === undefined) return undefined;
  let isPlain = true;
  walk(bound.value, node => {
    isPlain &&= node.kind !== 'aggregate';
  });
  return isPlain ? { selector: measured.selector, bound } : undefined;
}

/** Whether both choose among the same series: other matchers on the right choose what all depend on. */
function sameMatchers(left: VectorSelector, right: VectorSelector): boolean {
  return sameExpr(
    { ...left, name: right.name, offset: undefined, at: undefined },
    { ...right, offset: undefined, at: undefined },
  );
}

/** Whether one series can be meant by both: the same metric in a range that both leave, or metrics with the same labels. */
function isOfSameThings(left: Condition, right: Condition, catalog: Catalog): boolean {
  const [a, b] = [metricName(left.selector), metricName(right.selector)];
  if (a === undefined || b === undefined) return false;
  if (a === b) {
    const open = { min: -Infinity, max: Infinity };
    const first = narrowed(open, left.bound.op, left.bound.written);
    const both = narrowed(first, right.bound.op, right.bound.written);
    // "One is down while another is up" speaks of two.
    return both.min < both.max;
  }
  const [one, other] = [catalog.find(a), catalog.find(b)];
  if (!one?.exporter || one.exporter !== other?.exporter) return false;
  const labels = one.metric.labels;
  return (
    labels.length > 0 &&
    labels.length === other.metric.labels.length &&
    labels.every(({ name }) => other.metric.labels.some(label => label.name === name))
  );
}
