// A comparison that can never be true, or always is, by what is known of the numbers: a percentage compared with a share,
// bytes with MiB, nanoseconds with seconds, a quantile with more than the last bucket. Layer: checks.
import type { ExprUnit } from '../../analysis/rule';
import type { Binary } from '../../promql/ast';
import { comparisonOperators, isComparison, mirrored, numberOf } from '../../promql/inspect';
import { close, unitInWords } from '../../promql/value/unit';
import { rounded, type Value } from '../../promql/value/value';
import { defineCheck, type Fix } from '../check';

export const check = defineCheck({
  id: 'promql/threshold-out-of-range',
  summary: 'A comparison can never or always be true by the range of the metric.',
  severity: 'warning',
  since: '0.1.0',
  on: 'binary',
  only: comparisonOperators,
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
    same: '{what} is always {only} here, so `{op} {written}` is never true; count() counts the series that are left.',
    skipped:
      '{what} stays above {min}, and a device without the value has no series, so `== {written}` is never true: ask with `absent()`.',
    percent: '{what} is in percent, so `{op} {written}` is true from {written} % on: write {right}.',
    instant: '{what} is a Unix time, so `{op} {written}` is {verdict} true: `time() - {metric}` is its age in seconds.',
    bucket: 'The last bucket of `{metric}` ends at {max}, and no quantile is above it: `{op} {written}` is never true.',
    defaultBucket:
      'The last bucket of most client libraries ends at 10 s, and no quantile is above it: `{op} {written}` is true only where `{metric}` has buckets of its own.',
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound || !isComparison(node.op)) return;
    const compared = comparisonOf(node, unit);
    if (!compared) return;
    const { value, op, written } = compared;
    const about = { what: whatIs(value), op, written };
    const metric = value.of?.metric ?? '';
    const verdict = judge(compared);
    if (value.kind === 'quantile') {
      if (verdict === 'never' && value.max !== Infinity && op !== '==') {
        ctx.report(node, 'bucket', { metric, op, written, max: value.max });
      } else if (isTiny(compared)) {
        ctx.report(node, 'tiny', { ...about, unit: wordsOf(value) });
      } else if (isBeyondDefaults(compared)) {
        ctx.report(node, 'defaultBucket', { metric, op, written }, { severity: 'info' });
      }
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
    } else if (verdict && value.min === value.max) {
      if (verdict === 'never') ctx.report(node, 'same', { ...about, only: value.min });
    } else if (verdict) {
      ctx.report(node, verdict, { ...about, range: rangeInWords(value) });
    } else if (isPercentage(compared)) {
      const right = rounded(written * 100);
      const key = value.of?.max === undefined ? 'percent' : 'percentage';
      ctx.report(node, key, { ...about, right }, { fix: fixFor(node, right) });
    } else if (isTiny(compared)) {
      ctx.report(node, 'tiny', { ...about, unit: wordsOf(value) });
    }
  },
});

/** A value compared with a number, the value on the left. */
interface Compared {
  readonly value: Value;
  readonly op: string;
  readonly written: number;
}

function comparisonOf(node: Binary, unit: ExprUnit): Compared | undefined {
  const right = numberOf(node.rhs);
  if (right !== undefined) {
    // Between two numbers nothing is measured.
    if (numberOf(node.lhs) !== undefined) return undefined;
    return { value: unit.valueOf(node.lhs), op: node.op, written: right };
  }
  const left = numberOf(node.lhs);
  if (left === undefined) return undefined;
  return { value: unit.valueOf(node.rhs), op: mirrored(node.op), written: left };
}

function judge({ value, op, written }: Compared): 'never' | 'always' | undefined {
  const { min, max, kind } = value;
  // Of a constant something is asked on purpose; counts have a check of their own.
  if (kind === 'constant' || kind === 'count') return undefined;
  if (min === -Infinity && max === Infinity) return undefined;
  // A quantity that cannot be negative is asked for being there (`>= 0`), or with a number that stands for "any" (`> -1`).
  const farBelow = max === Infinity ? -Infinity : min - (max - min);
  const isLow = min > 0 && value.physical;
  switch (op) {
    case '>':
      return written >= max
        ? 'never'
        : written < farBelow || (isLow && written > 0 && written < min)
          ? 'always'
          : undefined;
    case '>=':
      return written > max
        ? 'never'
        : written < farBelow || (isLow && written > 0 && written < min)
          ? 'always'
          : undefined;
    case '<':
      return written <= min && (max !== Infinity || value.of !== undefined)
        ? neverBelow(value)
        : written > max
          ? 'always'
          : undefined;
    case '<=':
      return written < min ? neverBelow(value) : written > max ? 'always' : undefined;
    case '==':
      return written < min || written > max ? 'never' : undefined;
    default:
      return undefined;
  }
}

/** What devices reach at least is no definition: below it they are broken, which may be asked for. */
function neverBelow({ physical, max }: Value): 'never' | undefined {
  return physical || max === Infinity ? undefined : 'never';
}

function isShare({ unit, min, max, of, kind }: Value): boolean {
  if (min !== 0 || max !== 1) return false;
  return kind === 'share' || (unit?.of === 'share' && unit.scale === 1) || (unit === undefined && of?.max === 1);
}

/** The first second that a running system may have as its time: numbers below are durations. */
const firstInstant = 1e9;

/** A point in time compared with what can only be a duration; 0 stands for never. */
function verdictOfInstant({ value, op, written }: Compared): 'never' | 'always' | undefined {
  const { kind, unit, of } = value;
  if (kind !== 'timestamp' || !of || !unit || written <= 0 || written * unit.scale >= firstInstant) return undefined;
  return op === '>' || op === '>=' ? 'always' : op === '!=' ? undefined : 'never';
}

/** Half of a percent and more, from above: below, a nearly idle device may be meant. */
function isPercentage({ value, op, written }: Compared): boolean {
  const { of, factor, min, max, kind, unit, summed } = value;
  if (!of || of.byName || factor !== 1 || kind !== 'gauge') return false;
  const isWhole = of.min === 0 && of.max === 100 && min === 0 && max === 100;
  const isOpen = of.max === undefined && !summed && unit?.of === 'share' && unit.scale === 0.01 && max === Infinity;
  if (!isWhole && !isOpen) return false;
  return (op === '>' || op === '>=') && written >= 0.5 && written < 1;
}

/** A number so small in a value's unit that it was surely meant in another. */
function isTiny({ value, op, written }: Compared): boolean {
  const { unit, of, kind } = value;
  if (!unit || !of || of.byName || (op !== '>' && op !== '>=') || written <= 0) return false;
  if (kind === 'quantile') {
    const first = of.buckets?.[0];
    return unit.of === 'time' && unit.scale < 1 && first !== undefined && written <= first / 50;
  }
  if (value.summed && unit.of === 'share') return false;
  if (unit.of === 'data' && !unit.perSecond) return unit.scale > 1 && written < 1;
  return unit.of === 'share' && unit.scale <= 1e-6 && written <= 100;
}

/** What is mostly measured with the client libraries' own buckets: how long somebody waits for an answer. */
const answered =
  /(?:^|[_:])(?:request|requests|response|inference|prediction|predict|http|rpc|api|query|latency)(?:_|$)/;

/** SGLang's gateway and OpenTelemetry's GenAI conventions bring bounds of their own. */
const ownBuckets = /^(?:smg|gen_ai)_/;

/** Histograms of seconds whose buckets nobody tells end where the client libraries' defaults end. */
function isBeyondDefaults({ value, op, written }: Compared): boolean {
  const { unit, of, factor } = value;
  if (!of || of.buckets || !of.byName || unit?.of !== 'time' || unit.perSecond) return false;
  if (!answered.test(of.metric) || ownBuckets.test(of.metric)) return false;
  return (op === '>' || op === '>=') && of.unit !== undefined && close(of.unit.scale, 1) && written > 10 * factor;
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
