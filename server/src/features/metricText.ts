// How a metric is told to a person: one line for lists, a few paragraphs for hover. Markdown without HTML.
// Layer: features.

import type { CodeFact, DefinedMetric, LabelFact, MetricFact, MetricHit } from '../catalog/schema';
import { baseName } from '../text/paths';
import { firstAndMore, inCode } from '../text/words';

/** `gauge, celsius`; what the series is where its metric has several. */
export function typeLine({ metric, series }: MetricHit): string {
  const kind = series === 'value' ? metric.type : series;
  return metric.unit ? `${kind}, ${metric.unit}` : kind;
}

/** `gauge, celsius` with the exporter's name. */
export function metricLine({ metric, exporter, series }: MetricHit): string {
  const kind = series === 'value' ? metric.type : `${series} of a ${metric.type}`;
  const from = exporter?.title ?? (isDefined(metric) ? baseName(metric.file) : undefined);
  return [metric.unit ? `${kind}, ${metric.unit}` : kind, ...(from ? [from] : [])].join(' · ');
}

/** Type, unit, help, caveats, labels and source of a metric. */
export function metricMarkdown(name: string, hit: MetricHit): string {
  const { metric, exporter, series } = hit;
  const kind = series === 'value' ? metric.type : `\`${series}\` of the ${metric.type} \`${metric.name}\``;
  const parts = [`**\`${name}\`** — ${kind}${metric.unit ? `, ${metric.unit}` : ''}`, metric.help];
  if (metric.range) parts.push(`Values from ${metric.range.min ?? '−∞'} to ${metric.range.max ?? '∞'}.`);
  for (const caveat of metric.caveats ?? []) parts.push(`⚠ ${caveat}`);
  parts.push(...history(hit));
  if (metric.labels.length > 0) parts.push(labelList(metric, series));
  if (metric.buckets?.length) parts.push(`Bucket bounds: ${metric.buckets.join(', ')}.`);
  const source = isDefined(metric) ? `Defined in ${baseName(metric.file)}.` : exporter && `Source: ${exporter.source}.`;
  if (source) parts.push(`*${source}*`);
  return parts.filter(Boolean).join('\n\n');
}

/** Since when, until when, under which other names and on which terms the metric is there. */
function history({ metric, exporter }: MetricHit): readonly string[] {
  const { replacedBy, replacedWhere, removedIn, otherName, since, declaredType, type } = metric;
  const parts: string[] = [];
  const product = exporter?.versioned ?? exporter?.title ?? '';
  const removed = removedIn && `removed in ${product} ${removedIn}`;
  const where = replacedWhere ? `{${replacedWhere}}` : '';
  if (replacedBy) parts.push(`Replaced by \`${replacedBy}${where}\`${removed ? ` (${removed})` : ''}.`);
  else if (removed) parts.push(`R${removed.slice(1)}.`);
  if (otherName) parts.push(`Other versions or settings export it as \`${otherName}\`.`);
  if (since) parts.push(`Since ${product} ${since}.`);
  if (declaredType && declaredType !== type) parts.push(`The exporter declares it as ${declaredType}.`);
  if (metric.enabledByDefault === false) parts.push('Not exposed unless it is switched on.');
  if (metric.typeInferred) {
    parts.push(isDefined(metric) ? 'Settings of the program decide its type.' : 'Its type is derived from the name.');
  }
  if (metric.nameInferred) parts.push('Settings of the program may give it another name.');
  return parts;
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
export function labelMarkdown(label: LabelFact, metric: string): string {
  const { name, help, values, seen, optional, holdsValue } = label;
  const parts = [
    `**\`${name}\`** — label of \`${metric}\`${optional ? ', sometimes there' : ''}`,
    help,
    values?.length ? `Values: ${values.map(value => `\`${value}\``).join(', ')}.` : undefined,
    seen?.length ? `Values that were seen: ${seen.map(value => `\`${value}\``).join(', ')}.` : undefined,
    holdsValue ? '⚠ It holds the value of the metric: another value is another series.' : undefined,
  ];
  return parts.filter(Boolean).join('\n\n');
}

/** How many labels that are only sometimes there are named. */
const shownOptional = 12;

function labelList({ labels, labelsComplete }: MetricFact, series: MetricHit['series']): string {
  const names = (list: readonly LabelFact[]): readonly string[] => inCode(list.map(({ name }) => name));
  const always = [...names(labels.filter(({ optional }) => !optional)), ...(series === 'bucket' ? ['`le`'] : [])];
  const sometimes = names(labels.filter(({ optional }) => optional));
  return [
    always.length > 0 ? `Labels: ${always.join(', ')}${labelsComplete ? '' : ' and others'}.` : undefined,
    sometimes.length > 0 ? `Sometimes: ${firstAndMore(sometimes, shownOptional)}.` : undefined,
  ]
    .filter(Boolean)
    .join(' ');
}

function isDefined(metric: MetricFact): metric is DefinedMetric {
  return 'file' in metric;
}
