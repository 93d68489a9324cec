// How a value that is shown as a percentage differs from one. Layer: checks.
import type { TemplateUnit } from '../../analysis/rule';
import type { Expr } from '../../promql/ast';
import { type Bound, resultBound } from '../../promql/bounds';
import { metricName, numberOf, unwrap } from '../../promql/inspect';
import { close, unitInWords } from '../../promql/value/unit';
import { rounded, type Value } from '../../promql/value/value';
import { innermostOf } from '../../promql/values';
import { isOfEqualParts, isQuotient } from './compared';

export type PercentMisfit =
  | { readonly message: 'share' | 'percent' | 'burn' }
  | { readonly message: 'quotient'; readonly written: number }
  | { readonly message: 'events'; readonly what: string }
  | { readonly message: 'bounded' | 'hundreds'; readonly written: number; readonly sure: boolean }
  | { readonly message: 'quantity'; readonly is: string };

/** What is wrong with a value shown as a percentage, by a sign behind it or by the function that multiplies by 100. */
export function percentMisfit(
  by: 'sign' | 'function',
  value: Value,
  template: TemplateUnit,
): PercentMisfit | undefined {
  const { unit, of } = value;
  if (unit?.of === 'share' && !of?.byName) {
    // A share of errors over the share that the budget allows.
    const over = template.expr && resultBound(template.expr.expr);
    if (!of && unit.scale < 0.01 && over?.op.startsWith('>') && over.written >= 1) return { message: 'burn' };
    if (by === 'function') return close(unit.scale, 0.01) ? { message: 'percent' } : undefined;
    return close(unit.scale, 1) ? { message: 'share' } : undefined;
  }
  const what = countOf(value);
  if (what !== undefined) return { message: 'events', what };
  const is = quantityOf(value);
  if (is !== undefined) return { message: 'quantity', is };
  // Where nothing is known of the value, its author's bound tells the scale.
  const bound = template.expr && resultBound(template.expr.expr);
  if (bound && isBurnRate(bound)) return { message: 'burn' };
  if (!bound || bound.op === '==' || bound.op === '!=' || (unit && unit.of !== 'share')) return undefined;
  const { written } = bound;
  if (by === 'function') {
    return written >= 20 && written <= 100 && !mayExceed(bound.value)
      ? { message: 'hundreds', written, sure: of?.unit?.scale === 0.01 || /(?:percent|pct)/.test(of?.metric ?? '') }
      : undefined;
  }
  if (
    written >= 20 &&
    written <= 100 &&
    template.expr &&
    isQuotient(bound.value) &&
    isOfEqualParts(bound.value, template.expr)
  )
    return { message: 'quotient', written };
  if (Math.abs(written) >= 1 || written === 0 || (unit && close(unit.scale, 0.01))) return undefined;
  // Nothing is said of what `rate()` makes of an unknown metric.
  if (value.kind === 'rate') return undefined;
  return { message: 'bounded', written, sure: saysPercent(template.text, rounded(Math.abs(written) * 100)) };
}

/** A recorded burn rate compared with a multiple (14.4); one that keeps the share of errors is compared with a part of 1. */
function isBurnRate({ value, op, written }: Bound): boolean {
  const inner = innermostOf(value);
  const name = inner.kind === 'selector' ? (metricName(inner) ?? '') : '';
  return op.startsWith('>') && written >= 1 && burnRate.test(name) && !/percent|pct/i.test(name);
}

const burnRate = /burn_?rate/i;

/** Whether a text names a percentage: "90%", "90 %", "90 percent". */
function saysPercent(text: string, percent: number): boolean {
  const at = text.search(/\d ?(?:%|percent)/);
  const number = String(percent);
  return at >= 0 && [`${number}%`, `${number} %`, `${number} percent`].some(one => containsNumber(text, one));
}

function containsNumber(text: string, number: string): boolean {
  const at = text.indexOf(number);
  return at >= 0 && !/[\d.]$/.test(text.slice(0, at));
}

/** A quotient may well be many times the whole; times 100 it is a percentage. */
function mayExceed(expr: Expr): boolean {
  const inner = unwrap(expr);
  if (inner.kind !== 'binary') return false;
  if (inner.op === '*' && [inner.lhs, inner.rhs].some(side => numberOf(side) === 100)) return false;
  return inner.op === '/' || mayExceed(inner.lhs) || mayExceed(inner.rhs);
}

/** What is measured in units and is never a share. */
export const physical: ReadonlySet<string | undefined> = new Set([
  'time',
  'data',
  'energy',
  'temperature',
  'voltage',
  'current',
]);

/** In words the unit of what surely has one and is no part of anything: degrees, watts, bytes, seconds. */
function quantityOf({ kind, unit, of, factor }: Value): string | undefined {
  if (!unit || !of || of.byName || factor !== 1 || !physical.has(unit.of)) return undefined;
  // Seconds per second are a share of the time.
  if (kind === 'constant' || kind === 'share' || (unit.of === 'time' && unit.perSecond)) return undefined;
  return unitInWords(unit);
}

/** What a value counts, where it surely counts events. */
function countOf({ kind, unit, of, factor }: Value): string | undefined {
  if (unit?.of !== 'things' || !of || !(factor === 1 || factor === 100)) return undefined;
  const things = unit.things === undefined || unit.things === 'cycles' ? 'events' : unit.things;
  if (kind === 'rate') return `${things} per second`;
  if (kind === 'increase') return `a number of ${things}`;
  if (kind === 'gauge' && factor === 1 && !of.byName && unit.things !== undefined && !unit.perSecond)
    return `a number of ${things}`;
  return kind === 'counter' ? `a counter of ${things}` : undefined;
}
