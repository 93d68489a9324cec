// Used divided by free is taken for the share in use, which is used divided by used plus free.
// Partners are found by the catalogue's roles; labels, ranges and aggregations around them do not matter.
import type { Catalog } from '../../catalog/schema';
import type { Binary, Expr, VectorSelector } from '../../promql/ast';
import { metricName, thresholdOf, unwrap } from '../../promql/inspect';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/used-over-free',
  summary: 'Used divided by free is read as the share in use.',
  severity: 'warning',
  since: '0.1.0',
  on: 'binary',
  needs: ['catalog'],
  messages: {
    compared:
      '`{used}` divided by `{free}` is not the share in use: {threshold} is crossed at {percent} % already. Divide by used plus free.',
    plain:
      '`{used}` divided by `{free}` is not the share in use: it reaches 1 when half is used. Divide by used plus free.',
  },
  run({ node, in: unit }, ctx) {
    if (node.op !== '/') return;
    const used = measured(node.lhs);
    const free = measured(node.rhs);
    const usedName = used && partOf(used, 'used', ctx.catalog);
    const freeName = free && partOf(free, 'free', ctx.catalog);
    if (!usedName || !freeName || usedName.family !== freeName.family) return;
    const threshold = thresholdOf(node, unit.parents(node));
    const ratio = threshold && threshold.value / threshold.factor;
    // A bound above 1 may be meant as it stands: more used than free.
    if (ratio !== undefined && (ratio <= 0 || ratio > 1)) return;
    const names = { used: usedName.name, free: freeName.name };
    const options = { fix: fixFor(node, unit.text) };
    if (threshold && ratio !== undefined) {
      const percent = Math.round((100 * ratio) / (1 + ratio));
      ctx.report(node, 'compared', { ...names, threshold: threshold.value, percent }, options);
    } else if (!threshold) {
      ctx.report(node, 'plain', names, options);
    }
  },
});

/** The selector whose values an expression passes on, through sums, averages and functions over time. */
function measured(expr: Expr): VectorSelector | undefined {
  const inner = unwrap(expr);
  switch (inner.kind) {
    case 'selector':
      return inner;
    case 'matrix':
      return inner.selector;
    case 'aggregate':
      return ['sum', 'avg', 'min', 'max'].includes(inner.op) ? measured(inner.expr) : undefined;
    case 'call':
      return /^(avg|max|min|last)_over_time$/.test(inner.func.name) && inner.args[0]
        ? measured(inner.args[0])
        : undefined;
    default:
      return undefined;
  }
}

function partOf(
  selector: VectorSelector,
  part: string,
  catalog: Catalog,
): { name: string; family: string } | undefined {
  const name = metricName(selector);
  const role = name === undefined ? undefined : catalog.find(name)?.metric.role;
  return name !== undefined && role?.part === part ? { name, family: role.family } : undefined;
}

/** Not safe to apply unseen: the threshold was perhaps tuned to the wrong ratio. */
function fixFor(node: Binary, text: string) {
  if (node.matching || node.fills.length > 0) return undefined;
  const [left, right] = [node.lhs, node.rhs].map(side => text.slice(side.from, side.to));
  if (left!.includes('\n') || right!.includes('\n')) return undefined;
  return { title: 'Divide by used plus free', safe: false, edits: [{ at: node.rhs, newText: `(${left} + ${right})` }] };
}
