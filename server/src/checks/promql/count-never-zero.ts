// A count compared with zero: where there is nothing to count there is no result at all, so the comparison is never true.
// Layer: checks.
import type { ExprUnit } from '../../analysis/rule';
import type { Aggregate, Expr } from '../../promql/ast';
import { isComparison, unwrap } from '../../promql/inspect';
import { type Threshold, thresholdOf } from '../../promql/values';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/count-never-zero',
  summary: 'A count is compared with zero, which it never is.',
  severity: 'warning',
  since: '0.1.0',
  on: 'expr',
  given: ['sound'],
  mentions: ['count', 'group', 'count_over_time', 'present_over_time'],
  messages: {
    count:
      '`{func}()` of nothing has no result instead of 0, so `{op} {written}` is never true: use `absent()`, or count with `or vector(0)`.',
    none: '`count()` of nothing has no result instead of 0, so the alert is silent when none is left: count with `or vector(0)`.',
    overTime:
      '`{func}()` of nothing has no result instead of 0, so `{op} {written}` is never true: use `absent_over_time()`.',
  },
  run(unit, ctx) {
    if (!unit.sound) return;
    for (const node of unit.nodes) {
      const func = countOf(node);
      if (func === undefined) continue;
      const threshold = thresholdOf(node, unit.parents(node));
      const ofShare = threshold ?? shareOf(node, unit);
      if (!threshold && ofShare && node.kind === 'aggregate' && leavesNothing(node, ofShare, unit)) {
        ctx.report(ofShare.node, 'none', {}, { severity: 'info' });
      }
      if (!threshold) continue;
      if (!isNever(threshold)) {
        if (node.kind === 'aggregate' && isSilentAtNone(node, threshold, unit)) {
          ctx.report(threshold.node, 'none', {}, { severity: 'info', fix: fixFor(node, threshold, unit.text) });
        }
        continue;
      }
      const data = { func, op: threshold.writtenOp, written: threshold.written };
      if (node.kind === 'aggregate') {
        ctx.report(threshold.node, 'count', data, { fix: fixFor(node, threshold, unit.text) });
      } else {
        ctx.report(threshold.node, 'overTime', data);
      }
    }
  },
});

function countOf(node: Expr): string | undefined {
  if (node.kind === 'aggregate') return node.op === 'count' || node.op === 'group' ? node.op : undefined;
  if (node.kind !== 'call') return undefined;
  const { name } = node.func;
  return name === 'count_over_time' || name === 'present_over_time' ? name : undefined;
}

/** Whether only a count below 1 would do. */
function isNever({ op, value }: Threshold): boolean {
  if (op === '==' || op === '<=') return value < 1;
  return op === '<' && value <= 1;
}

/**
 * `count(up == 1) < 2`: the condition may leave nothing to count, and that is worse than one. Where groups are kept, or another
 * part asks whether there is anything, nothing is said.
 */
function isSilentAtNone(node: Aggregate, threshold: Threshold, unit: ExprUnit): boolean {
  return threshold.value > 1 && leavesNothing(node, threshold, unit);
}

/** What `count(up == 1) / count(up)` is compared with: of those that are left, the share. */
function shareOf(node: Expr, unit: ExprUnit): Threshold | undefined {
  const parents = unit.parents(node);
  let at = parents.length - 1;
  while (parents[at]?.kind === 'paren') at--;
  const quotient = parents[at];
  if (quotient?.kind !== 'binary' || quotient.op !== '/' || unwrap(quotient.lhs) !== node) return undefined;
  return unwrap(quotient.rhs).kind === 'aggregate' ? thresholdOf(quotient, parents.slice(0, at)) : undefined;
}

function leavesNothing(node: Aggregate, threshold: Threshold, unit: ExprUnit): boolean {
  if (node.op !== 'count' || node.grouping || !threshold.op.startsWith('<')) return false;
  const counted = unwrap(node.expr);
  if (counted.kind !== 'binary' || !isComparison(counted.op) || counted.bool) return false;
  return unit.rule.alert !== undefined && unit.parents(threshold.node).every(({ kind }) => kind === 'paren');
}

/** Where nothing else stands in between and no labels are kept, the zero can be added; what is meant may be another thing. */
function fixFor(node: Aggregate, { node: { lhs, op } }: Threshold, text: string) {
  if (lhs !== node || node.grouping || !isComparison(op)) return undefined;
  const count = text.slice(node.from, node.to);
  if (/[\n#]/.test(count)) return undefined;
  return {
    title: 'Count nothing as 0',
    safe: false,
    edits: [{ at: { from: node.from, to: node.to }, newText: `(${count} or vector(0))` }],
  };
}
