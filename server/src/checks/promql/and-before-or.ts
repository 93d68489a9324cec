// `a > 1 or b > 2 and on (…) c == 1`: `and` binds before `or`, so that the condition at the end is one of the last part alone.
// Layer: checks.
import type { ExprUnit } from '../../analysis/rule';
import type { Binary, Expr } from '../../promql/ast';
import { isComparison, numberOf } from '../../promql/inspect';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/and-before-or',
  summary: 'A condition behind `and` is one of the last part of an `or` alone.',
  severity: 'info',
  since: '0.1.0',
  on: 'binary',
  only: ['or'],
  between: 'series',
  messages: {
    found:
      '`{op}` binds before `or`, so what follows it is a condition of `{part}` alone: write parentheses around all that it is a condition of, `(… or …) {op} …`, or around what belongs together.',
  },
  run({ node, in: unit }, ctx) {
    const guarded = node.rhs;
    if (!unit.sound || !unit.rule.alert || guarded.kind !== 'binary') return;
    if ((guarded.op !== 'and' && guarded.op !== 'unless') || !guarded.matching?.on) return;
    // Two conditions of one kind, and one of another that is matched by a label: written as a list, it reads as one for both.
    if (!isBound(lastOf(node.lhs)) || !isBound(guarded.lhs) || !isListed(node, guarded, unit)) return;
    const text = unit.text.slice(guarded.lhs.from, guarded.lhs.to).replace(/\s+/g, ' ');
    const part = text.length > 40 ? `${text.slice(0, 39)}…` : text;
    ctx.report(guarded.opSpan, 'found', { op: guarded.op, part });
  },
});

function lastOf(expr: Expr): Expr {
  return expr.kind === 'binary' && expr.op === 'or' ? expr.rhs : expr;
}

/** A value compared with a number. */
function isBound(expr: Expr): boolean {
  return expr.kind === 'binary' && isComparison(expr.op) && !expr.bool && numberOf(expr.rhs) !== undefined;
}

/** Whether both operators stand at the same place of their lines: one under the other, or on one line. */
function isListed({ opSpan }: Binary, { opSpan: inner }: Binary, { text }: ExprUnit): boolean {
  const [outerLine, innerLine] = [lineStart(text, opSpan.from), lineStart(text, inner.from)];
  if (outerLine === innerLine) return true;
  const begins = [opSpan, inner].every(({ from }) => text.slice(lineStart(text, from), from).trim() === '');
  return begins && opSpan.from - outerLine === inner.from - innerLine;
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}
