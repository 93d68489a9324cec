// A message states another bound than the expression has, or the same number in another unit or per another time.
// Layer: checks. Longer than usual: one question after the other about one sentence.

import type { ExprUnit } from '../../analysis/rule';
import { wholeOf } from '../../analysis/source';
import { resultBound } from '../../promql/bounds';
import { close, isMargin, sameKind, type Unit, unitInWords, unitNamed } from '../../promql/value/unit';
import { rounded, type Value } from '../../promql/value/value';
import { mayStateBound, type StatedBound } from '../../template/statements';
import type { Span } from '../../text/span';
import { defineCheck } from '../check';
import { type Compared, comparisonsIn, isOfEqualParts, timesIn } from './compared';

export const check = defineCheck({
  id: 'template/text-contradicts-expression',
  summary: 'A message states another bound than the expression has.',
  severity: 'warning',
  since: '0.1.0',
  on: 'template',
  given: ['sound', 'bound stated'],
  where: 'annotation',
  follows: 'recordings',
  needs: ['catalog'],
  messages: {
    unit: 'The message says {stated}, and the expression compares with {written} {is}: convert one of them.',
    rate: 'The message says {stated} {window}, and the expression compares a rate per second with {written}: use `increase()`, or divide the bound by the seconds.',
    pace: 'The message says {stated} {window}, and {written} a second is {amount} {window}: correct one of them.',
    events:
      'The message says {stated}, and the expression compares {what} with {written}: divide by all of them for a percentage.',
    amount:
      'The message says {stated}, and the expression compares {what} with {written}: divide by the whole for a percentage.',
    direction:
      'The message says {stated} or {more}, and the alert fires {fires} it: turn the comparison round or correct the text.',
    fraction: 'The message says {stated}, and the expression compares with {written}, which is {percent} % of a share.',
    hundredth:
      'The message says {stated}, which is {share} of this quotient, so `{written}` asks for {written} times the whole: write {share}, or multiply by 100.',
    whole: 'The message counts {stated}, and the expression expects {written} or more.',
    differs: 'The message says {stated}, and the expression compares with {written}.',
  },
  run(unit, ctx) {
    const { expr } = unit;
    if (!unit.sound || !expr?.sound) return;
    if (!mayStateBound(unit.text)) return;
    const { bounds } = unit.statements;
    const whole = wholeIn(unit.text);
    if (bounds.length === 0 && !whole) return;
    const compared = comparisonsIn(expr);
    const [single] = compared;
    const rests = { restsOn: [wholeOf(expr.source)] };
    if (whole && compared.length === 1 && single?.value.kind === 'count' && single.direction === 'below') {
      if (whole.number < single.written) {
        ctx.report(whole, 'whole', { stated: whole.text, written: single.written }, { ...rests, severity: 'info' });
      }
    }
    const times = timesIn(expr, unit);
    const stated = bounds.filter(
      bound =>
        compared.some(({ written }) => close(written, bound.number)) ||
        !times.some(seconds => close(seconds, secondsOf(bound) ?? NaN)),
    );
    for (const bound of stated) {
      if (compared.length === 1 && single && isOuter(expr, single) && isTurned(bound, single)) {
        const more = bound.direction === 'above' ? 'more' : 'less';
        const data = { stated: bound.text, more, fires: single.direction };
        ctx.report(bound, 'direction', data, { ...rests, severity: 'info' });
        continue;
      }
      const verdict = contradiction(bound, compared, stated, unit.text.slice(bound.to, bound.to + 40));
      if (!verdict) continue;
      const { written, value } = verdict.compared;
      const options = rests;
      const say = bound.text;
      if (verdict.kind === 'fraction') {
        const data = { stated: say, written, percent: rounded(written * 100) };
        ctx.report(bound, 'fraction', data, { ...options, severity: 'info' });
      } else if (verdict.kind === 'amount') {
        const what = value.kind === 'increase' ? 'a number of events' : wordsOf(value);
        ctx.report(bound, 'amount', { stated: say, what, written }, options);
      } else if (verdict.kind === 'unit') {
        const is = wordsOf(value);
        // A scale that has no name (hundreds of degrees) is told by the bound alone.
        if (is === '') ctx.report(bound, 'differs', { stated: say, written: unscaled(value, written) }, options);
        else ctx.report(bound, 'unit', { stated: say, written, is }, options);
      } else if (verdict.kind === 'rate') {
        ctx.report(bound, 'rate', { stated: say, window: windowInWords(bound.window!), written }, options);
      } else if (verdict.kind === 'pace') {
        const amount = rounded(Number((written * bound.window!).toPrecision(3)));
        const data = { stated: say, window: windowInWords(bound.window!), written, amount };
        ctx.report(bound, 'pace', data, { ...options, severity: 'info' });
      } else if (verdict.kind === 'events') {
        ctx.report(bound, 'events', { stated: say, what: 'events per second', written }, options);
      } else if (isPercent(bound) && isWhole(bound, verdict.compared) && isOfEqualParts(verdict.compared.side, expr)) {
        ctx.report(bound, 'hundredth', { stated: say, written, share: rounded(written / 100) }, options);
      } else {
        const own = isPercent(bound) ? asPercent(verdict.compared) : `${written} ${wordsOf(value)}`.trimEnd();
        const severity = isOtherScale(bound, verdict.compared) ? ('warning' as const) : ('info' as const);
        ctx.report(bound, 'differs', { stated: say, written: own }, { ...options, severity });
      }
    }
  },
});

/** The bound in the unit of the series: `x / 100 > 85` compares x with 8500. */
function unscaled({ factor }: Value, written: number): number {
  return rounded(written / factor);
}

/** A bound of a share, with the percentage that it is. */
function asPercent({ value, written, isHundredfold }: Compared): string | number {
  const scale = value.unit?.scale ?? (isHundredfold ? 0.01 : 1);
  return written <= 1 ? `${written} (${rounded(written * 100 * scale)} %)` : written;
}

interface Contradiction {
  readonly kind: 'unit' | 'rate' | 'pace' | 'events' | 'amount' | 'fraction' | 'differs';
  readonly compared: Compared;
}

function contradiction(
  bound: StatedBound,
  all: readonly Compared[],
  stated: readonly StatedBound[],
  behind: string,
): Contradiction | undefined {
  const same = all.filter(({ direction }) => direction === bound.direction);
  const [only] = same;
  if (!only || same.length !== 1) return undefined;
  const { value, written } = only;
  if (isFraction(bound, only)) return { kind: 'fraction', compared: only };
  if (!bound.unit) {
    if (bound.window !== undefined) return ofRate(bound, bound.window, only);
    return all.length === 1 && stated.length === 1 && (isMissingZero(bound, only) || isOfSame(behind, bound, only))
      ? { kind: 'differs', compared: only }
      : undefined;
  }
  // One bound of the message that is right answers for all: the others speak of something else.
  if (stated.some(other => agrees(other, only))) return undefined;
  const unit = unitNamed(bound.unit.unit);
  if (!unit) return undefined;
  if (isPercent(bound)) {
    if (isEvents(value)) {
      const isSame = close((written / value.factor) * 100, bound.number);
      return isSame ? { kind: 'events', compared: only } : undefined;
    }
    if (isNumberInWindow(value) && (close(written, bound.number) || close(written * 100, bound.number))) {
      return { kind: 'amount', compared: only };
    }
    if (isCount(value) && written < 1 && close(written * 100, bound.number)) return { kind: 'amount', compared: only };
    if (isMeanTime(value) && close(written * 100, bound.number)) return { kind: 'amount', compared: only };
    if (isAmount(value) && (close(written, bound.number) || close(written * 100, bound.number))) {
      return { kind: 'amount', compared: only };
    }
    const isShare = value.unit ? value.unit.of === 'share' : isWhole(bound, only) || (written > 0 && written < 1);
    return isShare && written > 0 ? { kind: 'differs', compared: only } : undefined;
  }
  const full: Unit = { ...unit, perSecond: unit.perSecond || bound.unit.perSecond };
  if (!value.unit || !sameKind(full, value.unit)) return undefined;
  if (close(written, bound.number)) return { kind: 'unit', compared: only };
  // "longer than 2h" is true of 2h10m, too: a margin for what runs late.
  const isMeant = full.of === 'time' && bound.direction === 'above';
  if (isMeant && isMargin(bound.number * full.scale, written * value.unit.scale)) return undefined;
  return { kind: 'differs', compared: only };
}

function isNumberInWindow({ kind, unit, of }: Value): boolean {
  return kind === 'increase' && of !== undefined && unit?.of === 'things';
}

/** A number of things that are there now. */
function isCount({ kind, unit, of }: Value): boolean {
  return kind === 'gauge' && of !== undefined && !of.byName && unit?.of === 'things' && !unit.perSecond;
}

/** A quantity of something whose whole is another number: memory, power. */
function isAmount({ unit, of, kind }: Value): boolean {
  if (!of || of.byName || kind !== 'gauge') return false;
  return unit?.of === 'data' || unit?.of === 'energy' || unit?.of === 'temperature';
}

/** How long each of something took. */
function isMeanTime({ kind, unit }: Value): boolean {
  return kind === 'mean' && unit?.of === 'time';
}

/** "below 0.5 %" beside `< 0.5` of what can hardly be that small. */
function isFraction(bound: StatedBound, { value, written }: Compared): boolean {
  if (!isPercent(bound) || bound.direction === 'above' || !close(bound.number, written)) return false;
  if (written < 0.3 || written >= 1 || value.unit !== undefined) return false;
  return value.kind === 'unknown' || (value.kind === 'gauge' && quality.test(value.of?.metric ?? ''));
}

/** Scores of models, which nobody waits to fall under one percent. */
const quality = /(?:^|_)(?:accuracy|precision|recall|f1|f1_score|auc|roc_auc|auroc|confidence|r2)(?:_|$)/;

/** Whether the comparison decides what is told, and no condition further out (`count(x < 95) == 0`) turns it round. */
function isOuter(expr: ExprUnit, { node }: Compared): boolean {
  return resultBound(expr.expr)?.node === node;
}

/** The same bound from the other side. At the half both sides may be told of one thing. */
function isTurned(bound: StatedBound, compared: Compared): boolean {
  if (bound.direction === compared.direction || !bound.isFact || bound.number === 0) return false;
  if (bound.number === 50 && (isPercent(bound) || compared.value.unit?.of === 'share')) return false;
  if (bound.window !== undefined || (!bound.unit && Number.isInteger(bound.number) && bound.number < 3)) return false;
  return agrees(bound, compared);
}

/** "above 10000" beside `> 100000`, "above 0.2" beside `> 20`: a zero too many or too few. */
function isMissingZero(bound: StatedBound, { value, written }: Compared): boolean {
  if (
    bound.isFact &&
    bound.number > 0 &&
    bound.number < 1 &&
    value.factor === 1 &&
    !value.unit &&
    close(written, bound.number * 100)
  )
    return true;
  if (!bound.isFact || bound.number < 10 || written < 10 || value.factor !== 1 || value.unit?.of === 'data')
    return false;
  const ratio = bound.number / written;
  return [10, 100, 0.1, 0.01].some(factor => close(ratio, factor));
}

/** "above 50 requests" beside `num_requests_waiting > 20`: the number is told of the very thing that is compared. */
function isOfSame(behind: string, bound: StatedBound, { value, written }: Compared): boolean {
  const noun = /^ (?:[a-z]{1,15} )?([a-z]{4,20})\b/.exec(behind)?.[1];
  if (!bound.isFact || noun === undefined || !value.of || value.kind !== 'gauge' || value.factor !== 1) return false;
  if (written < 1 || close(written, bound.number) || value.unit?.of === 'time') return false;
  return value.of.metric.split(/[_:]/).includes(noun);
}

/** Whether both are the same number on another scale (10 % and 0.1 %, 500 ms and 0.5 ms): no bound was changed, one is mistaken. */
function isOtherScale({ number, unit: word }: StatedBound, { value, written }: Compared): boolean {
  const unit = word && unitNamed(word.unit);
  if (!unit || !value.unit || value.of?.byName || written <= 0) return false;
  const ratio = (number * unit.scale) / (written * value.unit.scale);
  const steps =
    unit.of === 'share'
      ? [100]
      : unit.of === 'time'
        ? [1000, 1_000_000]
        : unit.of === 'data'
          ? [8, 1000, 1024, 1e6, 1024 ** 2]
          : [];
  return steps.some(step => close(ratio, step) || close(ratio, 1 / step));
}

interface Whole extends Span {
  readonly number: number;
  readonly text: string;
}

/** "3 of 4 GPUs": how many there should be. */
function wholeIn(text: string): Whole | undefined {
  const found =
    /\bof (?:the )?(\d{1,4}) (?:gpus?|nodes?|replicas?|pods?|workers?|instances?|servers?|devices?)\b/i.exec(text);
  const digits = found?.[1];
  if (!found || digits === undefined) return undefined;
  const from = found.index + found[0].indexOf(digits);
  return {
    from,
    to: found.index + found[0].length,
    number: Number(digits),
    text: text.slice(from, found.index + found[0].length),
  };
}

/** The same number, said of a window and compared with a rate. */
function ofRate(bound: StatedBound, window: number, compared: Compared): Contradiction | undefined {
  const { value, written } = compared;
  // What deriv() gives.
  const isPlain = compared.isPerSecond || (value.unit?.perSecond === true && value.unit.scale === 1);
  const isSlope = value.kind === 'unknown' && isPlain && !value.of;
  if (isSlope && window > 1 && close(written, bound.number)) return { kind: 'rate', compared };
  if (value.kind !== 'rate' || value.factor !== 1 || window <= 1 || (!isEvents(value) && value.unit)) return undefined;
  if (close(written, bound.number)) return { kind: 'rate', compared };
  // Bounds a second are rounded as one likes.
  const ratio = (written * window) / bound.number;
  return bound.number > 0 && written > 0 && (ratio < 0.6 || ratio > 1.6) ? { kind: 'pace', compared } : undefined;
}

function isEvents({ kind, unit, of }: Value): boolean {
  // A difference of rates has no series of its own, but their unit.
  return kind === 'rate' && (of !== undefined || unit?.things === undefined) && unit?.of === 'things';
}

/** "above 85 %" beside a quotient that is compared with 85: the whole is 1. */
function isWhole(
  { number }: Pick<StatedBound, 'number'>,
  compared: Pick<Compared, 'value' | 'written' | 'isQuotient'>,
): boolean {
  return compared.isQuotient && !compared.value.unit && number >= 2 && number <= 500 && close(number, compared.written);
}

/** Whether the message says what the expression compares with. */
function agrees(
  { number, unit: word }: StatedBound,
  { value, written, direction, isQuotient, isHundredfold }: Compared,
): boolean {
  const unit = word && unitNamed(word.unit);
  if (!unit) return close(number, written);
  if (unit.of === 'share') {
    // A name alone does not say the scale for sure.
    const isNamed = value.of?.byName && value.of.unit?.of !== 'time';
    if (isNamed && value.unit?.of === 'share' && close(number, written)) return true;
    // Named a percentage, and taken for a share in the text and the bound alike, it mostly is one: above it alerts would never end.
    if (isNamed && value.unit?.of === 'share' && direction === 'below' && close(number, written * 100)) return true;
    if (value.unit?.of === 'share') {
      // A share of use is also written as used over free: 95 % are 19.
      const odds = number / (100 - number);
      if (close(number, written * 100 * value.unit.scale) || close(odds, written)) return true;
      // Of the part that may fail, "80 % consumed" are 0.8.
      if (value.unit.scale < 0.01 && !close(value.unit.scale, 1e-4) && close(number, written * 100)) return true;
      // "50 % more than an hour ago" is one and a half times as much.
      return close(written, 1 + number / 100);
    }
    // Where nothing is known of the value a percentage may stand on either scale.
    if (isMeanTime(value) || isEvents(value) || isAmount(value) || isNumberInWindow(value) || isCount(value))
      return false;
    if (isWhole({ number }, { value, written, isQuotient })) return false;
    if (isHundredfold) return close(number, written);
    return close(number, written * 100) || close(number, written);
  }
  if (word?.unit === 'fahrenheit') return close(number, (written * (value.unit?.scale ?? 1) * 9) / 5 + 32);
  // Decimal and binary prefixes are taken for each other.
  const ratio = (number * unit.scale) / (written * (value.unit?.scale ?? 1));
  return unit.of === 'data' ? ratio > 0.9 && ratio < 1.11 : close(ratio, 1);
}

function isPercent({ unit }: StatedBound): boolean {
  return unit?.unit === 'percent';
}

function secondsOf({ number, unit: word }: StatedBound): number | undefined {
  const unit = word && unitNamed(word.unit);
  return unit?.of === 'time' ? number * unit.scale : undefined;
}

function wordsOf({ unit }: Value): string {
  return (unit && unitInWords(unit)) ?? '';
}

function windowInWords(seconds: number): string {
  const names = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ] as const;
  const [name, size] = names.find(([, length]) => seconds % length === 0) ?? ['second', 1];
  const count = seconds / size;
  return count === 1 ? `in one ${name}` : `in ${count} ${name}s`;
}
