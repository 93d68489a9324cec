// With which numbers an expression compares which values, and which times its rule names. Layer: checks.

import type { ExprUnit, TemplateUnit } from '../../analysis/rule';
import type { Expr } from '../../promql/ast';
import { boundIn } from '../../promql/bounds';
import { secondsOf } from '../../promql/durations';
import { metricName, numberOf, unwrap } from '../../promql/inspect';
import { windowOf } from '../../promql/value/calls';
import type { Value } from '../../promql/value/value';
import { innermostOf, picks } from '../../promql/values';
import { nodesOf } from '../../promql/walk';

/** A comparison with a number, the value on the left. */
export interface Compared {
  readonly node: Expr;
  /** What is compared. */
  readonly side: Expr;
  readonly value: Value;
  /** It is how fast something changes, per second: `rate(…)`, `deriv(…)`. */
  readonly isPerSecond: boolean;
  readonly direction: 'above' | 'below';
  readonly written: number;
  /** One thing divided by another, and nothing makes a percentage of it: the whole is 1. */
  readonly isQuotient: boolean;
  /** Multiplied by 100 in the expression itself. */
  readonly isHundredfold: boolean;
}

/** All comparisons of an expression with a number, but for equality. */
export function comparisonsIn(expr: ExprUnit): readonly Compared[] {
  const found: Compared[] = [];
  for (const node of expr.nodes) {
    const bound = boundIn(node);
    if (!bound || bound.op === '==' || bound.op === '!=') continue;
    const { value: side, op, written } = bound;
    const direction = op.startsWith('>') ? 'above' : 'below';
    found.push({
      node: bound.node,
      side,
      value: expr.valueOf(side),
      isPerSecond: isPerSecond(side),
      direction,
      written,
      isQuotient: isQuotient(side),
      isHundredfold: isHundredfold(side),
    });
  }
  return found;
}

const perSecond: ReadonlySet<string> = new Set(['rate', 'irate', 'deriv']);

function isPerSecond(side: Expr): boolean {
  const inner = innermostOf(side);
  return inner.kind === 'call' && perSecond.has(inner.func.name);
}

/** `used / total`, `1 - free / total`, `(total - free) / total`, without a number that scales it. */
export function isQuotient(side: Expr): boolean {
  let inner = unwrap(side);
  if (inner.kind === 'binary' && inner.op === '-' && numberOf(inner.lhs) === 1) inner = unwrap(inner.rhs);
  while (inner.kind === 'aggregate' && picks(inner)) inner = unwrap(inner.expr);
  if (inner.kind !== 'binary' || inner.op !== '/') return false;
  const nodes = nodesOf(inner);
  // A condition such as `> 0` keeps the numbers that pass it as they are.
  const filters = nodes.filter(node => node.kind === 'binary' && boundIn(node) !== undefined && !node.bool).length;
  if (nodes.filter(node => node.kind === 'number').length > filters) return false;
  return !nodes.some(node => node.kind === 'selector' && scaled.test(metricName(node) ?? ''));
}

/**
 * Whether a quotient is surely a part of 1 or a multiple of it, and no mean of percentages: events over events, amounts over
 * amounts, by what is known of the metrics or by how the names go together.
 */
export function isOfEqualParts(side: Expr, expr: ExprUnit): boolean {
  const selectors = nodesOf(side).filter(node => node.kind === 'selector');
  const names = selectors.map(selector => metricName(selector) ?? '');
  if (selectors.length < 2 || new Set(names).size < 2 || nodesOf(side).some(isCounting)) return false;
  const known = selectors.map(selector => expr.valueOf(selector));
  if (known.every(({ of, unit }) => of !== undefined && !of.byName && unit !== undefined && unit.of !== 'share'))
    return true;
  if (names.every(name => /_(?:total|count)$/.test(name) && !/seconds|_ms_|_us_/.test(name))) return true;
  return names.length === 2 && part.test(names[0]!) && whole.test(names[1]!) && !share.test(names[0]!);
}

function isCounting(node: Expr): boolean {
  return node.kind === 'aggregate' && (node.op === 'count' || node.op === 'avg');
}

const part =
  /(?:^|_)(?:usage|used|reserved|reservation|allocated|in_use|busy|free|available|depth|length|requests|active)(?:_|$)/;
const whole = /(?:^|_)(?:quota|limits?|capacity|allocatable|max|size|slots)(?:_|$)/;
const share = /percent|pct|ratio|util/;

/** `x * 100`, `100 * a / b`. */
function isHundredfold(side: Expr): boolean {
  let inner = unwrap(side);
  while (inner.kind === 'aggregate' && picks(inner)) inner = unwrap(inner.expr);
  while (inner.kind === 'binary' && (inner.op === '*' || inner.op === '/')) {
    if (inner.op === '*' && [inner.lhs, inner.rhs].some(one => numberOf(one) === 100)) return true;
    inner = unwrap(inner.lhs);
  }
  return false;
}

/** Names of what is a percentage already, or is counted in other parts. */
const scaled = /percent|pct|_per_|ratio|rate$/;

/** Seconds that the rule names otherwise: its `for`, ranges and offsets. */
export function timesIn(expr: ExprUnit, { rule }: TemplateUnit): readonly number[] {
  const times: number[] = [];
  for (const node of expr.nodes) {
    const seconds = windowOf(node);
    if (seconds !== undefined) times.push(seconds);
  }
  for (const duration of [rule.for, rule.keepFiringFor]) {
    const seconds = secondsOf(duration?.value);
    if (seconds !== undefined) times.push(seconds);
  }
  return times;
}
