// A comparison that can never be true, or always is, by what is known of the numbers: a percentage compared with a share,
// bytes with MiB, nanoseconds with seconds, a quantile with more than the last bucket. Layer: checks.

import { ruleText } from '../../analysis/alertText';
import type { ExprUnit } from '../../analysis/rule';
import type { Binary } from '../../promql/ast';
import { boundIn } from '../../promql/bounds';
import { comparisonOperators, metricName, numberOf } from '../../promql/inspect';
import { unitInWords } from '../../promql/value/unit';
import { rounded, type Value } from '../../promql/value/value';
import { innermostOf } from '../../promql/values';
import { nodesOf } from '../../promql/walk';
import { defineCheck, type Fix } from '../check';
import {
  type Compared,
  growthIn,
  isAnyByte,
  isBelowAmount,
  isBeyondDefaults,
  isHundredTimesPercent,
  isNothing,
  isPercentage,
  isPercentOfAmount,
  isPercentOfName,
  isPercentOfQuotient,
  isRare,
  isRoundedShare,
  isShareOfGoodness,
  isShareOfPercent,
  isTiny,
  isYoung,
  leastOfTurned,
  lookedBack,
} from './implausible';
import { isAnything, judge, verdictOfInstant } from './outOfRange';

/** Words of an author who knows that a rate is per second. */
const perSecond = /\d ?\/ ?s(?:ec(?:ond)?)?\b|\b(?:per|a|every|each) second\b/i;

export const check = defineCheck({
  id: 'promql/threshold-out-of-range',
  summary: 'A comparison can never or always be true by the range of the metric.',
  severity: 'warning',
  since: '0.1.0',
  on: 'binary',
  only: comparisonOperators,
  follows: 'recordings',
  needs: ['catalog'],
  messages: {
    never: '{what} is {range}, so `{op} {written}` is never true: compare it with a number in between.',
    always: '{what} is {range}, so `{op} {written}` is always true: compare it with a number in between.',
    neverShare: '{what} is a share from 0 to 1, so `{op} {written}` is never true: write {right}.',
    alwaysShare: '{what} is a share from 0 to 1, so `{op} {written}` is always true: write {right}.',
    percentage: '{what} goes from 0 to 100, so `{op} {written}` is true from 1 % on: write {right}.',
    beyond: '{what} is in {unit} and stays below {max}, so `{op} {written}` is {verdict} true: convert the number.',
    under: '{what} is in {unit} and stays above {min}, so `{op} {written}` is {verdict} true: convert the number.',
    tiny: '{what} is in {unit}, where {written} is next to nothing, so `{op} {written}` is as good as always true: convert the number.',
    young:
      '{what} is in {unit}, and between two scrapes everything grows older, so `{op} {written}` is as good as always true: write a bound in {unit} that is above the scrape interval.',
    nothing:
      '{what} is in {unit}, where {written} is next to nothing, so `{op} {written}` is as good as never true: convert the number.',
    nan: 'Nothing equals NaN, not even itself, so `{op} NaN` is {verdict} true: `x != x` is true where x is NaN.',
    info: '{what} is always 1 and tells what it knows in its labels, so `{op} {written}` is {verdict} true: count its series with `count({metric})`.',
    always1:
      '{what} is always 1 where it is there, so `{op} {written}` is {verdict} true: ask with `unless` for what has none.',
    same: '{what} is always {only} here, so `{op} {written}` is never true: count() and count_over_time() count what is left.',
    emptied:
      '`{metric}` grows as it fills, and its prediction is below 0 only where it empties: predict what is available, or compare with the whole.',
    rounded:
      'Rounded, a share is 0 or 1 and nothing in between, so `{op} {written}` is another bound than it says: leave it as it is.',
    turned:
      'The quotient is the whole over a part of it and {least} at least, so `{op} {written}` is {verdict} true: exchange the sides.',
    sampled:
      '`timestamp()` tells when `{metric}` was scraped, which is five minutes ago at most, so `{op} {written}` is never true: {instead}.',
    skipped:
      '{what} stays above {min}, and a device without the value has no series, so `== {written}` is never true: ask with `absent()`.',
    hundred:
      '{what} is a percentage already, so times 100 `{op} {written}` asks for {percent} %: leave the factor out.',
    ofPercent: '{what} is in percent here, and {written} % is hardly meant: write {right}.',
    quotient:
      '{what} is 1 where both sides are equal, so `{op} {written}` asks for {written} times as much: write {right}, or multiply by 100.',
    named:
      '{what} is a share from 0 to 1 by its name, so `{op} {written}` is {verdict} true unless it is in percent: write {right}.',
    percent: '{what} is in percent, so `{op} {written}` is true from {written} % on: write {right}.',
    instant: '{what} is a Unix time, so `{op} {written}` is {verdict} true: `time() - {metric}` is its age in seconds.',
    bucket: 'The last bucket of `{metric}` ends at {max}, and no quantile is above it: `{op} {written}` is never true.',
    amount:
      '{what} is in {unit}, and {written} {unit} are in use as soon as anything runs: for a percentage divide by the whole memory.',
    steep:
      '`deriv()` is per second, and so much for {during} adds up to {total} GiB, more than a device has: take `delta()` over a window.',
    rare: '{what} is per second, so `{op} {written}` asks for so many every second: use `increase()` over a window.',
    defaultBucket:
      'The last bucket of most client libraries ends at {last}, and no quantile is above it: `{op} {written}` is true only where `{metric}` has buckets of its own.',
  },
  run({ node, in: unit }, ctx) {
    const compared = unit.sound ? comparisonOf(node, unit) : undefined;
    if (!compared) return;
    const { value, op, written } = compared;
    if (Number.isNaN(written)) {
      ctx.report(node, 'nan', { op, verdict: op === '!=' ? 'always' : 'never' });
      return;
    }
    if (isFallenCounter(compared, node)) return;
    const about = { what: whatIs(value), op, written };
    const metric = value.of?.metric ?? '';
    const verdict = judge(compared) ?? (isBelowAmount(compared, node) ? 'never' : undefined);
    const sampled = lookedBack(compared, node);
    if (sampled) {
      const name = metricName(sampled) ?? '';
      const isTime = unit.valueOf(sampled).kind === 'timestamp';
      const instead = isTime ? `\`time() - ${name}\` is the age that it tells` : 'a series that is gone has no age';
      ctx.report(node, 'sampled', { op, written, metric: name, instead });
      return;
    }
    const least = leastOfTurned(compared, node, unit);
    if (least !== undefined) {
      ctx.report(node, 'turned', { ...about, least, verdict: op.startsWith('>') ? 'always' : 'never' });
      return;
    }
    if (value.kind === 'quantile') {
      if (verdict === 'never' && value.max !== Infinity && op !== '==') {
        ctx.report(node, 'bucket', { metric, op, written, max: value.max });
      } else if (isTiny(compared)) {
        ctx.report(node, 'tiny', { ...about, unit: wordsOf(value) });
      } else if (isBeyondDefaults(compared)) {
        const last = value.of?.unit?.scale === 1 ? '10 s' : '10000 ms';
        ctx.report(node, 'defaultBucket', { metric, op, written, last }, { severity: 'info' });
      }
      return;
    }
    const emptied = emptiedIn(compared, node);
    if (emptied !== undefined) {
      ctx.report(node, 'emptied', { metric: emptied });
      return;
    }
    const growth = growthIn(compared, node, unit);
    if (growth !== undefined) {
      ctx.report(node, 'steep', { during: growth.during, total: Math.round(growth.bytes / 2 ** 30) });
      return;
    }
    const instant = verdictOfInstant(compared);
    if (instant) {
      ctx.report(node, 'instant', { ...about, metric, verdict: instant });
    } else if (verdict && value.physical) {
      const beyond = written >= value.max;
      const data = { ...about, unit: wordsOf(value), verdict };
      if (beyond) ctx.report(node, 'beyond', { ...data, max: rounded(value.max) });
      else if (op === '==') ctx.report(node, 'skipped', { ...about, min: rounded(value.min) });
      else if (verdict === 'always') ctx.report(node, 'under', { ...data, min: rounded(value.min) });
    } else if (verdict && isShare(value) && written > 1 && written <= 100) {
      const right = rounded(written / 100);
      const key = verdict === 'never' ? 'neverShare' : 'alwaysShare';
      ctx.report(node, key, { ...about, right }, { fix: fixFor(node, right) });
    } else if (verdict === 'never' && metric !== '' && ctx.catalog.find(metric)?.metric.valueIs === 'info') {
      ctx.report(node, written > 1 ? 'info' : 'always1', { ...about, metric, verdict });
    } else if (verdict && value.min === value.max) {
      if (verdict === 'never') ctx.report(node, 'same', { ...about, only: value.min });
    } else if (verdict || isAnything(compared, node, unit)) {
      ctx.report(node, verdict ?? 'always', { ...about, range: rangeInWords(value) });
    } else if (isPercentage(compared)) {
      const right = rounded(written * 100);
      const key = value.of?.max === undefined ? 'percent' : 'percentage';
      ctx.report(node, key, { ...about, right }, { fix: fixFor(node, right) });
    } else if (isHundredTimesPercent(compared)) {
      ctx.report(node, 'hundred', { ...about, percent: rounded(written / 100) });
    } else if (isShareOfPercent(compared, node, unit) || isShareOfGoodness(compared)) {
      const right = rounded(written * 100);
      ctx.report(node, 'ofPercent', { ...about, right }, { fix: fixFor(node, right) });
    } else if (isPercentOfQuotient(compared, node, unit)) {
      const right = rounded(written / 100);
      ctx.report(node, 'quotient', { ...about, right }, { severity: 'info', fix: fixFor(node, right) });
    } else if (isPercentOfName(compared)) {
      const right = rounded(written / 100);
      const data = { ...about, right, verdict: op.startsWith('>') ? 'never' : 'always' };
      ctx.report(node, 'named', data, { severity: 'info', fix: fixFor(node, right) });
    } else if (isRoundedShare(compared)) {
      ctx.report(node, 'rounded', about);
    } else if (isYoung(compared, node)) {
      ctx.report(node, 'young', { ...about, unit: wordsOf(value) });
    } else if (isTiny(compared) || isAnyByte(compared, node, unit)) {
      ctx.report(node, 'tiny', { ...about, unit: wordsOf(value) });
    } else if (isNothing(compared) && !isPredicted(node)) {
      ctx.report(node, 'nothing', { ...about, unit: wordsOf(value) });
    } else if (isPercentOfAmount(compared, node, unit)) {
      ctx.report(node, 'amount', { ...about, unit: wordsOf(value) });
    } else if (isRare(compared) && !perSecond.test(ruleText(unit.rule))) {
      ctx.report(node, 'rare', about);
    }
  },
});

/** `rate(…) < -1` of no known counter: `promql/counter-function-on-gauge` tells what to take of a value that falls. */
function isFallenCounter({ value, op, written }: Compared, node: Binary): boolean {
  if (written >= 0 || !op.startsWith('<') || value.min !== 0 || (value.of && !value.of.byName)) return false;
  return nodesOf(node).some(one => one.kind === 'call' && /^(?:rate|irate|increase)$/.test(one.func.name));
}

/** What is in use, of which a prediction below 0 is asked for. */
function emptiedIn({ op, written }: Compared, { lhs, rhs }: Binary): string | undefined {
  if (!op.startsWith('<') || written > 0) return undefined;
  const call = [lhs, rhs].map(innermostOf).find(side => side.kind === 'call' && side.func.name === 'predict_linear');
  const range = call?.kind === 'call' && call.args[0] ? innermostOf(call.args[0]) : undefined;
  const metric = range?.kind === 'selector' ? metricName(range) : undefined;
  return metric !== undefined && /_(?:used|usage|in_use|utilization)(?:_(?:bytes|percent|ratio|perc))?$/.test(metric)
    ? metric
    : undefined;
}

/** A prediction may well fall below what is there: `predict_linear(…) < 0.5` is true from 0 on. */
function isPredicted({ lhs, rhs }: Binary): boolean {
  return [lhs, rhs].some(side => nodesOf(side).some(one => one.kind === 'call' && one.func.name === 'predict_linear'));
}

function comparisonOf(node: Binary, unit: ExprUnit): Compared | undefined {
  const bound = boundIn(node);
  // Between two numbers nothing is measured.
  if (!bound || numberOf(bound.value) !== undefined) return undefined;
  return { value: unit.valueOf(bound.value), op: bound.op, written: bound.written };
}

function isShare({ unit, min, max, kind }: Value): boolean {
  if (min !== 0 || max !== 1) return false;
  return kind === 'share' || (unit?.of === 'share' && unit.scale === 1);
}

function whatIs({ of, kind }: Value): string {
  if (of && kind === 'rate') return `The rate of \`${of.metric}\``;
  if (of && kind === 'increase') return `The increase of \`${of.metric}\``;
  if (of) return `\`${of.metric}\``;
  return kind === 'share' ? 'The quotient' : 'The value';
}

function wordsOf({ unit }: Value): string {
  if (!unit) return 'its own unit';
  if (unit.of === 'share' && unit.scale < 0.01) {
    const time = { of: 'time', scale: unit.scale, perSecond: false } as const;
    return `${unitInWords(time) ?? 'parts'} per second`;
  }
  return unitInWords(unit) ?? 'its own unit';
}

function rangeInWords({ min, max, whole, of, unit }: Value): string {
  const isFlag = min === 0 && max === 1 && (whole || (of !== undefined && unit === undefined));
  if (isFlag) return '0 or 1';
  if (min === -Infinity) return `${max} at most`;
  return max === Infinity ? `${min} at least` : `between ${min} and ${max}`;
}

/** Not safe to apply unseen: the number may be right and the metric wrong. */
function fixFor({ lhs, rhs }: Binary, right: number): Fix | undefined {
  const number = rhs.kind === 'number' ? rhs : lhs.kind === 'number' ? lhs : undefined;
  return number && { title: `Write ${right}`, safe: false, edits: [{ at: number, newText: String(right) }] };
}
