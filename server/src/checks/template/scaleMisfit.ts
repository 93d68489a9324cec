// How a value that is printed differs from what the message around it says. Layer: checks.
import type { TemplateUnit } from '../../analysis/rule';
import type { Expr } from '../../promql/ast';
import { type Bound, resultBound } from '../../promql/bounds';
import { metricName, numberOf, unwrap } from '../../promql/inspect';
import { close, sameKind, type Unit, unitInWords, unitNamed } from '../../promql/value/unit';
import { rounded, type Value } from '../../promql/value/value';
import { innermostOf } from '../../promql/values';
import type { PrintedValue } from '../../template/statements';
import { isOfEqualParts, isQuotient } from './compared';

type Misfit =
  | { readonly message: 'share' | 'percent' | 'twice' | 'counted' | 'lifelong' | 'timestamp' | 'burn' | 'times' }
  | { readonly message: 'flag'; readonly says: string }
  | { readonly message: 'number'; readonly says: string; readonly sure: boolean }
  | { readonly message: 'quotient'; readonly written: number }
  | { readonly message: 'events'; readonly what: string }
  | { readonly message: 'unit'; readonly is: string; readonly says: string }
  | { readonly message: 'period'; readonly is: string; readonly says: string }
  | { readonly message: 'bounded' | 'hundreds'; readonly written: number; readonly sure: boolean }
  | { readonly message: 'binary' | 'duration' | 'quantity'; readonly is: string };

/** What is wrong with a printed value, of which `value` is known; undefined where nothing surely is. */
export function misfitOf(printed: PrintedValue, value: Value, template: TemplateUnit): Misfit | undefined {
  const { functions, unit: word, counted } = printed;
  const { unit, kind } = value;
  const says = (name: string): boolean => functions.includes(name);
  // Some languages write the sign before the number.
  const asPercent = (word?.unit === 'percent' && !word.perSecond) || template.text[printed.from - 1] === '%';
  if (says('humanizePercentage'))
    return ofPercentage('function', value, template) ?? (asPercent ? { message: 'twice' } : undefined);
  if (asPercent) return ofPercentage('sign', value, template);
  if (
    counted &&
    kind === 'rate' &&
    value.factor === 1 &&
    (!unit || unit.of === 'things') &&
    !says('humanizeDuration')
  ) {
    return { message: 'counted' };
  }
  if (counted && value.of?.series === 'value' && value.factor === 1 && isOfAllTime(value))
    return { message: 'lifelong' };
  const share = printed.things === undefined ? undefined : shareByBound(value, template);
  if (share && printed.things !== undefined)
    return { message: 'number', says: printed.things, sure: share === 'surely' };
  const period = periodMisfit(printed, value) ?? quantityPeriod(printed, value);
  if (period) return period;
  if (says('humanizeDuration') && isNumberOfTimes(template)) return { message: 'times' };
  if (word && isFlag(value) && physical.has(unitNamed(word.unit)?.of)) return { message: 'flag', says: word.text };
  if (says('humanizeDuration') && isShareOfFlag(value)) return { message: 'duration', is: 'a share from 0 to 1' };
  const is = unit && unitInWords(unit);
  if (!unit || is === undefined || kind === 'constant') return undefined;
  if (says('humanize1024')) return unit.of === 'data' && unit.scale > 1 ? { message: 'binary', is } : undefined;
  if (says('humanizeDuration'))
    return isSeconds(unit) || unit.of === 'things' ? undefined : { message: 'duration', is: `in ${is}` };
  if (says('humanizeTimestamp')) return kind === 'age' ? { message: 'timestamp' } : undefined;
  if (!word || functions.some(name => name.startsWith('humanize') && name !== 'humanize')) return undefined;
  const stated = unitNamed(word.unit);
  // `humanize` puts a letter such as k before the unit, which then has to be the plain one.
  if (!stated || (says('humanize') && !close(stated.scale, 1))) return undefined;
  const full = { ...stated, perSecond: stated.perSecond || word.perSecond };
  // A number of connections is told in seconds by a message that was copied.
  const isNumber = unit.of === 'things' && (kind === 'gauge' || kind === 'count') && value.factor === 1;
  if (isNumber && stated.of === 'time' && !unit.perSecond && !full.perSecond && value.of && !value.of.byName)
    return { message: 'unit', is, says: word.text };
  if (isOtherQuantity(value, full) && word.text.length > 1) return { message: 'unit', is, says: word.text };
  // Power is told as energy, or the other way round.
  if (unit.of === 'energy' && full.of === 'energy' && unit.perSecond !== full.perSecond)
    return { message: 'unit', is, says: word.text };
  // Bytes a second are often written without "per second"; another kind of quantity is hardly ever meant.
  if (!sameKind(unit, full) || close(unit.scale, full.scale)) return undefined;
  // Decimal and binary prefixes are taken for each other everywhere.
  const ratio = unit.scale / full.scale;
  if (unit.of === 'data' && ratio > 0.9 && ratio < 1.11) return undefined;
  return { message: 'unit', is, says: word.text };
}

/** A value shown as a percentage, by a sign behind it or by the function that multiplies by 100. */
function ofPercentage(by: 'sign' | 'function', value: Value, template: TemplateUnit): Misfit | undefined {
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

/** A counter as it stands, by what is known of it or by its name. */
function isOfAllTime({ kind, of }: Value): boolean {
  return kind === 'counter' || (kind === 'unknown' && of?.byName === true && of.metric.endsWith('_total'));
}

/** A mean or a quotient whose author compares it with a part of 1, as no number of things is. */
function shareByBound({ unit }: Value, { expr }: TemplateUnit): 'surely' | 'likely' | undefined {
  const bound = expr && resultBound(expr.expr);
  if (!expr || !bound || bound.written <= 0 || bound.written >= 1) return undefined;
  if (unit?.of === 'share' && close(unit.scale, 1)) return 'surely';
  if (isQuotient(bound.value)) return isOfEqualParts(bound.value, expr) ? 'surely' : undefined;
  const inner = unwrap(bound.value);
  const isMean =
    inner.kind === 'aggregate' ? inner.op === 'avg' : inner.kind === 'call' && inner.func.name === 'avg_over_time';
  return isMean ? 'likely' : undefined;
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

/** A number of events per second that is told as one per minute, or the other way round. */
function periodMisfit({ per: says }: PrintedValue, { kind, unit, factor, window }: Value): Misfit | undefined {
  if (says === undefined || (unit && unit.of !== 'things')) return undefined;
  const counts =
    kind === 'rate' ? factor : kind === 'increase' && window !== undefined ? rounded(window * factor) : undefined;
  return counts === undefined || close(counts, says)
    ? undefined
    : { message: 'period', is: inWords(counts), says: inWords(says) };
}

/** A quantity per second, "MiB", that is told as one per minute, hour or day: "grows by {{ $value }} MiB per hour" of `deriv()`. */
function quantityPeriod({ per: says, unit: word }: PrintedValue, { unit }: Value): Misfit | undefined {
  const stated = word && unitNamed(word.unit);
  if (says === undefined || says === 1 || !stated || !unit?.perSecond || unit.of !== stated.of) return undefined;
  // On another scale somebody may have multiplied by what the expression does not show.
  if (stated.perSecond || !close(unit.scale, stated.scale)) return undefined;
  return { message: 'period', is: inWords(1), says: inWords(says) };
}

const periods: readonly (readonly [seconds: number, name: string])[] = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
];

/** `per hour`, `in 15 minutes`. */
function inWords(seconds: number): string {
  const [length, name] = periods.find(([one]) => seconds % one === 0) ?? [1, 'second'];
  const count = rounded(seconds / length);
  return count === 1 ? `per ${name}` : `in ${count} ${name}s`;
}

/** How often something was so: the mean of what is 0 or 1. */
function isShareOfFlag({ of, kind, min, max }: Value): boolean {
  return kind === 'gauge' && of !== undefined && !of.byName && of.unit === undefined && min >= 0 && max <= 1;
}

/** What cannot be 0 or 1 by definition. */
const physical: ReadonlySet<string | undefined> = new Set([
  'time',
  'data',
  'energy',
  'temperature',
  'voltage',
  'current',
]);

/** Whether a value is surely 0 or 1, as the catalogue defines its metric. */
function isFlag(value: Value): boolean {
  return isShareOfFlag(value) && value.factor === 1 && value.of?.min === 0 && value.of.max === 1;
}

/** `changes(…)`, `resets(…)`, `count_over_time(…)`, also with a comparison around it. */
function isNumberOfTimes({ expr }: TemplateUnit): boolean {
  const inner = expr && unwrap(resultBound(expr.expr)?.value ?? expr.expr);
  return inner?.kind === 'call' && /^(?:changes|resets|count_over_time)$/.test(inner.func.name);
}

function isSeconds(unit: Unit): boolean {
  return unit.of === 'time' && close(unit.scale, 1);
}

/** Whether what a known metric measures is told as something else: a percentage as hours, degrees as watts. */
function isOtherQuantity({ kind, unit, of }: Value, told: Unit): boolean {
  if (!unit || !of || of.byName || (kind !== 'gauge' && kind !== 'quantile' && kind !== 'mean')) return false;
  return unit.of !== told.of && physical.has(told.of) && (physical.has(unit.of) || unit.of === 'share');
}

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
