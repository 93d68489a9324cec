// An alert that must hold longer than its condition lasts: one event is seen for as long as the range, and a difference from
// the past only until that past has caught up. Layer: checks.
import type { ExprUnit } from '../../analysis/rule';
import type { Binary, Call, Expr, VectorSelector } from '../../promql/ast';
import { type Bound, boundIn, resultBound } from '../../promql/bounds';
import { secondsOf } from '../../promql/durations';
import { sameExpr } from '../../promql/equal';
import { isComparison, metricName, mirrored, numberOf, unwrap } from '../../promql/inspect';
import { durationInWords, rangeCallOf } from '../../promql/ranges';
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
  given: ['for', 'sound'],
  messages: {
    past: 'The condition holds for {window} at most, until the past has caught up, and the alert waits {wait}, so it never fires: make `for` shorter than the offset.',
    step: 'A step is seen for {window}, until the past has caught up, and the alert waits {wait}, so one that stays never fires it: make `for` shorter.',
    start:
      'After a start the condition holds for {window} at most, and the alert waits {wait}, so one restart never fires it: make `for` shorter, or leave it out.',
    event:
      'One event is seen for {window}, and the alert waits {wait}, so a single event never fires it: look back longer than `for`, or leave `for` out.',
  },
  run({ rule, expr }, ctx) {
    if (!rule.for || !expr || !/unless|increase|rate|changes|offset|over_time|up_?time|time\(\)/i.test(expr.text))
      return;
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
      // What fills or empties may go on for so long.
      const isSure =
        step.isCount || (!/free|avail/i.test(expr.text) && (step.ratio ?? 1) ** (1 + wait / step.window) <= steepFall);
      ctx.report(at(step.node), 'step', data, { severity: isSure ? 'warning' : 'info' });
      return;
    }
    const bound = resultBound(expr.expr);
    if (!bound || !((bound.op === '>' && bound.written === 0) || (bound.op === '>=' && bound.written === 1))) return;
    const range = rangeCallOf(bound.value);
    if (!range || !/^(?:increase|changes|rate)$/.test(range.call.func.name)) return;
    // One event in the window is far below one a second.
    if (range.call.func.name === 'rate' && bound.written !== 0) return;
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
  /** Now to then. */
  readonly ratio?: number;
  /** A number of series, which is another one from one moment to the next and then stays. */
  readonly isCount?: boolean;
}

/** `x < 0.8 * x offset 10m`, alone or among conditions that must all hold. */
function stepIn(expr: ExprUnit): Step | undefined {
  for (const node of conditionsOf(expr)) {
    const step = stepOf(node, expr.text) ?? countStepOf(node, expr);
    if (step) return step;
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

/** A value that falls to so much in the end by falling all the time hardly was what the author thought of. */
const steepFall = 0.7;

/** `now op ratio * past`, however it is written. */
interface Change {
  readonly now: Expr;
  readonly past: Expr;
  readonly op: string;
  readonly ratio: number;
}

function stepOf(node: Binary, text: string): Step | undefined {
  const read = changeIn(node);
  if (!read) return undefined;
  const a = seenThrough(read.now, text);
  const b = a && seenThrough(read.past, text);
  if (!a || !b) return undefined;
  const [now, past] = b.offset > 0 || b.own ? [a, b] : [b, a];
  const [op, ratio] = now === a ? [read.op, read.ratio] : [mirrored(read.op), 1 / read.ratio];
  const isFall = op.startsWith('<');
  if (now.offset !== 0 || !(isFall ? ratio <= leastFall : op.startsWith('>') && ratio >= leastRise)) return undefined;
  // Both sides must be made alike, but for the offset and the factor. What looks back over a range sees a step for longer.
  if (past.offset > 0) return now.plain === past.plain ? { node, window: past.offset + past.range, ratio } : undefined;
  const { own } = past;
  if (own?.plain !== now.plain || own.func === (isFall ? 'min_over_time' : 'max_over_time')) return undefined;
  // The mean of a range is a third of the new value after a third of the range.
  return { node, window: isFall || own.func !== 'avg_over_time' ? own.window : own.window / ratio, ratio };
}

/** `count(x) < count(x offset 10m)`, `nodes offset 10m - nodes > 0`: some of them came or went, however many there are. */
function countStepOf(node: Binary, expr: ExprUnit): Step | undefined {
  const bound = boundIn(node);
  const sides = bound ? unwrap(bound.value) : node;
  if (sides.kind !== 'binary' || !(bound ? sides.op === '-' && isMore(bound) : /^[<>]$/.test(node.op)))
    return undefined;
  const [a, b] = [seenThrough(sides.lhs, expr.text), seenThrough(sides.rhs, expr.text)];
  if (!a || !b || a.plain !== b.plain || (a.offset === 0) === (b.offset === 0) || a.range + b.range > 0)
    return undefined;
  const [now, past] = a.offset === 0 ? [sides.lhs, b] : [sides.rhs, a];
  if (past.offset < 0) return undefined;
  const isCount = expr.valueOf(now).kind === 'count';
  const [selector] = selectorsOf(now);
  if (!isCount && !(selector && members.test(metricName(selector) ?? ''))) return undefined;
  return { node, window: past.offset, isCount };
}

/** Whether a difference has to be more than none, on either side of it. */
function isMore({ op, written }: Bound): boolean {
  if (written === 0) return op === '>' || op === '<';
  return written > 0 ? op.startsWith('>') : op.startsWith('<');
}

/** Numbers of what is there or not. */
const members = /(?:^|_)(?:nodes|replicas|gpus|devices|workers|targets|members|brokers|instances|endpoints)(?:_|$)/i;

function changeIn(node: Binary): Change | undefined {
  const bound = boundIn(node);
  if (!bound) {
    const [left, right] = [scaled(node.lhs), scaled(node.rhs)];
    return { now: left.expr, past: right.expr, op: node.op, ratio: right.factor / left.factor };
  }
  const { expr, factor } = scaled(bound.value);
  if (expr.kind !== 'binary' || expr.op !== '/') return undefined;
  const [over, under] = [scaled(expr.lhs), scaled(expr.rhs)];
  const [part, past, { op }] = [over.expr, under.expr, bound];
  const asked = (bound.written / factor / over.factor) * under.factor;
  if (part.kind !== 'binary' || part.op !== '-') return { now: part, past, op, ratio: asked };
  // `(now - past) / past`, or the other way round.
  if (sameExpr(part.rhs, past)) return { now: part.lhs, past, op, ratio: 1 + asked };
  return sameExpr(part.lhs, past) ? { now: part.rhs, past, op: mirrored(op), ratio: 1 - asked } : undefined;
}

/** What a number is multiplied or divided by, and the number. */
function scaled(expr: Expr): { readonly expr: Expr; readonly factor: number } {
  let [inner, factor] = [unwrap(expr), 1];
  while (inner.kind === 'binary' && (inner.op === '*' || inner.op === '/')) {
    const [left, right] = [numberOf(inner.lhs), numberOf(inner.rhs)];
    if (right !== undefined) [factor, inner] = [inner.op === '*' ? factor * right : factor / right, unwrap(inner.lhs)];
    else if (left !== undefined && inner.op === '*') [factor, inner] = [factor * left, unwrap(inner.rhs)];
    else break;
  }
  return { expr: inner, factor };
}

/** How an expression reads without its offset, and the seconds of that and of all its ranges; undefined of several series. */
function seenThrough(expr: Expr, text: string) {
  if (selectorsOf(expr).length !== 1) return undefined;
  let [offset, range] = [0, 0];
  let plain = text.slice(expr.from, expr.to);
  let own: { readonly func: string; readonly window: number; readonly plain: string } | undefined;
  for (const part of nodesOf(expr)) {
    if (part.kind === 'matrix' || part.kind === 'subquery') {
      if (part.range.kind !== 'number') return undefined;
      range += part.range.value;
    }
    if (part.kind === 'call' && /^(?:avg|min|max)_over_time$/.test(part.func.name)) own = ownRange(part, expr, text);
    if (part.kind !== 'selector' && part.kind !== 'subquery') continue;
    if (part.at || (part.offset && (offset !== 0 || part.offset.duration.kind !== 'number'))) return undefined;
    if (part.offset?.duration.kind !== 'number') continue;
    offset = part.offset.duration.value;
    plain = text.slice(expr.from, part.offset.from) + text.slice(part.offset.to, expr.to);
  }
  return { plain: dense(plain), offset, range, own };
}

/** The mean or extreme of a range, and how the whole reads with the present value in its place. */
function ownRange({ func, args, from, to }: Call, whole: Expr, text: string) {
  const [range] = args;
  if (range?.kind !== 'matrix' || range.range.kind !== 'number' || range.selector.offset) return undefined;
  const inner = text.slice(range.from, range.brackets.from);
  const plain = dense(text.slice(whole.from, from) + inner + text.slice(to, whole.to));
  return { func: func.name, window: range.range.value, plain };
}

function dense(text: string): string {
  return text.replace(/[\s()]+/g, '');
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
