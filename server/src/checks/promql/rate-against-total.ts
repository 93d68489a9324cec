// What a counter gained, compared with the counter itself: with everything since its process began. Layer: checks.
import { comparisonOperators } from '../../promql/inspect';
import type { Value } from '../../promql/value/value';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/rate-against-total',
  summary: 'A rate or an increase is compared with the raw value of a counter.',
  severity: 'warning',
  since: '0.1.0',
  on: 'binary',
  only: comparisonOperators,
  between: 'series',
  needs: ['catalog'],
  messages: {
    found:
      'One side is what a counter gained and the other the raw value of `{metric}`, which holds all since its process began: take `{func}()` of it, too.',
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound || !unit.rule.alert) return;
    const [left, right] = [unit.valueOf(node.lhs), unit.valueOf(node.rhs)];
    const [gained, raw, side] = isGain(left) ? [left, right, node.rhs] : [right, left, node.lhs];
    if (!isGain(gained) || raw.kind !== 'counter' || !raw.of || !raw.selector) return;
    const { of, selector } = raw;
    if (selector.offset || selector.at || of.unit?.of === 'time') return;
    const at = selector.name ?? selector;
    const metric = unit.text.slice(at.from, at.to);
    if (ctx.catalog.find(metric)?.metric.lifetime) return;
    const severity = of.byName ? ('info' as const) : ('warning' as const);
    if (side.from > at.from || side.to < at.to) return;
    ctx.report(at, 'found', { metric, func: gained.kind === 'rate' ? 'rate' : 'increase' }, { severity });
  },
});

function isGain({ kind, of }: Value): boolean {
  return (kind === 'rate' || kind === 'increase') && of !== undefined;
}
