// Numbers inside of an expression that something is compared with, where another number needs other values: the `0.9` of
// `x > 0.9 * y`, the `80` of `count(temp > 80) > 2`. Layer: features (over promql).
import type { Expr } from '../promql/ast';
import { isComparison, mirrored, numberOf, unwrap } from '../promql/inspect';
import { walk } from '../promql/walk';
import type { InnerNumber } from './previewShapes';

/** More than anybody tries out in one rule. */
const most = 8;

/** In the order in which they are written; `except` has the places of the thresholds that are known otherwise. */
export function innerNumbers(expr: Expr, text: string, except: ReadonlySet<number>): readonly InnerNumber[] {
  const found: InnerNumber[] = [];
  const add = (number: Expr, whole: Expr, label: string): void => {
    const value = numberOf(number);
    const { from, to } = number;
    // A length of time is no threshold that one drags.
    if (value === undefined || !Number.isFinite(value) || except.has(from) || isLength(number)) return;
    const shown = label === '' ? `${text.slice(whole.from, from)}…${text.slice(to, whole.to)}` : label;
    found.push({ label: shown.replace(/\s+/g, ' '), at: { from, to }, value });
  };
  walk(expr, node => {
    if (node.kind !== 'binary' || !isComparison(node.op)) return;
    const { lhs, rhs } = node;
    for (const [side, other, op] of [
      [rhs, lhs, node.op],
      [lhs, rhs, mirrored(node.op)],
    ] as const) {
      if (numberOf(other) !== undefined) continue;
      if (numberOf(side) !== undefined) add(side, node, `${text.slice(other.from, other.to)} ${op}`);
      else for (const number of operands(side)) add(number, node, '');
    }
  });
  return found.sort((a, b) => a.at.from - b.at.from).slice(0, most);
}

/** The numbers that a side is worked out with: operands of its arithmetic. */
function operands(side: Expr): readonly Expr[] {
  const numbers: Expr[] = [];
  const open: Expr[] = [side];
  for (let next = open.pop(); next; next = open.pop()) {
    const node = unwrap(next);
    if (numberOf(node) !== undefined) numbers.push(node);
    else if (node.kind === 'binary' && arithmetic.has(node.op)) open.push(node.rhs, node.lhs);
  }
  return numbers;
}

const arithmetic: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%', '^']);

function isLength(number: Expr): boolean {
  const node = unwrap(number);
  return node.kind === 'number' && node.duration;
}
