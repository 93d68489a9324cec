// A test as text for a file of unit tests. Layer: unittest (pure).

import type { Texts } from '../../model/testFile';
import { formatDuration } from '../../promql/durations';
import { type Labels, metricName } from '../../series/labels';
import type { Shape } from './shapes';

/** One test about one alert. */
export interface WrittenTest {
  readonly name: string;
  /** Seconds between two samples. */
  readonly interval: number;
  readonly series: readonly Shape[];
  readonly checks: readonly WrittenCheck[];
}

export interface WrittenCheck {
  readonly alertname: string;
  /** Seconds since the start. */
  readonly at: number;
  readonly expected: readonly { readonly labels: Texts; readonly annotations: Texts }[];
}

/** An item of `tests`, its dash indented by so many blanks; it ends with a line break. */
export function writeTest({ name, interval, series, checks }: WrittenTest, indent = 2): string {
  const lines = [`name: ${scalar(name)}`, `interval: ${formatDuration(interval)}`];
  const all = series.flat();
  lines.push(all.length > 0 ? 'input_series:' : 'input_series: []');
  for (const { labels, values } of all) {
    lines.push(`  - series: ${quoted(seriesText(labels))}`, `    values: ${quoted(values)}`);
  }
  lines.push('alert_rule_test:', ...checks.flatMap(check => checkLines(check).map(line => `  ${line}`)));
  const pad = ' '.repeat(indent);
  return lines.map((line, i) => `${pad}${i === 0 ? '- ' : '  '}${line}\n`).join('');
}

/** `name{label="value"}`, or with the name in the braces where it is no plain one. */
function seriesText(labels: Labels): string {
  const name = labels.get(metricName);
  if (!/^[A-Za-z_:][\w:]*$/.test(name)) return labels.toString();
  const rest = labels.filter(label => label !== metricName);
  return rest.size === 0 ? name : name + rest.toString();
}

function checkLines({ alertname, at, expected }: WrittenCheck): readonly string[] {
  const lines = [`- eval_time: ${formatDuration(at)}`, `  alertname: ${scalar(alertname)}`];
  if (expected.length === 0) return [...lines, '  exp_alerts: []'];
  lines.push('  exp_alerts:');
  for (const { labels, annotations } of expected) {
    const rows = [...mapLines('exp_labels', labels), ...mapLines('exp_annotations', annotations)];
    lines.push(...(rows.length === 0 ? ['    - {}'] : rows.map((row, i) => `    ${i === 0 ? '- ' : '  '}${row}`)));
  }
  return lines;
}

function mapLines(key: string, texts: Texts): readonly string[] {
  if (texts.length === 0) return [];
  return [`${key}:`, ...texts.map(([name, text]) => `  ${scalar(name)}: ${quoted(text)}`)];
}

/** Plain where YAML takes it for nothing else. */
function scalar(text: string): string {
  return /^[A-Za-z][\w.-]*(?: [\w.-]+)*$/.test(text) && !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(text)
    ? text
    : quoted(text);
}

/** In single quotes, or in double ones where the text has what these cannot hold. */
function quoted(text: string): string {
  return /[^ -~\u00a0-\ud7ff\ue000-\ufefe\uff00-\uffef]/.test(text)
    ? JSON.stringify(text)
    : `'${text.replaceAll("'", "''")}'`;
}
