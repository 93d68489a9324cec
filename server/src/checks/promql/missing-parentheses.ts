// `total - free / total`: division binds before subtraction, so that a share is taken from an amount. Layer: checks.
import type { ExprUnit } from '../../analysis/rule';
import type { Binary, Expr } from '../../promql/ast';
import { sameExpr } from '../../promql/equal';
import { metricName, numberOf, unwrap } from '../../promql/inspect';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/missing-parentheses',
  summary: 'A sum or difference that is to be divided lacks its parentheses.',
  severity: 'warning',
  since: '0.1.0',
  on: 'binary',
  only: ['+', '-'],
  between: 'series',
  messages: {
    dividend:
      '`/` binds before `{op}`, so only the right side is divided by `{whole}`: put the {what} into parentheses, `(… {op} …) / …`.',
    divisor:
      '`/` binds before `{op}`, so `{part}` is divided by `{by}` alone: put the sum into parentheses, `… / (… {op} …)`.',
  },
  run(unit, ctx) {
    const { node, in: expr } = unit;
    if (!expr.sound) return;
    const { op } = node;
    const right = quotientIn(node.rhs);
    if (right && (sameExpr(right.rhs, node.lhs) || isShareBesideCounts(node, right, expr) || isMeanOverSpread(right))) {
      const data = { op, whole: excerpt(right.rhs), what: op === '-' ? 'difference' : 'sum' };
      ctx.report(node, 'dividend', data);
      return;
    }
    const left = op === '+' ? quotientIn(node.lhs) : undefined;
    const added = left && scaledBy(node.rhs);
    if (left && added && (sameExpr(left.lhs, left.rhs) || sameExpr(left.lhs, added))) {
      ctx.report(node, 'divisor', { op, part: excerpt(left.lhs), by: excerpt(left.rhs) });
    }
    function excerpt({ from, to }: Expr): string {
      const text = expr.text.slice(from, to).replace(/\s+/g, ' ');
      return text.length > 40 ? `${text.slice(0, 39)}…` : text;
    }
  },
});

/** Whether an operand is divided alone where the whole sum or difference was meant to be. */
export function lacksParentheses({ op, lhs, rhs }: Binary): boolean {
  const right = op === '+' || op === '-' ? quotientIn(rhs) : undefined;
  return right !== undefined && sameExpr(right.rhs, lhs);
}

/** `x - avg_over_time(x[1d]) / stddev_over_time(x[1d])`: how far something is from its mean, measured by its spread. */
function isMeanOverSpread({ lhs, rhs }: Binary): boolean {
  return isNamed(lhs, mean) && isNamed(rhs, spread);
}

const mean = /(?:^|[_:])(?:avg|mean|average)(?:$|[_:\d])/;
const spread = /(?:^|[_:])(?:stddev|stdev|std_dev|std)(?:$|[_:\d])/;

/** Whether the function, the aggregation or the name of a recorded series says so. */
function isNamed(side: Expr, word: RegExp): boolean {
  const inner = unwrap(side);
  if (inner.kind === 'call') return word.test(inner.func.name);
  if (inner.kind === 'aggregate') return word.test(inner.op) || isNamed(inner.expr, word);
  return inner.kind === 'selector' && word.test(metricName(inner) ?? '');
}

/** `rate(a_errors) + rate(b_errors) / rate(requests)`: events beside a share of events. */
function isShareBesideCounts(node: Binary, quotient: Binary, unit: ExprUnit): boolean {
  const [amount, part] = [unit.valueOf(node.lhs).kind, unit.valueOf(quotient.lhs).kind];
  if (amount !== part || (amount !== 'rate' && amount !== 'increase')) return false;
  return unit.valueOf(quotient).kind === 'share' || unit.valueOf(node.rhs).kind === 'share';
}

/** The quotient of two series that an operand is, but for a number that it is multiplied by; none in parentheses. */
function quotientIn(side: Expr): Binary | undefined {
  const inner = scaledBy(side);
  if (inner.kind !== 'binary' || inner.op !== '/') return undefined;
  const dividend = scaledBy(inner.lhs);
  return numberOf(dividend) === undefined && numberOf(inner.rhs) === undefined
    ? { ...inner, lhs: dividend }
    : undefined;
}

/** What a number multiplies. */
function scaledBy(side: Expr): Expr {
  if (side.kind !== 'binary' || side.op !== '*') return side;
  if (numberOf(side.rhs) !== undefined) return side.lhs;
  return numberOf(side.lhs) === undefined ? side : side.rhs;
}
