// `==` of what is hardly ever exactly a number: increase() works out fractions, and what is measured passes a bound by steps.
// Layer: checks.
import type { ExprUnit } from '../../analysis/rule';
import type { Expr } from '../../promql/ast';
import { type Bound, boundIn } from '../../promql/bounds';
import { numberOf, unwrap } from '../../promql/inspect';
import { innermostOf } from '../../promql/values';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/exact-value',
  summary: 'A computed or measured value is compared with one exact number.',
  severity: 'warning',
  since: '0.1.0',
  on: 'expr',
  given: ['sound', 'alert'],
  mentions: ['=='],
  messages: {
    computed:
      '`{func}()` extrapolates to the whole range and gives fractions: `== {written}` is hardly ever true; write `>= {written}`, or round it.',
    measured:
      '`{metric}` is measured, and this is true only while it is exactly {written}: on its way it may never be; write `>=` or `<=`.',
  },
  run(unit, ctx) {
    if (!unit.sound || !unit.rule.alert || !unit.text.includes('==')) return;
    for (const node of unit.nodes) {
      const bound = boundIn(node);
      if (bound?.op !== '==' || bound.written === 0 || (node.kind === 'binary' && node.bool)) continue;
      const func = extrapolated(bound.value);
      if (func !== undefined) {
        ctx.report(bound.node, 'computed', { func, written: bound.written });
        continue;
      }
      const metric = measured(bound, unit);
      if (metric !== undefined)
        ctx.report(bound.node, 'measured', { metric, written: bound.written }, { severity: 'info' });
    }
  },
});

/** The function whose results are extrapolated to its range (functions.go, extrapolatedRate), through sums and factors. */
function extrapolated(value: Expr): string | undefined {
  let inner = innermostCall(value);
  while (inner.kind === 'binary' && (inner.op === '*' || inner.op === '/')) {
    if (numberOf(inner.rhs) !== undefined) inner = innermostCall(inner.lhs);
    else if (numberOf(inner.lhs) !== undefined) inner = innermostCall(inner.rhs);
    else return undefined;
  }
  if (inner.kind !== 'call' || !/^(?:increase|rate|delta)$/.test(inner.func.name)) return undefined;
  const [range] = inner.args;
  // With `anchored` the first and last samples are subtracted as they are.
  return range?.kind === 'matrix' && range.selector.extend?.kind !== 'anchored' ? inner.func.name : undefined;
}

function innermostCall(expr: Expr): Expr {
  let inner = unwrap(expr);
  while (inner.kind === 'aggregate' && /^(?:sum|max|min|avg|topk|bottomk)$/.test(inner.op)) inner = unwrap(inner.expr);
  return inner;
}

/** The metric of a gauge of something measured, where the number is neither end of its range. */
function measured({ value, written }: Bound, unit: ExprUnit): string | undefined {
  const inner = innermostOf(value);
  const { kind, of, factor, unit: measure } = unit.valueOf(value);
  if (inner.kind !== 'selector' || !of || of.byName || factor !== 1 || kind !== 'gauge') return undefined;
  if (!measure || !/^(?:time|data|energy|temperature|voltage|share)$/.test(measure.of)) return undefined;
  // -1 stands for what could not be measured.
  if (written < 0 || written === of.min || written === of.max || of.physical?.includes(written)) return undefined;
  return settled.test(of.metric) ? undefined : of.metric;
}

/** What somebody sets, or what a device is built for, is one number for long. */
const settled =
  /limit|max|min|total|capacity|size|spec|target|quota|interval|timeout|threshold|expected|allocat|request|info|cost|price|start|created/i;
