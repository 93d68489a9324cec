// A sum of shares passes a bound that each share keeps: three caches half full are 1.5. Layer: checks.

import type { Catalog } from '../../catalog/schema';
import type { VectorSelector } from '../../promql/ast';
import { numberOf, unwrap } from '../../promql/inspect';
import { canCarry } from '../../promql/shape';
import type { Value } from '../../promql/value/value';
import { nodesOf } from '../../promql/walk';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/sum-of-shares',
  summary: 'Shares, percentages or temperatures are summed and compared with a bound for one of them.',
  severity: 'warning',
  since: '0.1.0',
  on: 'binary',
  only: ['>', '>=', '<', '<='],
  given: ['sound'],
  mentions: ['sum'],
  follows: 'recordings',
  needs: ['catalog'],
  messages: {
    found:
      '`{metric}` is {what}, and a sum of several passes {bound} while each is far below: take `avg` for the mean or `max` for the worst.',
    cores:
      'The sum of `{metric}` is how many processors are busy, and {bound} is reached by one of many: take `avg` for their share.',
    temperature:
      '`{metric}` is a temperature, and the sum of two passes {bound} while each is far below: take `max` for the hottest.',
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound) return;
    const isLeft = node.op === '>' || node.op === '>=';
    const bound = numberOf(isLeft ? node.rhs : node.lhs);
    const sum = unwrap(isLeft ? node.lhs : node.rhs);
    if (bound === undefined || sum.kind !== 'aggregate' || sum.op !== 'sum') return;
    const cores = processorsIn(unit.valueOf(sum.expr), bound, ctx.catalog);
    // A mean of the processors is a share of them all, and the sum of those of all modes is one, too.
    const isMean = nodesOf(sum.expr).some(one => one.kind === 'aggregate' && one.op !== 'sum');
    if (cores && isLeft && !isMean && canCarry(unit.shapeOf(sum), 'cpu') === 'no') {
      const at = cores.selector.name ?? cores.selector;
      const data = { metric: unit.text.slice(at.from, at.to), bound };
      const severity = cores.isOneMode ? ('info' as const) : ('warning' as const);
      ctx.report(sum.opSpan, 'cores', data, { severity });
      return;
    }
    const { of, max, min, factor, selector, kind, unit: measured } = unit.valueOf(sum.expr);
    if (of && selector && kind === 'gauge' && measured?.of === 'temperature' && bound > 0) {
      const severity = of.byName ? ('info' as const) : ('warning' as const);
      const name = unit.text.slice((selector.name ?? selector).from, (selector.name ?? selector).to);
      ctx.report(sum.opSpan, 'temperature', { metric: name, bound }, { severity });
      return;
    }
    if (!of || !selector || kind !== 'gauge' || of.unit?.of !== 'share' || min !== 0) return;
    if (!isWhole(of.max, max, factor)) return;
    // Several may well be meant where the bound is above what one can reach.
    if (bound <= 0 || bound > max) return;
    const at = selector.name ?? selector;
    const what = max === 1 ? 'a share from 0 to 1' : 'a percentage';
    ctx.report(sum.opSpan, 'found', { metric: unit.text.slice(at.from, at.to), what, bound });
  },
});

/** The time that processors spend, where a bound asks for a share of all of it. */
function processorsIn(
  { kind, of, selector, factor }: Value,
  bound: number,
  catalog: Catalog,
): { readonly selector: VectorSelector; readonly isOneMode: boolean } | undefined {
  if (kind !== 'rate' || !of || !selector || !(factor === 1 || factor === 100)) return undefined;
  const label = catalog.find(of.metric)?.metric.wholeOver;
  // A mode below half of one processor may be too much however many there are.
  if (label === undefined || bound < 0.5 * factor || bound > factor) return undefined;
  const chosen = selector.matchers.filter(matcher => matcher.label.name === label);
  return chosen.length === 0 ? undefined : { selector, isOneMode: chosen.some(({ op }) => op === '=') };
}

/** Whether the value is the whole of a share or percentage, on either scale. */
function isWhole(max: Value['max'] | undefined, now: number, factor: number): boolean {
  return (max === 1 || max === 100) && now === max * factor && (now === 1 || now === 100);
}
