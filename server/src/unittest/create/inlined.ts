// An expression with recorded series replaced by what they are recorded from. Layer: unittest (pure).
import type { RunnableGroup } from '../../alerting/runnable';
import type { Expr, NumberLiteral, VectorSelector } from '../../promql/ast';
import { metricName } from '../../promql/inspect';

/** How deep recordings of recordings are looked into. */
const deepest = 4;

/** The expression over scraped series alone, as far as the rules of the groups tell; `step` is between two evaluations, in seconds. */
export function inlined(root: Expr, groups: readonly RunnableGroup[], step: number): Expr {
  const records = new Map<string, Expr>();
  for (const { rules } of groups)
    for (const rule of rules) if (rule.kind === 'record') records.set(rule.name, rule.expr);
  return records.size === 0 ? root : replaced(root, records, step, deepest);
}

function replaced(expr: Expr, records: ReadonlyMap<string, Expr>, step: number, depth: number): Expr {
  const inner = (one: Expr): Expr => replaced(one, records, step, depth);
  const recorded = (selector: VectorSelector): Expr | undefined => {
    const found = depth > 0 ? records.get(metricName(selector) ?? '') : undefined;
    return found && replaced(found, records, step, depth - 1);
  };
  switch (expr.kind) {
    case 'selector': {
      const found = recorded(expr);
      const { from, to } = expr;
      return found ? { kind: 'paren', expr: found, from, to } : expr;
    }
    case 'matrix': {
      const found = recorded(expr.selector);
      if (!found) return expr;
      const every: NumberLiteral = { kind: 'number', value: step, duration: true, from: expr.from, to: expr.from };
      return { ...expr, kind: 'subquery', expr: found, range: expr.range, step: every, brackets: expr.brackets };
    }
    case 'paren':
    case 'unary':
    case 'subquery':
      return { ...expr, expr: inner(expr.expr) };
    case 'aggregate':
      return { ...expr, expr: inner(expr.expr) };
    case 'call':
      return { ...expr, args: expr.args.map(inner) };
    case 'binary':
      return { ...expr, lhs: inner(expr.lhs), rhs: inner(expr.rhs) };
    default:
      return expr;
  }
}
