// Aggregations: `by` keeps, `without` drops, topk and its kin leave series as they are.
// Layer: promql.

import type { Aggregate } from '../ast';
import { isChoosing } from '../inspect';
import { type Branch, nameLabel, withSamples } from './branch';
import { Draft, keepOnly, mergeBranches } from './draft';

/** Branches of an aggregation over an operand of these branches. Series of different branches fall into the same groups. */
export function aggregateBranches(node: Aggregate, operand: readonly Branch[]): readonly Branch[] {
  if (isChoosing(node.op)) return operand.map(branch => ({ ...branch, always: false }));
  const merged = mergeBranches(operand);
  const value = constantOf(node.op, operand);
  const grouped = withSamples(group(node, merged), merged.metrics, value, merged.always);
  return [node.op === 'count_values' ? addValueLabel(node, grouped) : grouped];
}

function group({ grouping, opSpan }: Aggregate, operand: Branch): Branch {
  if (!grouping?.without) {
    const labels = grouping?.labels.map(({ name }) => name) ?? [];
    return keepOnly(operand, labels, grouping ?? opSpan);
  }
  const draft = new Draft(operand).remove(nameLabel, opSpan);
  for (const label of grouping.labels) draft.remove(label.name, label);
  return draft.done();
}

function addValueLabel({ param, grouping }: Aggregate, branch: Branch): Branch {
  const literal = param?.kind === 'paren' ? param.expr : param;
  if (literal?.kind !== 'string' || literal.value === '') return branch;
  // The new label is there before `without` drops labels.
  const again = grouping?.without && grouping.labels.some(({ name }) => name === literal.value);
  return again ? branch : new Draft(branch).set(literal.value, true).done();
}

/** The aggregate of a single sample whose value is known: `sum(vector(5))`. `group` is 1 whatever it groups. */
function constantOf(op: string, operand: readonly Branch[]): number | undefined {
  if (op === 'group') return 1;
  const only = operand[0];
  if (!only || operand.length > 1 || !only.always || only.open || only.possible.size > 0) return undefined;
  if (op === 'count') return 1;
  return ['sum', 'avg', 'min', 'max'].includes(op) ? only.constantValue : undefined;
}
