// How a metric is told to a person: one line for lists, a few paragraphs for hover. Markdown without HTML.
// Layer: features.
import type { CodeFact, DefinedMetric, LabelFact, MetricFact, MetricHit } from '../catalog/schema';

/** `gauge, celsius` with the exporter's name. */
export function metricLine({ metric, exporter, series }: MetricHit): string {
  const kind = series === 'value' ? metric.type : `${series} of a ${metric.type}`;
  const from = exporter?.title ?? (isDefined(metric) ? fileName(metric.file) : undefined);
  return [metric.unit ? `${kind}, ${metric.unit}` : kind, ...(from ? [from] : [])].join(' · ');
}

/** Type, unit, help, labels, caveats and source of a metric. */
export function metricMarkdown(name: string, hit: MetricHit): string {
  const { metric, exporter, series } = hit;
  const head = `**\`${name}\`** — ${series === 'value' ? metric.type : `\`${series}\` of the ${metric.type} \`${metric.name}\``}${metric.unit ? `, ${metric.unit}` : ''}`;
  const parts = [head, metric.help];
  if (metric.range) parts.push(`Values from ${metric.range.min ?? '−∞'} to ${metric.range.max ?? '∞'}.`);
  if (metric.labels.length > 0) parts.push(labelList(metric));
  if (metric.buckets?.length) parts.push(`Bucket bounds: ${metric.buckets.join(', ')}.`);
  if (metric.replacedBy)
    parts.push(`Replaced by \`${metric.replacedBy}\`${metric.removed ? ` (removed in ${metric.removed})` : ''}.`);
  else if (metric.removed) parts.push(`Removed in ${metric.removed}.`);
  if (metric.enabledByDefault === false) parts.push('Not exposed unless it is switched on.');
  if (metric.typeInferred) parts.push('Its type is derived from the name.');
  for (const caveat of metric.caveats ?? []) parts.push(`⚠ ${caveat}`);
  const source = isDefined(metric) ? `Defined in ${fileName(metric.file)}.` : exporter && `Source: ${exporter.source}.`;
  if (source) parts.push(`*${source}*`);
  return parts.filter(Boolean).join('\n\n');
}

/** A device code such as an XID. */
export function codeMarkdown({ code, title, help, severity, action }: CodeFact, metric: string): string {
  const parts = [
    `**${code}** of \`${metric}\`: ${title}`,
    help,
    `Severity: ${severity}.`,
    action && `What to do: ${action}`,
  ];
  return parts.filter(Boolean).join('\n\n');
}

/** A label of a metric with what is known of its values. */
export function labelMarkdown({ name, help, values, optional }: LabelFact, metric: string): string {
  const parts = [
    `**\`${name}\`** — label of \`${metric}\`${optional ? ', sometimes there' : ''}`,
    help,
    values?.length ? `Values: ${values.map(value => `\`${value}\``).join(', ')}.` : undefined,
  ];
  return parts.filter(Boolean).join('\n\n');
}

function labelList({ labels, labelsComplete }: MetricFact): string {
  const names = labels.map(({ name, optional }) => `\`${name}\`${optional ? ' (sometimes)' : ''}`);
  return `Labels: ${names.join(', ')}${labelsComplete ? '' : ' and others'}.`;
}

function isDefined(metric: MetricFact): metric is DefinedMetric {
  return 'file' in metric;
}

function fileName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}
