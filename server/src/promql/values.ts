// Whose values an expression passes on, and which number they are compared with further up.
// Layer: promql. Checks of thresholds and units stand on it; what changes the meaning of a value ends the way.
import type { Aggregate, Binary, Call, Expr, VectorSelector } from './ast';
import { isComparison, mirrored, numberOf } from './inspect';

/** A selector whose values an expression passes on, each multiplied by `factor`. */
export interface Measured {
  readonly selector: VectorSelector;
  readonly factor: number;
}

/** Aggregations of which each result is the value of a series, or lies between those of several. */
const picking: ReadonlySet<string> = new Set([
  'max',
  'min',
  'avg',
  'quantile',
  'topk',
  'bottomk',
  'limitk',
  'limit_ratio',
]);

/** Functions of which each result is a value of the series, or lies between several. */
const passing: ReadonlySet<string> = new Set(
  'avg_over_time max_over_time min_over_time last_over_time first_over_time quantile_over_time label_replace label_join sort sort_desc sort_by_label sort_by_label_desc'.split(
    ' ',
  ),
);

/** The argument whose values a function passes on in the same unit and range; undefined where it makes other values of them. */
export function passedArgument({ func, args }: Call): Expr | undefined {
  if (!passing.has(func.name)) return undefined;
  return args[func.name === 'quantile_over_time' ? 1 : 0];
}

/** Whether an aggregation gives values in the range of its operand's. */
export function picks({ op }: Aggregate): boolean {
  return picking.has(op);
}

/**
 * The innermost expression whose values `expr` passes on: through parentheses, ranges and subqueries, sums and other
 * aggregations of values, and functions that pass them on.
 */
export function innermostOf(expr: Expr): Expr {
  let inner = expr;
  for (;;) {
    switch (inner.kind) {
      case 'matrix':
        return inner.selector;
      case 'paren':
      case 'subquery':
        inner = inner.expr;
        break;
      case 'aggregate':
        if (inner.op !== 'sum' && !picks(inner)) return inner;
        inner = inner.expr;
        break;
      case 'call': {
        const argument = passedArgument(inner);
        if (!argument) return inner;
        inner = argument;
        break;
      }
      default:
        return inner;
    }
  }
}

/**
 * The selector that `expr` measures: through parentheses, sums and other aggregations, functions over time and a
 * multiplication or division by a number. Undefined where other series come in.
 */
export function measuredBy(expr: Expr): Measured | undefined {
  let factor = 1;
  for (let inner = innermostOf(expr); ; ) {
    if (inner.kind === 'selector') return { selector: inner, factor };
    const scaled = inner.kind === 'binary' ? scaling(inner) : undefined;
    if (!scaled) return undefined;
    factor *= scaled.factor;
    inner = innermostOf(scaled.expr);
  }
}

function scaling({ op, lhs, rhs }: Binary): { readonly expr: Expr; readonly factor: number } | undefined {
  if (op !== '*' && op !== '/') return undefined;
  const right = numberOf(rhs);
  if (right !== undefined) return { expr: lhs, factor: op === '*' ? right : 1 / right };
  const left = op === '*' ? numberOf(lhs) : undefined;
  return left === undefined ? undefined : { expr: rhs, factor: left };
}

/** How the value of a node is compared with a number further up. */
export interface Threshold {
  /** The operator as it reads with the node's own value on the left. */
  readonly op: string;
  /** The number as it is written, and the operator as it reads with that number on the right. */
  readonly written: number;
  readonly writtenOp: string;
  /** The number on the scale of the node's value: 0.9 for the node in `node * 100 > 90`. */
  readonly value: number;
  readonly node: Binary;
}

/**
 * The number that the values of `node` are compared with: through parentheses, functions and aggregations that pass
 * them on, and the four basic operations with a number. Undefined where something else stands in between.
 * `parents` are the ancestors of the node, outermost first.
 */
export function thresholdOf(node: Expr, parents: readonly Expr[]): Threshold | undefined {
  let inner = node;
  // What is compared in the end is `factor * value + offset`.
  let factor = 1;
  let offset = 0;
  for (let i = parents.length - 1; i >= 0; i--) {
    const parent = parents[i]!;
    switch (parent.kind) {
      case 'paren':
      case 'matrix':
      case 'subquery':
        break;
      case 'unary':
        if (parent.op === '-') [factor, offset] = [-factor, -offset];
        break;
      case 'aggregate':
        if (!picks(parent) || parent.expr !== inner) return undefined;
        break;
      case 'call':
        if (passedArgument(parent) !== inner) return undefined;
        break;
      case 'binary': {
        const left = parent.lhs === inner;
        const other = numberOf(left ? parent.rhs : parent.lhs);
        if (other === undefined) return undefined;
        if (isComparison(parent.op)) {
          if (factor === 0) return undefined;
          const swapped = factor < 0 ? left : !left;
          return {
            op: swapped ? mirrored(parent.op) : parent.op,
            written: other,
            writtenOp: left ? parent.op : mirrored(parent.op),
            value: Number(((other - offset) / factor).toPrecision(12)),
            node: parent,
          };
        }
        const scaled = afterOperation(parent.op, left, other, factor, offset);
        if (!scaled) return undefined;
        [factor, offset] = scaled;
        break;
      }
      default:
        return undefined;
    }
    inner = parent;
  }
  return undefined;
}

function afterOperation(
  op: string,
  left: boolean,
  other: number,
  factor: number,
  offset: number,
): readonly [factor: number, offset: number] | undefined {
  switch (op) {
    case '+':
      return [factor, offset + other];
    case '-':
      return left ? [factor, offset - other] : [-factor, other - offset];
    case '*':
      return [factor * other, offset * other];
    case '/':
      return left && other !== 0 ? [factor / other, offset / other] : undefined;
    default:
      return undefined;
  }
}

/** Functions and aggregations that only look at which series are there. */
const ofPresence: ReadonlySet<string> = new Set([
  'absent',
  'absent_over_time',
  'present_over_time',
  'count_over_time',
  'count',
  'group',
]);

/**
 * Whether of `node` nobody asks more than whether it has series: on the right of `and` and `unless`, within `absent()`, `count()`
 * and their like. A comparison in between asks for the value. `parents` are the ancestors of the node, outermost first.
 */
export function isAskedForPresence(node: Expr, parents: readonly Expr[]): boolean {
  let inner = node;
  for (let i = parents.length - 1; i >= 0; i--) {
    const parent = parents[i]!;
    if (parent.kind === 'binary') {
      if (isComparison(parent.op)) return false;
      if ((parent.op === 'and' || parent.op === 'unless') && parent.rhs === inner) return true;
    } else if (parent.kind === 'aggregate') {
      if (parent.expr === inner && ofPresence.has(parent.op)) return true;
    } else if (parent.kind === 'call' && ofPresence.has(parent.func.name)) return true;
    inner = parent;
  }
  return false;
}
