// `a > 1 or on (instance) b > 2`: one series of the left side hides all of the right side with the same `instance`, also those of
// other devices. Layer: checks.
import type { ExprUnit } from '../../analysis/rule';
import type { Binary, Expr } from '../../promql/ast';
import { isComparison, metricName, numberOf, unwrap } from '../../promql/inspect';
import { selectorsOf } from '../../promql/walk';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/hidden-by-or',
  summary: 'One series on the left of `or` hides those of other devices on the right.',
  severity: 'warning',
  since: '0.1.0',
  on: 'binary',
  only: ['or'],
  between: 'series',
  follows: 'recordings',
  messages: {
    found:
      'One `{label}` on the left hides all of the right side{labels}, so the others are not told of: leave out `{clause}`, as `or` needs no labels to match by.',
  },
  run({ node, in: unit }, ctx) {
    const { matching } = node;
    if (!unit.sound || !unit.rule.alert || !matching) return;
    // The one stands in for the other where both ask the same metric, or where what is left is no condition of its own.
    if (!isCondition(node.lhs) || !isCondition(node.rhs) || isOfSame(node)) return;
    const label = distinguishing(node, unit);
    if (label === undefined) return;
    const names = matching.labels.map(({ name }) => `\`${name}\``).join(' and ');
    const labels = matching.on && names !== '' ? ` with the same ${names}` : '';
    const clause = unit.text.slice(matching.from, matching.to).replace(/\s+/g, ' ');
    ctx.report(matching, 'found', { label, labels, clause });
  },
});

/** A value compared with a number, or several of such joined by `or`. */
function isCondition(expr: Expr): boolean {
  const inner = unwrap(expr);
  if (inner.kind !== 'binary') return false;
  if (inner.op === 'or') return isCondition(inner.lhs) && isCondition(inner.rhs);
  return isComparison(inner.op) && !inner.bool && numberOf(inner.rhs) !== undefined;
}

function isOfSame({ lhs, rhs }: Binary): boolean {
  const names = new Set(selectorsOf(lhs).map(metricName));
  return selectorsOf(rhs).some(selector => names.has(metricName(selector)));
}

/** Labels of which a target, a namespace or a node has several; those of one list say the same of a series. */
const several: readonly (readonly string[])[] = [
  ['gpu', 'UUID', 'uuid', 'gpu_uuid', 'pci_bus_id', 'device', 'mountpoint'],
  ['container'],
  ['pod'],
  ['deployment'],
  ['persistentvolumeclaim'],
  ['topic', 'queue'],
];

/** Whether both sides ask for the same one: `{gpu="0"}` on either. */
function isOfOne(labels: readonly string[], sides: readonly Expr[]): boolean {
  const [first, ...others] = sides
    .flatMap(selectorsOf)
    .map(
      ({ matchers }) =>
        new Set(
          matchers.flatMap(({ label, op, value }) =>
            op === '=' && value?.value && labels.includes(label.name) ? [`${label.name}=${value.value}`] : [],
          ),
        ),
    );
  return first !== undefined && [...first].some(asked => others.every(other => other.has(asked)));
}

/** A label that surely tells apart series of both sides, and by which they are not matched. */
function distinguishing({ matching, lhs, rhs }: Binary, unit: ExprUnit): string | undefined {
  const listed = new Set(matching?.labels.map(({ name }) => name));
  const isMatched = (label: string): boolean => listed.has(label) === matching?.on;
  const branches = [lhs, rhs].flatMap(side => unit.shapeOf(side).branches);
  const isSure = (label: string): boolean => branches.every(({ sure }) => sure.has(label));
  for (const labels of several) {
    const label = labels.find(isSure);
    // By `ignoring` all others are matched, some of which may tell the same.
    if (
      label !== undefined &&
      !isOfOne(labels, [lhs, rhs]) &&
      !labels.some(one => isMatched(one) && (matching?.on || isSure(one)))
    )
      return label;
  }
  return undefined;
}
