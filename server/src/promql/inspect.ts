// Small questions about expressions that several checks ask: what stands inside parentheses, is it a number, is it compared.
// Layer: promql.
import type { Expr, VectorSelector } from './ast';

export const comparisonOperators: readonly string[] = ['==', '!=', '>', '<', '>=', '<='];

const comparisons: ReadonlySet<string> = new Set(comparisonOperators);

const mirrors: Readonly<Record<string, string>> = { '>': '<', '<': '>', '>=': '<=', '<=': '>=' };

/** The comparison as it reads with its sides exchanged. */
export function mirrored(op: string): string {
  return mirrors[op] ?? op;
}

/** Whether a binary operator compares. */
export function isComparison(op: string): boolean {
  return comparisons.has(op);
}

/** Whether a comparison with a bound lets a value pass. */
export function passes(value: number, op: string, bound: number): boolean {
  switch (op) {
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '==':
      return value === bound;
    default:
      return value !== bound;
  }
}

/** Aggregations that choose series instead of joining them. */
const choosing: ReadonlySet<string> = new Set(['topk', 'bottomk', 'limitk', 'limit_ratio']);

/** Whether an aggregation gives some of its series as they are. */
export function isChoosing(op: string): boolean {
  return choosing.has(op);
}

/** Whether a metric is one that Prometheus itself writes about alerts. */
export function isAboutAlerts(metric: string | undefined): boolean {
  return metric === 'ALERTS' || metric === 'ALERTS_FOR_STATE';
}

/** Whether an expression is `time()`. */
export function isNow(expr: Expr): boolean {
  const inner = unwrap(expr);
  return inner.kind === 'call' && inner.func.name === 'time';
}

/** The expression without parentheses around it. */
export function unwrap(expr: Expr): Expr {
  return expr.kind === 'paren' ? unwrap(expr.expr) : expr;
}

/** How deep arithmetic between number literals is worked out; nobody writes more. */
const foldedDepth = 16;

/** The value of a number literal or of arithmetic between them (`-1`, `90 / 100`, `5 * 1024 ^ 3`); undefined for anything else. */
export function numberOf(expr: Expr): number | undefined {
  return folded(expr, foldedDepth);
}

function folded(expr: Expr, depth: number): number | undefined {
  if (depth === 0) return undefined;
  switch (expr.kind) {
    case 'number':
      return expr.value;
    case 'paren':
      return folded(expr.expr, depth - 1);
    case 'unary': {
      const value = folded(expr.expr, depth - 1);
      return value === undefined || expr.op === '+' ? value : -value;
    }
    case 'binary': {
      const right = folded(expr.rhs, depth - 1);
      const left = right === undefined ? undefined : folded(expr.lhs, depth - 1);
      return left === undefined || right === undefined ? undefined : arithmetic(expr.op, left, right);
    }
    default:
      return undefined;
  }
}

function arithmetic(op: string, left: number, right: number): number | undefined {
  switch (op) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    case '^':
      return left ** right;
    default:
      return undefined;
  }
}

/** The metric name of a selector, written before the braces, in quotes, or as `__name__="…"`. */
export function metricName(selector: VectorSelector): string | undefined {
  if (selector.name) return selector.name.name;
  const matcher = selector.matchers.find(({ label, op }) => label.name === '__name__' && op === '=');
  return matcher?.value?.value;
}
