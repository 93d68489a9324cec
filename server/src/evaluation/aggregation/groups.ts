// Groups of an aggregation: which series go together, and what the result is called. Layer: evaluation.
import type { Aggregate, Grouping } from '../../promql/ast';
import { Labels } from '../../series/labels';
import type { Column } from '../column';
import type { Evaluation } from '../evaluation';
import { isMetadata } from '../names';

/** Series of one group, in their order. */
export interface Group {
  readonly labels: Labels;
  readonly columns: readonly Column[];
  readonly dropName: boolean;
}

/** Work for the labels of one series, in samples. */
const labelCost = 300;

/** The labels of the group that a series belongs to. */
export function groupLabels(grouping: Grouping | undefined, extra?: string): (labels: Labels) => Labels {
  const names = new Set(grouping?.labels.map(({ name }) => name));
  if (grouping?.without) return labels => labels.filter(name => !names.has(name) && !isMetadata(name));
  if (extra !== undefined) names.add(extra);
  if (names.size === 0) return () => Labels.empty;
  return labels => labels.filter(name => names.has(name));
}

/** The groups in the order of their first series. */
export function* groupsOf(
  ev: Evaluation,
  expr: Aggregate,
  columns: readonly Column[],
): Generator<void, readonly Group[]> {
  const labelsOf = groupLabels(expr.grouping);
  const groups = new Map<string, { labels: Labels; columns: Column[]; dropName: boolean }>();
  for (const column of columns) {
    const labels = labelsOf(column.labels);
    const group = groups.get(labels.key);
    if (group) {
      group.columns.push(column);
      group.dropName ||= column.dropName;
    } else groups.set(labels.key, { labels, columns: [column], dropName: column.dropName });
    if (ev.spend(labelCost, expr)) yield;
  }
  return [...groups.values()];
}
