// Findings in what others wrote: rules of a mixin or a chart that were fetched or generated are mended where they come from, so
// only what the target rejects is told of them, and what somebody asked for by its id.
// Layer: checks.
import type { SourceDocument } from '../../model/document';
import type { Root } from '../../model/root';
import type { Span } from '../../text/span';
import type { YamlNode } from '../../yaml/node';
import { get, getScalar } from '../../yaml/path';
import type { Severity } from '../check';
import type { Finding } from '../finding';
import { isConfigured } from './registry';

/** Where a document lies, and what is configured for there. */
interface Place {
  readonly isVendored?: boolean;
  readonly severities: Readonly<Record<string, Severity | 'off'>>;
}

/** Of what others wrote only the errors; all findings of any other document. */
export function ofVendored(
  findings: readonly Finding[],
  document: SourceDocument,
  { isVendored = false, severities }: Place,
): readonly Finding[] {
  if (findings.length === 0) return findings;
  const isAll = isVendored || saysGenerated(document.text);
  const objects = isAll ? [] : document.roots.flatMap(objectOfOthers);
  if (!isAll && objects.length === 0) return findings;
  const isOfOthers = ({ from }: Finding): boolean => isAll || objects.some(one => one.from <= from && from < one.to);
  return findings.filter(
    finding => finding.severity === 'error' || isConfigured(finding.check, severities) || !isOfOthers(finding),
  );
}

/** How much of a text is looked at for its head. */
const headSize = 3000;

/** Whether the comment at the head of a text says that it was made of what others wrote. */
function saysGenerated(text: string): boolean {
  const head = /^(?:\s|#[^\n]*|---|\{\{-?\s*\/\*[\s\S]*?\*\/\s*-?\}\})*/.exec(text.slice(0, headSize))![0];
  return head.split('\n').some(line => SIGN.test(line) || [MADE, FROM, OTHERS].every(part => part.test(line)));
}

/** What stands in templates of kube-prometheus-stack, and in what `helm template` makes of a chart with rules. */
const SIGN =
  /do not change in-place|^# Source: (?:kube-prometheus-stack|prometheus-operator|loki|mimir-distributed|tempo)\//i;

/** The words of a line that tells of what it was made. */
const MADE = /\b(?:generated|rendered|extracted|vendored|imported|mirrored|synced)\b/i;
const FROM = /\bfrom\b/i;
const OTHERS = /\bmixins?\b|\bchart v?\d|\bupstream\b|https?:\/\//i;

/** The object of a manifest whose labels say that kube-prometheus or its chart made it. */
function objectOfOthers({ kind, node, region }: Root): readonly Span[] {
  if (kind !== 'prometheus-rule' || !node || region.kind !== 'file') return [];
  const metadata = get(node, 'metadata');
  return isMadeByStack(get(metadata, 'labels'), getScalar(metadata, 'name')?.value) ? [node] : [];
}

/** People give rules of their own some of these labels, so that they are selected: the version of the chart is none of these. */
function isMadeByStack(labels: YamlNode | undefined, name: string | undefined): boolean {
  const label = (key: string): string => getScalar(labels, key)?.value ?? '';
  const chart = /^(?:kube-prometheus-stack|prometheus-operator)-\d/;
  if (label('heritage') === 'Helm' && (chart.test(label('chart')) || chart.test(label('helm.sh/chart')))) return true;
  return (
    label('app.kubernetes.io/part-of') === 'kube-prometheus' &&
    label('prometheus') === 'k8s' &&
    label('app.kubernetes.io/name') !== '' &&
    STACK_RULES.has(name ?? '')
  );
}

/** The objects of kube-prometheus. */
const STACK_RULES: ReadonlySet<string> = new Set([
  'alertmanager-main-rules',
  'grafana-rules',
  'kube-prometheus-rules',
  'kube-state-metrics-rules',
  'kubernetes-monitoring-rules',
  'node-exporter-rules',
  'prometheus-k8s-prometheus-rules',
  'prometheus-operator-rules',
]);
