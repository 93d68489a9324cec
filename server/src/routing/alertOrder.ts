// The order in which Alertmanager tells the alerts of a group. Layer: routing (pure).
import { compareText } from '../go/order';
import type { LabelSet } from './conditions';

/** An alert to be put in order: to sort its names with every comparison would take most of the time. */
export interface Ordered {
  readonly labels: LabelSet;
  /** Of its labels, in order. */
  readonly names: readonly string[];
}

export function orderedBy(labels: LabelSet): Ordered {
  return { labels, names: Object.keys(labels).sort(compareText) };
}

/** By job, by instance, then by all labels (alert.AlertSlice). */
export function inOrder(one: Ordered, other: Ordered): number {
  const [a, b] = [one.labels, other.labels];
  for (const name of ['job', 'instance']) {
    const [x, y] = [Object.hasOwn(a, name) ? a[name] : undefined, Object.hasOwn(b, name) ? b[name] : undefined];
    if (x === undefined && y === undefined) continue;
    if (x === undefined) return 1;
    if (y === undefined) return -1;
    if (x !== y) return compareText(x, y);
  }
  return compareLabels(one, other);
}

/** model.LabelSet.Before: the smaller set first, then by the values of names in order. */
function compareLabels({ labels: a, names }: Ordered, { labels: b, names: others }: Ordered): number {
  if (names.length !== others.length) return names.length - others.length;
  for (const [i, name] of names.entries()) {
    const other = others[i]!;
    // The first name that one of them lacks decides.
    if (name !== other) return compareText(name, other) < 0 ? 1 : -1;
    const order = compareText(a[name]!, b[name]!);
    if (order !== 0) return order;
  }
  return 0;
}
