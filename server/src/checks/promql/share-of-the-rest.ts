// A share that is taken of what is left, where it has to be one of the whole: `(size - avail) / avail`, `(free - avail) / free`.
// Layer: checks.

import type { Catalog } from '../../catalog/schema';
import type { Expr } from '../../promql/ast';
import { metricName, numberOf, unwrap } from '../../promql/inspect';
import { measuredBy, type Threshold, thresholdOf } from '../../promql/values';
import { allOf, inCode } from '../../text/words';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/share-of-the-rest',
  summary: 'What is used, or free, is divided by what is left and not by the whole.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'binary',
  only: ['/'],
  between: 'series',
  needs: ['catalog'],
  messages: {
    used: '`{whole}` minus `{rest}` is what is used, and divided by `{rest}` no share: {written} is reached with {percent} % in use; divide by `{whole}`.',
    rests:
      '{parts} are both what is left, so this is no share of what is used, and a disk or memory that is full can have any value here: divide what is used by the whole.',
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound || node.fills.length > 0) return;
    const divisor = partIn(node.rhs, ctx.catalog);
    if (!divisor || divisor.part === 'total') return;
    const bound = thresholdOf(node, unit.parents(node));
    if (!bound) return;
    const { expr, factor } = withoutFactor(node.lhs);
    const sides = expr.kind === 'binary' && expr.op === '-' ? [expr.lhs, expr.rhs] : [expr];
    const parts = sides.map(side => partIn(side, ctx.catalog));
    const [first, second] = parts;
    if (!first || parts.some(part => part?.family !== divisor.family)) return;
    if (first.part === 'total') {
      const share = second?.name === divisor.name ? shareAt(bound, factor) : undefined;
      if (share !== undefined && second) {
        const data = { whole: first.name, rest: second.name, written: bound.written, percent: Math.round(100 * share) };
        ctx.report(node, 'used', data);
      }
      return;
    }
    const names = [...new Set([...parts, divisor].map(part => part!.name))];
    if (names.length !== 2 || parts.some(part => part?.part === 'total')) return;
    ctx.report(node, 'rests', { parts: allOf(inCode(names)) });
  },
});

/** The share in use at which used divided by free reaches the bound; undefined where the bound may be meant as it stands. */
function shareAt({ op, value }: Threshold, factor: number): number | undefined {
  const meant = value / factor;
  return op === '==' || op === '!=' || !(meant > 0 && meant < 1) ? undefined : meant / (1 + meant);
}

interface Part {
  readonly name: string;
  readonly family: string;
  readonly part: string;
}

/** What a side measures, where that is all of something or what is left of it. */
function partIn(side: Expr, catalog: Catalog): Part | undefined {
  const measured = measuredBy(side);
  const name = measured?.factor === 1 ? metricName(measured.selector) : undefined;
  const role = name === undefined ? undefined : catalog.find(name)?.metric.role;
  return name !== undefined && role && /^(?:total|free|available)$/.test(role.part) ? { name, ...role } : undefined;
}

/** `100 * (a - b)` as `a - b` and 100. */
function withoutFactor(expr: Expr): { readonly expr: Expr; readonly factor: number } {
  const inner = unwrap(expr);
  if (inner.kind !== 'binary' || inner.op !== '*') return { expr: inner, factor: 1 };
  const [left, right] = [numberOf(inner.lhs), numberOf(inner.rhs)];
  if (right !== undefined) return { expr: unwrap(inner.lhs), factor: right };
  return left === undefined ? { expr: inner, factor: 1 } : { expr: unwrap(inner.rhs), factor: left };
}
