// An alert that must hold longer than its condition lasts: one event is seen for as long as the range, and a difference from
// the past only until that past has caught up. Layer: checks.
import type { ExprUnit } from '../../analysis/rule';
import type { Binary, Expr, VectorSelector } from '../../promql/ast';
import { resultBound } from '../../promql/bounds';
import { secondsOf } from '../../promql/durations';
import { sameExpr } from '../../promql/equal';
import { isComparison, metricName, numberOf, unwrap } from '../../promql/inspect';
import { durationInWords, rangeCallOf } from '../../promql/ranges';
import { measuredBy } from '../../promql/values';
import { nodesOf, selectorsOf } from '../../promql/walk';
import { defineCheck } from '../check';

/** Faults of which one is enough. */
const rare = /xid|ecc|oom|remap|retired|reboot|panic|corrupt|crash|link_?downed|start_time|boot_time/i;

export const check = defineCheck({
  id: 'promql/for-beyond-window',
  summary: 'An alert waits longer than its condition lasts.',
  severity: 'warning',
  since: '0.1.0',
  on: 'alert',
  messages: {
    past: 'The condition holds for {window} at most, until the past has caught up, and the alert waits {wait}, so it never fires: make `for` shorter than the offset.',
    step: 'A step is seen for {window}, until the past has caught up, and the alert waits {wait}, so one that stays never fires it: make `for` shorter than the offset.',
    start:
      'After a start the condition holds for {window} at most, and the alert waits {wait}, so one restart never fires it: make `for` shorter, or leave it out.',
    event:
      'One event is seen for {window}, and the alert waits {wait}, so a single event never fires it: look back longer than `for`, or leave `for` out.',
  },
  run({ rule, expr }, ctx) {
    if (!rule.for || !expr || !/unless|increase|changes|offset|up_?time|time\(\)/i.test(expr.text)) return;
    const wait = secondsOf(rule.for.value);
    if (!expr.sound || !wait) return;
    const at = (span: { readonly from: number; readonly to: number }) => ({ source: expr.source, span });
    const past = sinceThePast(expr.expr);
    if (past !== undefined) {
      if (wait >= past) ctx.report(at(expr.expr), 'past', { window: durationInWords(past), wait: rule.for.value });
      return;
    }
    const start = startIn(expr);
    if (start && wait >= start.window) {
      ctx.report(at(start.node), 'start', { window: durationInWords(start.window), wait: rule.for.value });
      return;
    }
    const step = stepIn(expr);
    if (step && wait >= step.window) {
      const data = { window: durationInWords(step.window), wait: rule.for.value };
      ctx.report(at(step.node), 'step', data, { severity: 'info' });
      return;
    }
    const bound = resultBound(expr.expr);
    if (!bound || !((bound.op === '>' && bound.written === 0) || (bound.op === '>=' && bound.written === 1))) return;
    const range = rangeCallOf(bound.value);
    if (!range || (range.call.func.name !== 'increase' && range.call.func.name !== 'changes')) return;
    // Of what happens all the time a stream may well be meant.
    if (wait < range.window || !rare.test(metricName(range.selector) ?? '')) return;
    const data = { window: durationInWords(range.window), wait: rule.for.value };
    ctx.report(at(range.call), 'event', data, { severity: 'info' });
  },
});

/** Seconds of the offset in `x > 0 unless x offset 5m`: what is new now is not new after them. */
function sinceThePast(expr: Expr): number | undefined {
  const whole = unwrap(expr);
  if (whole.kind !== 'binary' || whole.op !== 'unless') return undefined;
  const now = only(whole.lhs);
  const past = only(whole.rhs);
  if (!now || !past?.offset || now.offset || now.at || past.at) return undefined;
  const { duration } = past.offset;
  if (duration.kind !== 'number' || duration.value <= 0) return undefined;
  return sameExpr(now, { ...past, offset: undefined }) ? duration.value : undefined;
}

/** A comparison that must hold with what was there before, and for how long it does after a step. */
interface Step {
  readonly node: Binary;
  readonly window: number;
}

/** `x < 0.8 * x offset 10m`, alone or among conditions that must all hold. */
function stepIn(expr: ExprUnit): Step | undefined {
  for (const node of conditionsOf(expr)) {
    const window = windowOfStep(node, expr.text);
    if (window !== undefined) return { node, window };
  }
  return undefined;
}

/** The comparisons that must all hold. */
function conditionsOf(expr: ExprUnit): readonly Binary[] {
  const found: Binary[] = [];
  const parts: Expr[] = [expr.expr];
  for (let part = parts.pop(); part; part = parts.pop()) {
    const node = unwrap(part);
    if (node.kind !== 'binary') continue;
    if (node.op === 'and') parts.push(node.lhs, node.rhs);
    else if (node.op === 'unless') parts.push(node.lhs);
    else if (isComparison(node.op) && !node.bool) found.push(node);
  }
  return found;
}

/** `uptime < 60`, `time() - process_start_time_seconds < 300`: true until so much time has passed. */
function startIn(expr: ExprUnit): Step | undefined {
  for (const node of conditionsOf(expr)) {
    const [young, number] = node.op.startsWith('<') ? [node.lhs, node.rhs] : [node.rhs, node.lhs];
    const bound = node.op === '==' || node.op === '!=' ? undefined : numberOf(number);
    const selectors = bound === undefined ? [] : selectorsOf(young);
    const name = selectors.map(metricName).find(one => one !== undefined);
    // Of several one may always be young.
    if (bound === undefined || name === undefined || nodesOf(young).some(({ kind }) => kind === 'aggregate')) continue;
    const { kind, unit, factor } = expr.valueOf(young);
    const isAge = kind === 'age' && started.test(name);
    if (selectors.length !== 1 || !(isAge || up.test(name))) continue;
    const seconds = unit
      ? unit.of === 'time'
        ? bound * unit.scale
        : 0
      : factor === 1 && bound >= leastSeconds
        ? bound
        : 0;
    if (seconds > 0) return { node, window: seconds };
  }
  return undefined;
}

/** Times from which a life is counted; those of what comes again and again are not left behind. */
const started = /(?:^|[_:])(?:start(?:ed|up)?|boot|creat(?:ed|ion)|launch(?:ed)?)(?:[_:]|$)/i;

const up = /(?:^|[_:])up_?time(?:[_:]|$)/i;

/** A smaller number of a metric without a unit may count minutes or hours. */
const leastSeconds = 30;

/** So much more or less than before that a steady rise or fall hardly goes on like that. */
const leastFall = 0.9;
const leastRise = 1.2;

function windowOfStep({ lhs, rhs }: Binary, text: string): number | undefined {
  const [left, right] = [measuredBy(lhs), measuredBy(rhs)];
  if (!left || !right) return undefined;
  const [now, past] = left.selector.offset ? [right, left] : [left, right];
  const offset = past.selector.offset?.duration;
  if (now.selector.offset || now.selector.at || past.selector.at) return undefined;
  if (offset?.kind !== 'number' || offset.value <= 0) return undefined;
  const ratio = past.factor / now.factor;
  if (ratio > leastFall && ratio < leastRise) return undefined;
  if (!sameExpr(now.selector, { ...past.selector, offset: undefined })) return undefined;
  // Both sides must be made alike, but for the offset and the factor. What looks back over a range sees a step for longer.
  if (/\[/.test(text.slice(lhs.from, lhs.to) + text.slice(rhs.from, rhs.to))) return undefined;
  return offset.value;
}

function only(side: Expr): VectorSelector | undefined {
  const inner = unwrap(side);
  if (inner.kind !== 'selector' && inner.kind !== 'binary') return undefined;
  const selectors = selectorsOf(inner);
  return selectors.length === 1 && isPlain(inner) ? selectors[0] : undefined;
}

/** A series, maybe compared with a number. */
function isPlain(expr: Expr): boolean {
  const inner = unwrap(expr);
  if (inner.kind === 'selector') return true;
  const bound = resultBound(inner);
  return bound !== undefined && unwrap(bound.value).kind === 'selector';
}
