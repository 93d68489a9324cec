// Labels that the series of a metric may carry, from whoever knows the metric: catalogue, workspace, the document itself.
// Layer: features.

import { mayComeFromTarget, targetLabels } from '../../catalog/targetLabels';
import { isAboutAlerts } from '../../promql/inspect';
import type { Knowledge } from '../knowledge';
import { liveLabels, onServer } from '../liveText';
import { alertLabelNames } from './alertLabels';
import { labelsElsewhere } from './elsewhere';
import type { Proposal } from './item';

/** What is known besides, with the document's text. */
export interface Around extends Knowledge {
  readonly source: string;
  /** The word left of the cursor. */
  readonly typed: string;
}

/** Labels that one expects on any series of a cluster, offered where nothing better is known. */
export const usual: readonly string[] = ['job', 'instance', 'namespace', 'pod'];

/** The labels that a series of the metric may carry, its own before those of targets; what a server has besides. */
export function labelsOfMetric(metric: string | undefined, know: Around): readonly Proposal[] {
  const known = describedLabels(metric, know);
  const there = metric === undefined ? [] : liveLabels(metric, know);
  if (there.length === 0) return known;
  const names = new Set(known.map(({ label }) => label));
  const others = there.filter(name => !names.has(name));
  const onTheServer = new Set(there);
  // What one expects of any target, and is there, is worth more than what is not.
  const ranked = known.map(one => (onTheServer.has(one.label) && (one.rank ?? 0) >= 20 ? { ...one, rank: 15 } : one));
  return [...ranked, ...named(others, onServer(know), 10)];
}

function describedLabels(metric: string | undefined, know: Around): readonly Proposal[] {
  if (metric === undefined)
    return [{ label: '__name__', kind: 'label', rank: 90 }, ...named(usual, 'label of the target', 20)];
  if (isAboutAlerts(metric)) return labelsOfAlerts(metric, know);
  const hit = know.catalog.find(metric);
  if (!hit) {
    return [
      ...labelsOfRecord(metric, know),
      ...labelsInRules(metric, know),
      ...named(metric.endsWith('_bucket') ? ['le'] : [], 'label of a histogram', 0),
      ...labelsInText(know),
      ...named(targetLabels(), 'label of the target', 80),
    ];
  }
  const { metric: fact, series } = hit;
  const own = fact.labels.map(
    ({ name, optional, help, values }, i): Proposal => ({
      label: name,
      kind: 'label',
      detail: optional ? 'sometimes there' : 'label',
      doc: () =>
        [help, values?.length ? `Values: ${values.map(value => `\`${value}\``).join(', ')}.` : '']
          .filter(Boolean)
          .join('\n\n'),
      rank: i + (optional ? 30 : 0),
    }),
  );
  // Under the usual scrape settings an exporter's label that a target has, too, is stored with a prefix.
  const exported = fact.labels
    .filter(({ name }) => mayComeFromTarget(name) && !name.startsWith('exported_'))
    .map(
      ({ name }, i): Proposal => ({
        label: `exported_${name}`,
        kind: 'label',
        detail: `the exporter's \`${name}\``,
        doc: () =>
          `The exporter sets \`${name}\`, and so does the target: unless \`honor_labels\` is on, Prometheus keeps the exporter's under this name.`,
        rank: 70 + i,
      }),
    );
  const ofSeries = series === 'bucket' ? ['le'] : fact.type === 'summary' && series === 'value' ? ['quantile'] : [];
  return [...own, ...named(ofSeries, 'label', 0), ...exported, ...named(targetLabels(), 'label of the target', 100)];
}

/** Labels that other expressions of the document match or group by: what one knows of a metric that nobody describes. */
export function labelsInText({ source, typed }: Around): readonly Proposal[] {
  const counts = new Map<string, number>();
  const count = (name: string): unknown => counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const [, list] of source.matchAll(/\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([\w\s,]*)\)/g)) {
    for (const name of list!.split(',')) if (/^\s*[A-Za-z_]\w*\s*$/.test(name)) count(name.trim());
  }
  for (const [, name] of source.matchAll(/[{,]\s*([A-Za-z_]\w*)\s*(?:=~|!~|!=|=)\s*\\?["']/g)) count(name!);
  const isUsed = ([name, times]: readonly [string, number]): boolean =>
    name !== '__name__' && (name !== typed || times > 1);
  const common = [...counts].filter(isUsed).sort((a, b) => b[1] - a[1]);
  return common.slice(0, 50).map(([label], i) => ({ label, kind: 'label', detail: 'used in this file', rank: 10 + i }));
}

/** Labels that the described metrics have which rules of the workspace read, the most common first. */
export function labelsOfReads({ workspace, catalog }: Around): readonly Proposal[] {
  const counts = new Map<string, number>();
  const reads = new Set([
    ...workspace.documents.flatMap(({ groups }) => groups.flatMap(group => [...group.reads])),
    ...workspace.metrics.map(({ name }) => name),
  ]);
  for (const metric of reads) {
    // What is only sometimes there counts for little.
    for (const { name, optional } of catalog.find(metric)?.metric.labels ?? [])
      counts.set(name, (counts.get(name) ?? 0) + (optional ? 0.001 : 1));
  }
  const common = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 50);
  return common.map(([label], i) => ({
    label,
    kind: 'label',
    detail: 'label of metrics in this workspace',
    rank: 70 + i,
  }));
}

/** Labels that rules of the workspace use with the metric. */
function labelsInRules(metric: string, know: Around): readonly Proposal[] {
  const uses = [...labelsElsewhere(metric, know)].filter(([label, { count }]) => label !== know.typed || count > 1);
  return uses.map(([label], i) => ({ label, kind: 'label', detail: 'used with this metric', rank: i * 0.1 }));
}

function named(names: readonly string[], detail: string, rank: number): readonly Proposal[] {
  return names.map((label, i) => ({ label, kind: 'label', detail, rank: rank + i }));
}

function labelsOfAlerts(metric: string, know: Around): readonly Proposal[] {
  const state = metric === 'ALERTS' ? ['alertname', 'alertstate'] : ['alertname'];
  return [...named(state, 'label of every alert', 0), ...named(alertLabelNames(know), 'label of alerts', 10)];
}

function labelsOfRecord(metric: string, { workspace }: Around): readonly Proposal[] {
  const records = workspace.documents.flatMap(document => document.records.filter(({ name }) => name === metric));
  const names = records.flatMap(({ labels, branches }) => [
    ...labels.map(({ name }) => name),
    ...(branches() ?? []).flatMap(({ possible }) => [...possible]),
  ]);
  const shown = [...new Set(names)].filter(name => name !== '__name__' && !name.startsWith('exported_'));
  return shown.map(label => ({
    label,
    kind: 'label',
    detail: 'label of the recorded series',
    rank: mayComeFromTarget(label) ? 20 : 0,
  }));
}
