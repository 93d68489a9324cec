// Labels that alerts of the workspace carry when they fire, for routes, groupings and selectors of `ALERTS`.
// Layer: features.
import { mayComeFromTarget } from '../../catalog/targetLabels';
import type { Knowledge } from '../knowledge';
import type { Proposal } from './item';

/** Names of labels on the workspace's alerts, the most common first; `alertname` is not among them. */
export function alertLabelNames({ workspace }: Knowledge): readonly string[] {
  const counts = new Map<string, number>();
  const count = (name: string): unknown => counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const { labels, branches } of workspace.documents.flatMap(({ alerts }) => alerts)) {
    const set = new Set(labels.map(({ name }) => name));
    for (const name of set) count(name);
    for (const name of new Set(branches?.flatMap(({ possible }) => [...possible]))) {
      if (!set.has(name) && !mayComeFromTarget(name)) count(name);
    }
  }
  for (const name of ['severity', 'namespace', 'job', 'instance', 'cluster'])
    if (!counts.has(name)) counts.set(name, 0);
  return [...counts]
    .filter(([name]) => name !== '__name__' && name !== 'alertname')
    .sort((a, b) => b[1] - a[1])
    .map(([name]) => name);
}

/** The same as proposals, `alertname` first. */
export function alertLabels(know: Knowledge): readonly Proposal[] {
  return ['alertname', ...alertLabelNames(know)].map((label, rank) => ({ label, kind: 'label', rank }));
}

/** Fixed values that the workspace's alerts have for a label. */
export function alertLabelValues(label: string, { workspace }: Knowledge): readonly string[] {
  const alerts = workspace.documents.flatMap(document => document.alerts);
  if (label === 'alertname') return [...new Set(alerts.map(({ name }) => name))];
  const seen = alerts.flatMap(({ labels }) =>
    labels.flatMap(({ name, value }) => (name === label && value ? [value] : [])),
  );
  return [...new Set([...seen, ...(label === 'severity' ? ['critical', 'warning', 'info'] : [])])];
}
