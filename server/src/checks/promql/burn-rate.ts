// The arithmetic of burn rates: a factor times the budget, which is 1 minus the objective, alike in both windows of a pair, which
// are joined by `and`.
// Layer: checks.
import type { AlertUnit, ExprUnit } from '../../analysis/rule';
import type { Binary, Expr } from '../../promql/ast';
import { sameExpr } from '../../promql/equal';
import { isComparison, numberOf, unwrap } from '../../promql/inspect';
import { close } from '../../promql/value/unit';
import { rounded } from '../../promql/value/value';
import { defineCheck, type Fix } from '../check';

/** Factors of the usual multi-window alerts. */
const factors: readonly number[] = [14.4, 13.44, 6, 5.6, 7.2, 3, 2.8, 1];

export const check = defineCheck({
  id: 'promql/burn-rate',
  summary: 'A burn rate is compared with a factor of another budget than the objective leaves.',
  severity: 'warning',
  since: '0.1.0',
  on: 'alert',
  given: ['sound'],
  messages: {
    objective:
      'A ratio of errors is compared with {factor} times {written}, which is the objective and not what it leaves: write {budget}.',
    alone:
      'A ratio is 1 at most and is compared with {factor}, a burn rate: multiply it by the budget, such as 0.001 for 99.9 %.',
    other:
      'The message says {stated} %, which leaves {budget}, and the expression compares with {factor} times {written}.',
    pair: 'The long window is compared with {first} times the budget and the short one with {second} times it: both windows of a pair take the same factor.',
    either:
      'With `or` the short window fires by itself, for every spike that is over before it costs anything: join the two windows of a pair with `and`.',
  },
  run(alert, ctx) {
    const { expr } = alert;
    if (!expr?.sound || !/\d/.test(expr.text)) return;
    for (const { node, fix } of eitherWindow(expr)) {
      ctx.report({ source: expr.source, span: node.opSpan }, 'either', {}, { fix });
    }
    if (!/(?:14\.4|13\.44|\*)/.test(expr.text)) return;
    const at = (span: { readonly from: number; readonly to: number }) => ({ source: expr.source, span });
    const found = new Map<Expr, Burn>();
    for (const node of expr.nodes) {
      if (node.kind !== 'binary' || !isComparison(node.op)) continue;
      const burn = burnOf(node);
      if (!burn) continue;
      found.set(node, burn);
      const { factor, budget, bound } = burn;
      if (budget === undefined) {
        const { unit } = expr.valueOf(node.lhs);
        if (unit?.of === 'share' && close(unit.scale, 1)) ctx.report(at(bound), 'alone', { factor });
      } else if (budget > 0.5) {
        if (!/err|slo|burn|fail/i.test(expr.text.slice(node.lhs.from, node.lhs.to))) continue;
        ctx.report(at(bound), 'objective', { factor, written: budget, budget: rounded(1 - budget) });
      } else {
        const stated = objectiveIn(alert);
        const left = rounded(1 - (stated ?? 100) / 100);
        // Also where the text names what is left of all requests at that rate: 94 % at 6 times 0.01.
        if (stated === undefined || close(left, budget) || close(left, rounded(factor * budget))) continue;
        const data = { stated, budget: left, factor, written: budget };
        ctx.report(at(bound), 'other', data, { severity: 'info' });
      }
    }
    for (const node of expr.nodes) {
      if (node.kind !== 'binary' || node.op !== 'and') continue;
      const [first, second] = [found.get(unwrap(node.lhs)), found.get(unwrap(node.rhs))];
      if (first?.budget === undefined || second?.budget === undefined || first.factor === second.factor) continue;
      if (!close(first.budget, second.budget)) continue;
      ctx.report(at(second.bound), 'pair', { first: first.factor, second: second.factor }, { severity: 'info' });
    }
  },
});

interface Burn {
  readonly bound: Expr;
  readonly factor: number;
  /** What the factor is multiplied with; undefined where it stands alone. */
  readonly budget?: number;
}

/** `ratio > 14.4 * 0.001`, `ratio > (14.4 * (1 - 0.999))`, `ratio > 14.4`. */
function burnOf({ op, lhs, rhs }: Binary): Burn | undefined {
  if ((op !== '>' && op !== '>=') || numberOf(lhs) !== undefined) return undefined;
  const bound = unwrap(rhs);
  if (bound.kind === 'number') {
    return close(bound.value, 14.4) || close(bound.value, 13.44) ? { bound, factor: bound.value } : undefined;
  }
  if (bound.kind !== 'binary' || bound.op !== '*') return undefined;
  const [a, b] = [numberOf(bound.lhs), numberOf(bound.rhs)];
  if (a === undefined || b === undefined) return undefined;
  const isFactor = (number: number): boolean => factors.some(one => close(one, number));
  if (isFactor(a) && b > 0 && b < 1) return { bound, factor: a, budget: rounded(b) };
  return isFactor(b) && a > 0 && a < 1 ? { bound, factor: b, budget: rounded(a) } : undefined;
}

/** `a[1h] > bound or a[5m] > bound`: the same ratio over two windows, with the same factor of the budget. */
function eitherWindow({
  nodes,
  text,
  source,
}: ExprUnit): readonly { readonly node: Binary; readonly fix: Fix | undefined }[] {
  if (!/\bor\b/i.test(text)) return [];
  const found: { node: Binary; fix: Fix | undefined }[] = [];
  for (const node of nodes) {
    if (node.kind !== 'binary' || node.op !== 'or') continue;
    const [before, second] = [unwrap(node.lhs), unwrap(node.rhs)];
    const isChain = before.kind === 'binary' && before.op === 'or';
    const first = isChain ? unwrap(before.rhs) : before;
    if (first.kind !== 'binary' || second.kind !== 'binary' || first.op !== second.op) continue;
    if (!sameExpr(first.rhs, second.rhs) || !isBurn(first, text) || !isBurn(second, text)) continue;
    const [one, other] = [first, second].map(({ lhs }) => text.slice(lhs.from, lhs.to));
    if (one === other || withoutWindows(one!) !== withoutWindows(other!)) continue;
    const fix = {
      title: 'Join them with and',
      safe: false,
      edits: [{ at: { source, span: node.opSpan }, newText: 'and' }],
    };
    found.push({ node, fix: isChain ? undefined : fix });
  }
  return found;
}

/** A ratio compared with a factor of a budget, or a burn rate with a factor. */
function isBurn(node: Binary, text: string): boolean {
  const burn = burnOf(node);
  if (burn?.budget !== undefined) return burn.budget <= 0.5;
  return (
    /^>=?$/.test(node.op) && numberOf(node.rhs) !== undefined && /burn/i.test(text.slice(node.lhs.from, node.lhs.to))
  );
}

/** A text without blanks and without durations: `[1h]`, `ratio_rate1h`, `window="1h"`. */
function withoutWindows(text: string): string {
  return text.replace(/\s|\d{1,4}[smhdwy](?![A-Za-z0-9])/g, '');
}

/** The only objective that the alert names: "99.9%". */
function objectiveIn({ annotations }: AlertUnit): number | undefined {
  const stated = new Set<number>();
  for (const { text } of annotations) {
    for (const [, digits] of text.matchAll(/\b(9\d(?:\.\d{1,3})?) ?%/g)) stated.add(Number(digits));
  }
  const [only, ...more] = stated;
  return more.length === 0 ? only : undefined;
}
