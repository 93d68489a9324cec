// Bounds that a value can pass and that nobody means: a fraction of a percent, a few bytes of memory, one xid a second.
// Layer: checks.

import { ruleText } from '../../analysis/alertText';
import type { ExprUnit } from '../../analysis/rule';
import type { Binary, Expr, VectorSelector } from '../../promql/ast';
import { secondsOf } from '../../promql/durations';
import { isNow, metricName, numberOf, unwrap } from '../../promql/inspect';
import { isOutcomeOf, isPartOfWhole } from '../../promql/value/part';
import { close } from '../../promql/value/unit';
import type { Value } from '../../promql/value/value';
import { innermostOf } from '../../promql/values';
import { walk } from '../../promql/walk';

/** A value compared with a number, the value on the left. */
export interface Compared {
  readonly value: Value;
  readonly op: string;
  readonly written: number;
}

/** Half of a percent and more, from above: below, a nearly idle device may be meant. */
export function isPercentage({ value, op, written }: Compared): boolean {
  const { of, factor, min, max, kind, unit, summed } = value;
  if (!of || of.byName || factor !== 1 || kind !== 'gauge') return false;
  const isWhole = of.min === 0 && of.max === 100 && min === 0 && max === 100;
  const isOpen = of.max === undefined && !summed && unit?.of === 'share' && unit.scale === 0.01 && max === Infinity;
  if (!isWhole && !isOpen) return false;
  return (op === '>' || op === '>=') && written >= 0.5 && written < 1;
}

/** A percentage times 100, compared with what is one again. */
export function isHundredTimesPercent({ value, op, written }: Compared): boolean {
  const { of, factor, min, max, kind } = value;
  if (!of || of.byName || factor !== 100 || kind !== 'gauge' || of.min !== 0 || of.max !== 100) return false;
  return min === 0 && max === 10_000 && op !== '==' && op !== '!=' && written >= 1 && written <= 100;
}

/** A share of gauges times 100, compared with what was meant to be a share: the whole part below 1 % or above it. */
export function isShareOfPercent({ value, op, written }: Compared, expr: Expr, unit: ExprUnit): boolean {
  const { of, factor, min, max, unit: measured } = value;
  if (op === '==' || op === '!=' || written < 0.6 || min !== 0) return false;
  if (written > 1 || (written === 1 && op.startsWith('<'))) return false;
  const isPercent = measured?.of === 'share' && close(measured.scale, 0.01) && (max === 100 || max === Infinity);
  const isFlag = of?.max === 1 && of.min === 0 && factor === 100 && max === 100;
  return (isPercent || isFlag) && (of === undefined || factor !== 1) && isOfGauges(expr, unit);
}

/** What is hardly ever below one percent, in percent and compared with a share: `accuracy < 0.9`. */
export function isShareOfGoodness({ value, op, written }: Compared): boolean {
  const { of, factor, kind, unit } = value;
  if (!of || of.byName || factor !== 1 || kind !== 'gauge' || !op.startsWith('<')) return false;
  if (unit?.of !== 'share' || !close(unit.scale, 0.01) || written < 0.5 || written >= 1) return false;
  return /(?:^|_)(?:accuracy|precision|recall|f1|auc|success|availability|hit|agreement|coverage)(?:_|$)/.test(
    of.metric,
  );
}

/**
 * Whether it is made of the present values of gauges, of how long something was busy, or of a throughput and what is possible: of
 * errors among requests half of a percent may be much.
 */
function isOfGauges(expr: Expr, unit: ExprUnit): boolean {
  let only = true;
  let isOfPossible = false;
  let rates = false;
  walk(expr, node => {
    if (node.kind === 'selector') {
      const { kind, of } = unit.valueOf(node);
      if (kind === 'gauge' && of?.unit?.perSecond) isOfPossible = true;
      if (kind === 'counter' && !(of?.physical?.[1] === 1 && of.unit?.of === 'time')) rates = true;
      only &&= (kind === 'gauge' || kind === 'counter') && !of?.byName;
    } else if (node.kind === 'aggregate') only &&= node.op !== 'count';
  });
  return only && (!rates || isOfPossible);
}

/** Two amounts of the same unit divided, and compared with what can only be a percentage. */
export function isPercentOfQuotient({ value, op, written }: Compared, expr: Expr, unit: ExprUnit): boolean {
  const { kind, of, unit: measured, max } = value;
  if (isNamedShare(expr) && op !== '==' && op !== '!=') return written >= 20 && written <= 100;
  if (kind !== 'share' || of || max !== Infinity || measured?.of !== 'share' || !close(measured.scale, 1)) return false;
  return op !== '==' && op !== '!=' && written >= 20 && written <= 100 && isOfGauges(expr, unit);
}

/** `…_usage / …_quota`: by the names one is a part of the other, and nothing makes a percentage of it. */
function isNamedShare(expr: Expr): boolean {
  const compared = expr.kind === 'binary' ? unwrap(expr.lhs) : undefined;
  if (compared?.kind !== 'binary' || compared.op !== '/') return false;
  const [part, whole] = [innermostOf(unwrap(compared.lhs)), innermostOf(unwrap(compared.rhs))];
  if (part.kind !== 'selector' || whole.kind !== 'selector') return false;
  const [a, b] = [metricName(part) ?? '', metricName(whole) ?? ''];
  return (
    /(?:^|_)(?:usage|used|reserved|reservation|allocated|in_use)(?:_|$)/.test(a) &&
    /(?:^|_)(?:quota|limit|limits|capacity|allocatable|total|max|size)(?:_|$)/.test(b) &&
    !/percent|ratio/.test(a)
  );
}

/** A percentage compared with what is a share by its name alone (`…_ratio`, `…_share`); few mean more than the whole by these. */
export function isPercentOfName({ value, op, written }: Compared): boolean {
  const { of, kind, unit, factor } = value;
  if (!of?.byName || kind !== 'gauge' || factor !== 1 || unit?.of !== 'share' || !close(unit.scale, 1)) return false;
  return op !== '==' && op !== '!=' && written >= 20 && written <= 100;
}

/** `time() - x` compared with a few seconds: whatever comes regularly comes less often. */
export function isYoung({ value, op, written }: Compared, expr: Expr): boolean {
  if (value.kind !== 'age' || !value.unit || (op !== '>' && op !== '>=') || written <= 0) return false;
  const age = expr.kind === 'binary' ? unwrap(expr.lhs) : undefined;
  return age?.kind === 'binary' && age.op === '-' && isNow(age.lhs) && written * value.unit.scale < 10;
}

/** What `total / failed > 0.05` is at least, the whole over a part of it: 1, or 100 as a percentage. */
export function leastOfTurned({ op, written }: Compared, { lhs, rhs }: Binary, unit: ExprUnit): number | undefined {
  if (op === '==' || op === '!=' || written <= 0 || written >= 100) return undefined;
  const { quotient, scale } = quotientIn(numberOf(rhs) === undefined ? rhs : lhs);
  if (!quotient || written >= scale) return undefined;
  const [whole, part] = [unit.valueOf(quotient.lhs), unit.valueOf(quotient.rhs)];
  const isTurned = isOutcomeOf(part, whole) || isPartOfWhole({ lhs: quotient.rhs, rhs: quotient.lhs }, part, whole);
  return isTurned ? scale : undefined;
}

/** The quotient that is compared, and whether it is made a percentage: `a / b`, `100 * (a / b)`, `100 * a / b`. */
function quotientIn(side: Expr): { readonly quotient?: Pick<Binary, 'lhs' | 'rhs'>; readonly scale: 1 | 100 } {
  const inner = unwrap(side);
  if (inner.kind !== 'binary') return { scale: 1 };
  const whole = hundredfold(inner);
  const quotient = whole ?? inner;
  if (quotient.kind !== 'binary' || quotient.op !== '/') return { scale: 1 };
  const above = whole ? undefined : hundredfold(unwrap(quotient.lhs));
  if (above) return { quotient: { lhs: above, rhs: quotient.rhs }, scale: 100 };
  return { quotient, scale: whole ? 100 : 1 };
}

/** What is multiplied by 100. */
function hundredfold(expr: Expr): Expr | undefined {
  if (expr.kind !== 'binary' || expr.op !== '*') return undefined;
  if (numberOf(expr.rhs) === 100) return unwrap(expr.lhs);
  return numberOf(expr.lhs) === 100 ? unwrap(expr.rhs) : undefined;
}

/** `abs(…) < 0`. */
export function isBelowAmount({ op, written }: Compared, { lhs, rhs }: Binary): boolean {
  const isAmount = [lhs, rhs].map(unwrap).some(side => side.kind === 'call' && side.func.name === 'abs');
  return isAmount && (op === '<' ? written <= 0 : op === '<=' && written < 0);
}

/** So long an instant selector looks back for a sample, in seconds; what is older is gone. */
const lookback = 300;

/** The series whose `timestamp()` is compared with more than a selector looks back: `time() - timestamp(x) > 600`. */
export function lookedBack({ op, written }: Compared, expr: Expr): VectorSelector | undefined {
  if ((op !== '>' && op !== '>=') || written < lookback || expr.kind !== 'binary') return undefined;
  const age = unwrap(expr.lhs);
  if (age.kind !== 'binary' || age.op !== '-' || !isNow(age.lhs)) return undefined;
  // A subquery takes samples of the time before, too.
  if (hasSubquery(age.rhs)) return undefined;
  const sampled = innermostOf(age.rhs);
  if (sampled.kind !== 'call' || sampled.func.name !== 'timestamp') return undefined;
  const series = sampled.args[0] && unwrap(sampled.args[0]);
  return series?.kind === 'selector' && !series.offset && !series.at ? series : undefined;
}

function hasSubquery(expr: Expr): boolean {
  let found = false;
  walk(expr, node => {
    if (node.kind === 'subquery') found = true;
  });
  return found;
}

/** `round(share) > 0.8`. */
export function isRoundedShare({ value, written }: Compared): boolean {
  const { whole, min, max, unit } = value;
  return whole && min === 0 && max === 1 && unit?.of === 'share' && written > 0 && written < 1;
}

/** A number so small in a value's unit that it was surely meant in another. */
export function isTiny({ value, op, written }: Compared): boolean {
  const { unit, of, kind, factor } = value;
  // A request takes longer than ten microseconds on average.
  if (kind === 'mean' && unit?.of === 'time' && (op === '>' || op === '>='))
    return unit.scale <= 1e-6 && written > 0 && written <= 10;
  if ((op !== '>' && op !== '>=') || written <= 0) return false;
  if (!unit || !of || of.byName) return false;
  if (kind === 'quantile') {
    const first = of.buckets?.[0];
    return unit.of === 'time' && unit.scale < 1 && first !== undefined && written <= first / 50;
  }
  if (value.summed && unit.of === 'share') return false;
  if (unit.of === 'data' && !unit.perSecond) {
    // A part of a gigabyte is something.
    if (unit.scale > 1) return unit.scale < 1e9 && written < 1;
    if (kind !== 'gauge' || !close(unit.scale, 1)) return false;
    // Of bytes there is no part: a share was meant.
    if (written >= 0.1 && written < 1 && factor === 1) return true;
    return written >= 2 && written <= 4096 && memory.test(of.metric);
  }
  if (kind === 'gauge' && unit.perSecond) {
    if (unit.of === 'energy') return written * unit.scale < leastWatts;
    if (unit.things === 'cycles') return written * unit.scale < leastHertz;
  }
  return unit.of === 'share' && unit.scale <= 1e-6 && written <= 100;
}

/** A byte of what containers or processes use, as the whole condition: any of them passes it. */
export function isAnyByte({ value, op, written }: Compared, node: Binary, { expr }: ExprUnit): boolean {
  const { unit, of, kind, factor } = value;
  if ((op !== '>' && op !== '>=') || written <= 0 || written >= 2 || unwrap(expr) !== node) return false;
  if (kind !== 'gauge' || factor !== 1 || unit?.of !== 'data' || unit.perSecond || !close(unit.scale, 1)) return false;
  return of !== undefined && /^(?:container_memory|process_(?:resident|virtual))_/.test(of.metric);
}

/** Metrics of what holds at least some pages of memory. */
const memory = /(?:^|_)(?:memory|mem|resident|rss|vram|heap|fb|working_set|swap)(?:_|$)/i;

/** What a device that is on surely draws, and its slowest clock. */
const leastWatts = 2;
const leastHertz = 1e7;

/** Fewer bytes than any file system or memory is left with, or a slower clock than any. */
export function isNothing({ value, op, written }: Compared): boolean {
  const { kind, of, unit, factor } = value;
  if (kind !== 'gauge' || !of || of.byName || factor !== 1 || (op !== '<' && op !== '<=')) return false;
  if (unit?.things === 'cycles' && unit.perSecond) return written > 0 && written * unit.scale < leastHertz;
  // Of what is counted there is no part.
  if (unit?.of === 'things' && !unit.perSecond) return written > 0 && written < 0.5 && of.role?.part === 'free';
  return (
    unit?.of === 'data' && unit.scale === 1 && !unit.perSecond && written > 0 && written <= 1e5 && free.test(of.metric)
  );
}

const free = /(?:free|avail|available|memavailable|memfree|working_set|resident_memory)_bytes$/i;

/** What happens to a process, a device or a model now and then. */
const rare =
  /(?:^|_)(?:xid|dbe|restarts?|ooms?|oom_kills?|crash(?:es)?|reboots?|retrain(?:s|ings?)?|deployments?|rollbacks?|failovers?|remaps?|reloads?|job_failures|jobs_failed|training_failures|checkpoints?)(?:_|$)/i;

/** One a second and more of what is rare: meant is a number in the window. */
export function isRare({ value, op, written }: Compared): boolean {
  const { kind, of, factor, summed } = value;
  if (kind !== 'rate' || !of || factor !== 1 || summed) return false;
  return (op === '>' || op === '>=') && written >= 1 && rare.test(of.metric);
}

/** What is mostly measured with the client libraries' own buckets: how long somebody waits for an answer. */
const answered =
  /(?:^|[_:])(?:request|requests|response|inference|prediction|predict|http|rpc|api|query|latency)(?:_|$)/;

/** Products whose histograms bring bounds of their own: model servers, OpenTelemetry's GenAI conventions, stores of metrics and logs. */
const ownBuckets =
  /^(?:smg|gen_ai|vllm|sglang|tgi|loki|cortex|mimir|tempo|pyroscope|thanos|promscale|vm|vmagent|vmalert)_/;

/** Histograms of seconds whose buckets nobody tells end where the client libraries' defaults end. */
export function isBeyondDefaults({ value, op, written }: Compared): boolean {
  const { unit, of, factor } = value;
  if (!of || of.buckets || !of.byName || unit?.of !== 'time' || unit.perSecond) return false;
  if (ownBuckets.test(of.metric) || !of.unit) return false;
  // OpenTelemetry's end at 10,000, whatever the unit is.
  const isMillis = close(of.unit.scale, 1e-3);
  if (!isMillis && !(answered.test(of.metric) && close(of.unit.scale, 1))) return false;
  const last = isMillis ? 10_000 : 10;
  return op === '>' ? written >= last * factor : op === '>=' && written > last * factor;
}

/** More memory than any device has, in bytes. */
const mostMemory = 2 ** 39;

/** Families of the catalogue whose memory is that of one device. */
const device = /gpu|nvidia|gaudi|accelerator/;

/** A growth that no device has room for. */
export interface Growth {
  readonly bytes: number;
  /** How long it goes on, as written. */
  readonly during: string;
}

/** A step in the middle of the window is the steepest line that a bounded value gives: one and a half times as steep. */
const steepest = 1.5;

/**
 * By what a device's memory would have to grow while an alert waits or within the window: `deriv(used[1h]) > 100` of MiB for two
 * hours.
 */
export function growthIn({ op, written }: Compared, { lhs, rhs }: Binary, unit: ExprUnit): Growth | undefined {
  if (!op.startsWith('>') || written <= 0 || !unit.text.includes('deriv')) return undefined;
  const slope = [lhs, rhs].map(innermostOf).find(side => side.kind === 'call' && side.func.name === 'deriv');
  const range = slope?.kind === 'call' ? slope.args[0] : undefined;
  if (range?.kind !== 'matrix') return undefined;
  const { of } = unit.valueOf(range.selector);
  const measured = of?.unit;
  if (!of?.role || !device.test(of.role.family) || measured?.of !== 'data' || measured.perSecond) return undefined;
  const [wait, window] = [unit.rule.for?.value ?? '', unit.text.slice(range.range.from, range.range.to)];
  const grownIn = (time: string): number => written * measured.scale * (secondsOf(time) ?? 0);
  if (grownIn(wait) > mostMemory) return { bytes: grownIn(wait), during: wait };
  return grownIn(window) / steepest > mostMemory ? { bytes: grownIn(window), during: window } : undefined;
}

/** Words that say how full a memory is; what is told of its growth or of its absence is another bound. */
const full = /\b(?:full|exhaust\w*|pressure|out of memory|oom|high|saturat\w*)\b/i;

/** A number up to 100 of MiB that an alert calls full: a percentage was meant, and any process on the device passes it. */
export function isPercentOfAmount({ value, op, written }: Compared, node: Binary, { rule, expr }: ExprUnit): boolean {
  const { of, kind, unit, factor } = value;
  if (!op.startsWith('>') || written < 50 || written > 100 || kind !== 'gauge' || factor !== 1) return false;
  // Beside another condition it may ask whether the device is in use at all.
  if (unwrap(expr) !== node) return false;
  if (of?.role?.part !== 'used' || !device.test(of.role.family) || unit?.of !== 'data') return false;
  if (unit.scale < 2 ** 19 || unit.scale > 2 ** 21) return false;
  return full.test(ruleText(rule));
}
