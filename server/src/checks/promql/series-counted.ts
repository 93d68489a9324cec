// `count(increase(x[5m])) > 10`: how many series there are, and not how much they grew. Layer: checks.
import { unwrap } from '../../promql/inspect';
import { thresholdOf } from '../../promql/values';
import { defineCheck, type Fix } from '../check';

export const check = defineCheck({
  id: 'promql/series-counted',
  summary: 'Series are counted where what they count was meant.',
  severity: 'warning',
  since: '0.1.0',
  on: 'aggregate',
  only: ['count'],
  messages: {
    found:
      '`count()` counts the series, however much each grew, so `{op} {written}` says nothing of `{func}()`: add up with `sum()`, or count those above a bound, `count({func}(…) > 0)`.',
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound || !unit.rule.alert) return;
    const inner = unwrap(node.expr);
    if (inner.kind !== 'call' || !growth.has(inner.func.name)) return;
    const threshold = thresholdOf(node, unit.parents(node));
    // Whether any series is there at all may be asked so.
    if (!threshold?.op.startsWith('>') || threshold.value < 1) return;
    const { from } = node;
    const fix: Fix = {
      title: 'Add up with sum()',
      safe: false,
      edits: [{ at: { from, to: from + node.op.length }, newText: 'sum' }],
    };
    ctx.report(node, 'found', { func: inner.func.name, op: threshold.op, written: threshold.written }, { fix });
  },
});

const growth: ReadonlySet<string> = new Set(['increase', 'rate', 'irate', 'delta', 'idelta']);
