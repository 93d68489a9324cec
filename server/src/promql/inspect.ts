// Small questions about expressions that several checks ask: what stands inside parentheses, is it a number, is it compared.
// Layer: promql.
import type { Binary, Expr, VectorSelector } from './ast';

const comparisons: ReadonlySet<string> = new Set(['==', '!=', '>', '<', '>=', '<=']);

/** Whether a binary operator compares. */
export function isComparison(op: string): boolean {
  return comparisons.has(op);
}

/** The expression without parentheses around it. */
export function unwrap(expr: Expr): Expr {
  return expr.kind === 'paren' ? unwrap(expr.expr) : expr;
}

/** The value of a number literal, with a sign in front or in parentheses; undefined for anything else. */
export function numberOf(expr: Expr): number | undefined {
  const inner = unwrap(expr);
  if (inner.kind === 'number') return inner.value;
  if (inner.kind !== 'unary') return undefined;
  const value = numberOf(inner.expr);
  return value === undefined ? undefined : inner.op === '-' ? -value : value;
}

/** The metric name of a selector, written before the braces, in quotes, or as `__name__="…"`. */
export function metricName(selector: VectorSelector): string | undefined {
  if (selector.name) return selector.name.name;
  const matcher = selector.matchers.find(({ label, op }) => label.name === '__name__' && op === '=');
  return matcher?.value?.value;
}

/** How the value of a node is compared with a number further up. */
export interface Threshold {
  /** The operator as it reads with the node on the left. */
  readonly op: string;
  readonly value: number;
  /** What the node's value is multiplied by on the way, 1 where it is not. */
  readonly factor: number;
  readonly node: Binary;
}

const mirrored: Readonly<Record<string, string>> = { '>': '<', '<': '>', '>=': '<=', '<=': '>=' };

/**
 * The number that `node` is compared with, through parentheses and a multiplication or division by a number;
 * undefined where something else stands in between. `parents` are the ancestors of the node, outermost first.
 */
export function thresholdOf(node: Expr, parents: readonly Expr[]): Threshold | undefined {
  let inner = node;
  let factor = 1;
  for (const parent of [...parents].reverse()) {
    if (parent.kind === 'binary') {
      const left = parent.lhs === inner;
      const other = numberOf(left ? parent.rhs : parent.lhs);
      if (other === undefined) return undefined;
      if (isComparison(parent.op)) {
        return { op: left ? parent.op : (mirrored[parent.op] ?? parent.op), value: other, factor, node: parent };
      }
      if (parent.op === '*') factor *= other;
      else if (parent.op === '/' && left) factor /= other;
      else return undefined;
    } else if (parent.kind !== 'paren') {
      return undefined;
    }
    inner = parent;
  }
  return undefined;
}
