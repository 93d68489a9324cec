// The sides of every `or` in the expression of a rule, and what each of them has to give so that it took part.
// Layer: unittest (pure).

import type { Binary, Call, Expr, Matching, Subquery } from '../../promql/ast';
import { isChoosing, isComparison, numberOf, unwrap } from '../../promql/inspect';
import { typeOf } from '../../promql/types';

/** Operands of an `or`, or of several in a row. */
export interface OrChain {
  /** In the order in which a series is taken from them. */
  readonly operands: readonly OrOperand[];
  /** By which labels they match; undefined where by all. */
  readonly matching: Matching | undefined;
  /** The operand of another chain that it is a part of; undefined for a part of the whole expression. */
  readonly within: OrOperand | undefined;
  /** Whether a series of that has the labels that it had here; otherwise it went into another one. */
  readonly followed: boolean;
}

export interface OrOperand {
  readonly expr: Expr;
  /** The expression to ask, at the times of the rule: that of the operand, or whether it gave anything in a subquery. */
  readonly asked: Expr;
  /** A default, as `vector(0)` or `x * 0`: it stands in for a value and is no condition that a test could reach. */
  readonly isDefault: boolean;
}

/** Where a part stands below the root. */
interface Context {
  readonly within: OrOperand | undefined;
  readonly followed: boolean;
  readonly subqueries: readonly Subquery[];
}

/** All chains of an expression, each behind the one it is a part of. What keeps a rule from firing (`unless`, `absent`) is left out. */
export function orChains(root: Expr): readonly OrChain[] {
  const chains: OrChain[] = [];
  const waiting: [Expr, Context][] = [[root, { within: undefined, followed: true, subqueries: [] }]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [expr, context] = next;
    if (expr.kind !== 'binary' || expr.op !== 'or') {
      waiting.push(...below(expr, context).reverse());
      continue;
    }
    const { within, followed, subqueries } = context;
    const operands = operandsOf(expr).map(operand => ({
      expr: operand,
      asked: subqueries.reduce(present, operand),
      isDefault: isDefault(operand),
    }));
    chains.push({ operands, matching: expr.matching, within, followed });
    for (const operand of [...operands].reverse()) {
      waiting.push([operand.expr, { within: operand, followed: true, subqueries }]);
    }
  }
  return chains;
}

/** Operands of an `or` with those of the `or`s in it that match by all labels as well. */
function operandsOf(root: Binary): readonly Expr[] {
  const operands: Expr[] = [];
  const waiting: Expr[] = [root.rhs, root.lhs];
  for (let expr = waiting.pop(); expr; expr = waiting.pop()) {
    const inner = unwrap(expr);
    if (inner.kind === 'binary' && inner.op === 'or' && !root.matching && !inner.matching) {
      waiting.push(inner.rhs, inner.lhs);
    } else operands.push(expr);
  }
  return operands;
}

function below(expr: Expr, context: Context): [Expr, Context][] {
  const apart: Context = { ...context, followed: false };
  switch (expr.kind) {
    case 'paren':
      return [[expr.expr, context]];
    case 'unary':
      return [[expr.expr, apart]];
    case 'subquery':
      return [[expr.expr, { ...apart, subqueries: [expr, ...context.subqueries] }]];
    case 'aggregate':
      return [[expr.expr, isChoosing(expr.op) ? context : apart]];
    case 'call':
      if (expr.func.name.startsWith('absent')) return [];
      return expr.args.map(arg => [arg, expr.func.name.startsWith('sort') ? context : apart]);
    case 'binary':
      return belowBinary(expr, context, apart);
    default:
      return [];
  }
}

function belowBinary({ op, lhs, rhs, bool, matching }: Binary, context: Context, apart: Context): [Expr, Context][] {
  if (op === 'unless') return [[lhs, context]];
  if (op === 'and') {
    return [
      [lhs, context],
      [rhs, apart],
    ];
  }
  const filters = isComparison(op) && !bool && !matching;
  const leftIsVector = typeOf(lhs) !== 'scalar';
  return [
    [lhs, filters && leftIsVector ? context : apart],
    [rhs, filters && !leftIsVector ? context : apart],
  ];
}

/** Whether an expression gave a series anywhere in a subquery. */
function present(expr: Expr, subquery: Subquery): Call {
  const { from, to } = subquery;
  const at = { from, to };
  return {
    ...at,
    kind: 'call',
    func: { ...at, name: 'present_over_time', quoted: false },
    args: [{ ...subquery, expr }],
    parens: at,
  };
}

function isDefault(operand: Expr): boolean {
  const expr = unwrap(operand);
  if (expr.kind === 'call') return expr.func.name === 'vector' && numberOf(expr.args[0] ?? expr) !== undefined;
  return expr.kind === 'binary' && expr.op === '*' && [expr.lhs, expr.rhs].some(side => numberOf(side) === 0);
}
