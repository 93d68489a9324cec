// The order in which Alertmanager tells the alerts of a group. Layer: routing (pure).
import { compareText } from '../go/order';
import type { TimelineAlert } from './timelineShapes';

/** By job, by instance, then by all labels (alert.AlertSlice). */
export function inOrder({ labels: a }: TimelineAlert, { labels: b }: TimelineAlert): number {
  for (const name of ['job', 'instance']) {
    const [x, y] = [Object.hasOwn(a, name) ? a[name] : undefined, Object.hasOwn(b, name) ? b[name] : undefined];
    if (x === undefined && y === undefined) continue;
    if (x === undefined) return 1;
    if (y === undefined) return -1;
    if (x !== y) return compareText(x, y);
  }
  return compareLabels(a, b);
}

/** model.LabelSet.Before: the smaller set first, then by the values of names in order. */
function compareLabels(a: TimelineAlert['labels'], b: TimelineAlert['labels']): number {
  const [names, others] = [Object.keys(a), Object.keys(b)];
  if (names.length !== others.length) return names.length - others.length;
  for (const name of [...new Set([...names, ...others])].sort(compareText)) {
    if (!Object.hasOwn(a, name)) return -1;
    if (!Object.hasOwn(b, name)) return 1;
    const order = compareText(a[name]!, b[name]!);
    if (order !== 0) return order;
  }
  return 0;
}
