// Bounds on one value that exclude each other, joined by `and`, and parts asked to be more than their whole: nothing passes.
// Layer: checks.

import type { ExprUnit } from '../../analysis/rule';
import type { Binary, Expr } from '../../promql/ast';
import { type Bound, boundIn } from '../../promql/bounds';
import { sameExpr } from '../../promql/equal';
import { isComparison, mirrored, passes, unwrap } from '../../promql/inspect';
import { isSurelyPart } from '../../promql/value/part';
import { selectorsOf } from '../../promql/walk';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/contradiction',
  summary: 'Two conditions on the same value exclude each other.',
  severity: 'warning',
  since: '0.1.0',
  on: 'expr',
  given: ['sound'],
  messages: {
    found:
      'No value passes both `{first}` and `{second}`, so this never fires: write `or` for either, or correct a bound.',
    highest:
      '`{func}()` looks at the present value as well, so nothing is ever {beyond} it: let the range end earlier with `offset`.',
    whole:
      'The {smaller} side is a part of the other and never more than it, so this never fires: compare it with a share of the whole, as in `> 0.9 * …`.',
    itself: 'Both sides of `unless` are of the same series, so nothing is ever left: correct one of them.',
  },
  run(unit, ctx) {
    if (!unit.sound) return;
    for (const node of unit.nodes) {
      if (node.kind === 'binary' && node.op === 'unless' && !node.matching && isSameOrMore(node.rhs, node.lhs)) {
        ctx.report(node.rhs, 'itself', {});
      }
      const own = node.kind === 'binary' && !node.bool ? beyondOwn(node) : undefined;
      if (own) ctx.report(node, 'highest', own);
      const smaller = node.kind === 'binary' && !node.bool ? partAbove(node, unit) : undefined;
      if (smaller) ctx.report(node, 'whole', { smaller });
      if (node.kind !== 'binary' || node.op !== 'and') continue;
      const clash = isInner(node, unit.parents(node)) ? undefined : clashIn(node);
      if (!clash) continue;
      const [first, second] = clash.map(({ op, written }) => `${op} ${written}`) as [string, string];
      ctx.report(clash[1].node, 'found', { first, second });
    }
  },
});

/** Whether one side has all series that the other has: the same, or the same before a comparison dropped some. */
function isSameOrMore(one: Expr, other: Expr): boolean {
  if (selectorsOf(other).length === 0) return false;
  if (sameExpr(one, other)) return true;
  const [wide, narrow] = [filterIn(unwrap(one)), filterIn(unwrap(other))];
  if (wide && narrow && isWider(wide, narrow) && sameExpr(wide.value, narrow.value)) return true;
  const inner = unwrap(other);
  return inner.kind === 'binary' && isComparison(inner.op) && !inner.bool && sameExpr(one, inner.lhs);
}

/** `x > max_over_time(x[1h])`, also a multiple of it: no value passes its own highest. */
function beyondOwn({ op, lhs, rhs }: Binary): { readonly func: string; readonly beyond: string } | undefined {
  const [value, limit, reads] =
    unwrap(lhs).kind === 'selector' ? [unwrap(lhs), rhs, op] : [unwrap(rhs), lhs, mirrored(op)];
  if (value.kind !== 'selector' || value.offset || value.at || (reads !== '>' && reads !== '<')) return undefined;
  const call = unwrap(limit);
  if (call.kind !== 'call' || call.func.name !== (reads === '>' ? 'max_over_time' : 'min_over_time')) return undefined;
  const range = call.args[0];
  if (range?.kind !== 'matrix' || !sameExpr(range.selector, value)) return undefined;
  return { func: call.func.name, beyond: reads === '>' ? 'above' : 'below' };
}

/** The side of `used > total` that is a part of the other. */
function partAbove({ op, lhs, rhs, matching }: Binary, unit: ExprUnit): 'left' | 'right' | undefined {
  if ((op !== '>' && op !== '<') || matching || selectorsOf(lhs).length === 0 || selectorsOf(rhs).length === 0)
    return undefined;
  const [part, whole] = op === '>' ? [lhs, rhs] : [rhs, lhs];
  if (sameExpr(part, whole) || !isSurelyPart({ lhs: part, rhs: whole }, unit.valueOf(part), unit.valueOf(whole)))
    return undefined;
  return op === '>' ? 'left' : 'right';
}

/** Whether what passes one bound passes the other: `> 0.2` and `> 0.1`. */
function isWider(wide: Bound, narrow: Bound): boolean {
  if (isLower(wide) && isLower(narrow))
    return wide.written < narrow.written || (wide.written === narrow.written && wide.op === '>=');
  if (isUpper(wide) && isUpper(narrow))
    return wide.written > narrow.written || (wide.written === narrow.written && wide.op === '<=');
  return narrow.op === '==' && passes(narrow.written, wide.op, wide.written);
}

/** Two bounds of one value that must both hold: of the same series, or of what has none, such as `hour()`. */
function clashIn(node: Binary): readonly [Bound, Bound] | undefined {
  const ofSeries = node.matching ? undefined : firstClash(boundsOf(node, false));
  return ofSeries ?? firstClash(boundsOf(node, true).filter(({ value }) => selectorsOf(value).length === 0));
}

function boundsOf(node: Binary, throughMatching: boolean): readonly Bound[] {
  return conjunctsOf(node, throughMatching).flatMap(part => filterIn(part) ?? []);
}

/** Whether a longer chain of `and` holds this one. */
function isInner(node: Binary, parents: readonly Expr[]): boolean {
  const parent = parents.filter(({ kind }) => kind !== 'paren').at(-1);
  return parent?.kind === 'binary' && parent.op === 'and' && (!parent.matching || node.matching !== undefined);
}

/** How many parts of a chain are looked at; nobody writes more. */
const mostParts = 20;

/** The parts that must all hold; with `throughMatching` also those of `and on (…)`, which may hold for other series. */
function conjunctsOf(node: Expr, throughMatching: boolean): readonly Expr[] {
  const parts: Expr[] = [];
  const rest = [node];
  for (let next = rest.pop(); next && parts.length < mostParts; next = rest.pop()) {
    const inner = unwrap(next);
    if (inner.kind === 'binary' && inner.op === 'and' && (throughMatching || !inner.matching))
      rest.push(inner.rhs, inner.lhs);
    else parts.push(inner);
  }
  return parts;
}

/** A comparison that drops what does not pass it. */
function filterIn(expr: Expr): Bound | undefined {
  return expr.kind === 'binary' && !expr.bool ? boundIn(expr) : undefined;
}

function firstClash(bounds: readonly Bound[]): readonly [Bound, Bound] | undefined {
  for (const [i, second] of bounds.entries()) {
    const first = bounds.slice(0, i).find(one => exclude(one, second) && sameExpr(one.value, second.value));
    if (first) return [first, second];
  }
  return undefined;
}

function exclude(a: Bound, b: Bound): boolean {
  if (a.op === '==') return !passes(a.written, b.op, b.written);
  if (b.op === '==') return !passes(b.written, a.op, a.written);
  const [low, high] = isLower(a) ? [a, b] : [b, a];
  if (!isLower(low) || !isUpper(high)) return false;
  return low.written > high.written || (low.written === high.written && (low.op === '>' || high.op === '<'));
}

function isLower({ op }: Bound): boolean {
  return op === '>' || op === '>=';
}

function isUpper({ op }: Bound): boolean {
  return op === '<' || op === '<=';
}
