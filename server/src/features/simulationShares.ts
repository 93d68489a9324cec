// Which metrics of an expression are a part of others, as errors are of requests: where the expression divides one by the other
// and holds that against a number, it says so. Layer: features.

import type { MetricHint } from '../datasource/simulated/facts';
import type { Binary, Expr } from '../promql/ast';
import { boundIn } from '../promql/bounds';
import { isComparison, metricName, numberOf, unwrap } from '../promql/inspect';
import { childrenOf, nodesOf } from '../promql/walk';

/** What a value is held against. */
export interface Limit {
  readonly limit: number;
  readonly above: boolean;
}

/** A series that is divided by others. */
export interface Share extends Limit {
  readonly series: string;
  readonly of: NonNullable<MetricHint['of']>;
  /** Series are divided by those with the same labels: both have the same ones. */
  readonly isAlike: boolean;
}

export interface SharesRead {
  readonly shares: readonly Share[];
  /** What series are held against that stand alone: for those that rules record. */
  readonly limits: ReadonlyMap<string, Limit>;
}

/** Functions and aggregations whose result is about as large as what they are given. */
const keeping: ReadonlySet<string> = new Set([
  ...['avg', 'min', 'max', 'topk', 'bottomk', 'quantile'],
  ...['avg_over_time', 'min_over_time', 'max_over_time', 'last_over_time', 'quantile_over_time'],
  ...['clamp', 'clamp_min', 'clamp_max', 'round', 'sort', 'sort_desc', 'label_replace', 'label_join'],
]);
const rates: ReadonlySet<string> = new Set(['rate', 'increase', 'irate']);

/** The shares of an expression; `recorded` is what the series is held against that the expression is recorded as. */
export function readShares(root: Expr, recorded?: Limit): SharesRead {
  const shares: Share[] = [];
  const limits = new Map<string, Limit>();

  /** Follows a value that is held against a number down to series and ratios of them. */
  const held = (expr: Expr, limit: Limit): void => {
    const node = unwrap(expr);
    const [next, other] = below(node, limit);
    if (next) held(next, other ?? limit);
    else if (node.kind === 'binary' && node.op === '/') shares.push(...sharesOf(node, limit));
    else if (node.kind === 'selector') {
      const name = metricName(node);
      if (name !== undefined && !limits.has(name)) limits.set(name, limit);
    }
  };
  const visit = (expr: Expr): void => {
    const node = unwrap(expr);
    const bound = boundIn(node);
    if (bound && !bound.node.bool && /^[<>]/.test(bound.op)) {
      held(bound.value, { limit: bound.written, above: bound.op.startsWith('>') });
    }
    for (const child of childrenOf(node)) visit(child);
  };
  if (recorded) held(root, recorded);
  visit(root);
  return { shares, limits };
}

/** The part that a value is made of, and what that is held against where it is another number. */
function below(node: Expr, { limit, above }: Limit): readonly [next?: Expr, limit?: Limit] {
  switch (node.kind) {
    case 'matrix':
      return [node.selector];
    case 'subquery':
      return [node.expr];
    case 'aggregate':
      return keeping.has(node.op) || node.op === 'sum' ? [node.expr] : [];
    case 'call': {
      const arg = keeping.has(node.func.name) ? node.args.find(one => numberOf(one) === undefined) : undefined;
      return arg ? [arg] : [];
    }
    case 'binary': {
      const { op, lhs, rhs } = node;
      const [left, right] = [numberOf(lhs), numberOf(rhs)];
      const number = left ?? right ?? 0;
      if (isComparison(op) || op === 'or' || op === 'and' || op === 'unless') return [lhs];
      if (op === '*' && number > 0) return [left === undefined ? lhs : rhs, { limit: limit / number, above }];
      if (op === '/' && right !== undefined && right > 0) return [lhs, { limit: limit * right, above }];
      if (op === '-' && left !== undefined) return [rhs, { limit: left - limit, above: !above }];
      return [];
    }
    default:
      return [];
  }
}

/** `a / b`, `a / (a + b)` and `(b - a) / b`, and a multiple of them. */
function sharesOf({ lhs, rhs, matching }: Binary, { limit, above }: Limit): readonly Share[] {
  const scaled = unwrap(lhs);
  if (scaled.kind === 'binary' && (scaled.op === '*' || scaled.op === '/')) {
    const [next, other] = below(scaled, { limit, above });
    return next && other
      ? sharesOf({ ...scaled, op: '/', lhs: next, rhs, ...(matching ? { matching } : {}) }, other)
      : [];
  }
  const whole = summed(rhs);
  if (!whole) return [];
  const isAlike = !matching && !nodesOf(lhs).some(node => node.kind === 'aggregate');
  const rest = whole.length === 1 ? difference(lhs) : undefined;
  if (rest?.from === whole[0] && rest) {
    return [{ series: rest.taken, limit: 1 - limit, above: !above, of: { series: rest.from, times: 1 }, isAlike }];
  }
  const part = counted(lhs);
  const others = whole.filter(one => one !== part);
  const [series] = others;
  if (part === undefined || series === undefined) return [];
  const beside = others.length < whole.length ? { beside: true } : {};
  return [{ series: part, limit, above, of: { series, times: others.length, ...beside }, isAlike }];
}

/** The series of `a + b + c`; undefined where something else is added. */
function summed(expr: Expr): readonly string[] | undefined {
  const node = guarded(expr);
  if (node.kind === 'binary' && node.op === '+') {
    const [left, right] = [summed(node.lhs), summed(node.rhs)];
    return left && right && [...left, ...right];
  }
  if (node.kind === 'aggregate' && node.op === 'sum') return summed(node.expr);
  const one = counted(node);
  return one === undefined ? undefined : [one];
}

function difference(expr: Expr): { readonly from: string; readonly taken: string } | undefined {
  const node = unwrap(expr);
  if (node.kind !== 'binary' || node.op !== '-') return undefined;
  const [from, taken] = [counted(node.lhs), counted(node.rhs)];
  return from === undefined || taken === undefined ? undefined : { from, taken };
}

/** The one series that a value or a rate is of. */
function counted(expr: Expr): string | undefined {
  const node = guarded(expr);
  switch (node.kind) {
    case 'selector':
      return metricName(node);
    case 'matrix':
      return counted(node.selector);
    case 'aggregate':
      return node.op === 'sum' || node.op === 'avg' ? counted(node.expr) : undefined;
    case 'call':
      return rates.has(node.func.name) && node.args[0] ? counted(node.args[0]) : undefined;
    default:
      return undefined;
  }
}

/** What stands under a guard against zero or nothing: `x > 0`, `clamp_min(x, 1)`, `x or vector(0)`. */
function guarded(expr: Expr): Expr {
  const node = unwrap(expr);
  if (node.kind === 'call' && node.func.name.startsWith('clamp') && node.args[0]) return guarded(node.args[0]);
  if (node.kind !== 'binary') return node;
  if (node.op === 'or' || (isComparison(node.op) && numberOf(node.rhs) !== undefined)) return guarded(node.lhs);
  return node;
}
