// How a value that is printed differs from what the message around it says. Layer: checks.
import type { TemplateUnit } from '../../analysis/rule';
import type { Expr } from '../../promql/ast';
import { resultBound } from '../../promql/bounds';
import { unwrap } from '../../promql/inspect';
import { close, sameKind, type Unit, unitInWords, unitNamed } from '../../promql/value/unit';
import { rounded, type Value } from '../../promql/value/value';
import type { PrintedValue } from '../../template/statements';
import { isOfEqualParts, isQuotient } from './compared';
import { type PercentMisfit, percentMisfit, physical } from './percentMisfit';

type Misfit =
  | PercentMisfit
  | { readonly message: 'twice' | 'counted' | 'lifelong' | 'timestamp' | 'times' }
  | { readonly message: 'flag' | 'truth'; readonly says: string }
  | { readonly message: 'number'; readonly says: string; readonly sure: boolean }
  | { readonly message: 'unit' | 'period' | 'others'; readonly is: string; readonly says: string }
  | { readonly message: 'binary' | 'duration'; readonly is: string };

/** What is wrong with a printed value, of which `value` is known; undefined where nothing surely is. */
export function misfitOf(printed: PrintedValue, value: Value, template: TemplateUnit): Misfit | undefined {
  const { functions, unit: word, counted } = printed;
  const { unit, kind } = value;
  const says = (name: string): boolean => functions.includes(name);
  // Some languages write the sign before the number.
  const asPercent = (word?.unit === 'percent' && !word.perSecond) || template.text[printed.from - 1] === '%';
  if (says('humanizePercentage'))
    return percentMisfit('function', value, template) ?? (asPercent ? { message: 'twice' } : undefined);
  if (asPercent) return percentMisfit('sign', value, template);
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
  const period = periodMisfit(printed, value) ?? quantityPeriod(printed, value) ?? costPeriod(printed, value, template);
  if (period) return period;
  const others = otherThings(printed, value, template);
  if (others) return others;
  if (says('humanizeDuration') && isNumberOfTimes(template)) return { message: 'times' };
  if (word && isFlag(value) && physical.has(unitNamed(word.unit)?.of)) return { message: 'flag', says: word.text };
  if (word && isTruth(value, template) && physical.has(unitNamed(word.unit)?.of))
    return { message: 'truth', says: word.text };
  if (says('humanizeDuration') && value.kind === 'count') return { message: 'duration', is: 'a number of series' };
  if (says('humanizeDuration') && isShareOfFlag(value)) return { message: 'duration', is: 'a share from 0 to 1' };
  if (says('humanizeDuration') && kind === 'timestamp') return { message: 'duration', is: 'a Unix time' };
  const is = unit && unitInWords(unit);
  if (!unit || is === undefined || kind === 'constant') return undefined;
  if (says('humanize1024')) return unit.of === 'data' && unit.scale > 1 ? { message: 'binary', is } : undefined;
  if (says('humanizeDuration'))
    return isSeconds(unit) || (unit.of === 'things' && !isNamedNumber(value))
      ? undefined
      : { message: 'duration', is: unit.of === 'things' ? `a number of ${is}` : `in ${is}` };
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

/** A number of what the catalogue names, and not by its name alone: requests, tokens, pods. */
function isNamedNumber({ kind, unit, of, factor }: Value): boolean {
  if (!of || of.byName || factor !== 1 || unit?.things === undefined || unit.things === 'cycles') return false;
  return !unit.perSecond && (kind === 'gauge' || kind === 'increase');
}

/** `x > bool 85`: 0 or 1, whatever x is. */
function isTruth({ min, max, of }: Value, { expr }: TemplateUnit): boolean {
  return min >= 0 && max <= 1 && of === undefined && (expr?.nodes.some(isBoolean) ?? false);
}

function isBoolean(node: Expr): boolean {
  return node.kind === 'binary' && node.bool !== undefined;
}

/** Requests that are told as tokens, or the other way round. */
function otherThings({ to }: PrintedValue, { unit, of }: Value, { text }: TemplateUnit): Misfit | undefined {
  const is = unit?.of === 'things' && of && !of.byName ? unit.things : undefined;
  const says = /^ ?(tokens?|requests?)\b/i.exec(text.slice(to, to + 12))?.[1]?.toLowerCase();
  if (says === undefined || (is !== 'tokens' && is !== 'requests') || is.startsWith(says)) return undefined;
  return { message: 'others', is, says };
}

/** Hours of what a price is told for. */
const hoursOf: readonly (readonly [name: string, adverb: string, least: number, most: number])[] = [
  ['hour', 'hourly', 1, 1],
  ['day', 'daily', 24, 24],
  ['week', 'weekly', 168, 168],
  ['month', 'monthly', 672, 744],
  ['year', 'yearly', 8736, 8784],
];

/** What something costs an hour that is told as a price for a day or a month, or the other way round. */
function costPeriod({ from, to }: PrintedValue, { of, factor }: Value, { text }: TemplateUnit): Misfit | undefined {
  if (!of || !/hourly/.test(of.metric)) return undefined;
  const behind = /^[^.,;{}]{0,12}?(?:\/ ?|\bper |\ban? )(hour|day|week|month|year)\b/i.exec(
    text.slice(to, to + 30),
  )?.[1];
  const before = /\b(hourly|daily|weekly|monthly|yearly)\b[^.,;{}]{0,40}$/i.exec(
    text.slice(Math.max(0, from - 60), from),
  )?.[1];
  const told = hoursOf.find(
    ([name, adverb]) => name === behind?.toLowerCase() || (!behind && adverb === before?.toLowerCase()),
  );
  const really = hoursOf.find(([, , least, most]) => factor >= least && factor <= most);
  return told && really && told !== really
    ? { message: 'period', is: `per ${really[0]}`, says: `per ${told[0]}` }
    : undefined;
}
