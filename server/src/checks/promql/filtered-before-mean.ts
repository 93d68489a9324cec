// `avg_over_time((x > 0.9)[1h:1m]) > 0.9`: what does not pass inside is not in the mean, so that what is left passes outside, too.
// Layer: checks.
import { boundIn } from '../../promql/bounds';
import { unwrap } from '../../promql/inspect';
import { thresholdOf } from '../../promql/values';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/filtered-before-mean',
  summary: 'A comparison inside a subquery drops the samples that the bound outside asks for.',
  severity: 'warning',
  since: '0.1.0',
  on: 'call',
  only: ['avg_over_time', 'min_over_time', 'max_over_time', 'quantile_over_time'],
  messages: {
    found:
      'Inside, `{inner}` drops every sample that does not pass, so `{func}()` of the others always passes `{op} {written}`, however few they are: leave the comparison inside out.',
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound || !unit.rule.alert) return;
    const range = node.args[node.func.name === 'quantile_over_time' ? 1 : 0];
    const filter = range?.kind === 'subquery' ? unwrap(range.expr) : undefined;
    const bound = filter?.kind === 'binary' && !filter.bool ? boundIn(filter) : undefined;
    if (!bound) return;
    const { op, written } = bound;
    const upwards = op === '>' || op === '>=';
    if (!upwards && op !== '<' && op !== '<=') return;
    // The highest of what is above the bound says whether any sample is: the same with and without the comparison.
    if (node.func.name === (upwards ? 'max_over_time' : 'min_over_time')) return;
    const outer = thresholdOf(node, unit.parents(node));
    if (!outer || !always(outer.op, outer.value, op, written)) return;
    const data = { func: node.func.name, inner: `${op} ${written}`, op: outer.writtenOp, written: outer.written };
    ctx.report(bound.node, 'found', data);
  },
});

/** Whether all that passes the comparison inside passes the one outside. */
function always(outer: string, value: number, inner: string, bound: number): boolean {
  switch (outer) {
    case '>':
      return inner.startsWith('>') && (value < bound || (value === bound && inner === '>'));
    case '>=':
      return inner.startsWith('>') && value <= bound;
    case '<':
      return inner.startsWith('<') && (value > bound || (value === bound && inner === '<'));
    case '<=':
      return inner.startsWith('<') && value >= bound;
    default:
      return false;
  }
}
