// Values of labels inside a selector: those that the catalogue lists, bucket bounds, names of alerts, jobs of exporters,
// and what the document itself selects elsewhere. Layer: features.

import type { MetricHit } from '../../catalog/schema';
import { formatFloat } from '../../go/floats';
import { reaches } from '../../promql/dialect';
import { isAboutAlerts } from '../../promql/inspect';
import type { Knowledge } from '../knowledge';
import { liveValues, onServer } from '../liveText';
import { alertLabelValues } from './alertLabels';
import { labelsElsewhere } from './elsewhere';
import type { Proposal } from './item';
import { metricProposals } from './metrics';
import { codeOrder } from './operands';
import { usualValues } from './usualValues';

export interface ValueQuestion {
  readonly metric?: string;
  readonly label: string;
  readonly operator: string;
  /** The quote that the cursor is behind; undefined where none is written. */
  readonly quote?: string;
  readonly prefix: string;
}

/** The metric whose values are the codes that others carry in a label `xid`. */
const xidMetric = 'DCGM_FI_DEV_XID_ERRORS';

interface Value {
  readonly value: string;
  readonly detail?: string;
  readonly rank: number;
}

/** What the label may be compared with. `rest` is the expression right of the cursor, `source` the document's text. */
export function labelValues(ask: ValueQuestion, rest: string, source: string, know: Knowledge): readonly Proposal[] {
  const write = writer(ask, rest);
  if (ask.label === '__name__') {
    return metricProposals(ask.prefix, know, {}).map(metric => ({ ...metric, insert: write(metric.label) }));
  }
  return knownValues(ask, source, know).map(({ value, detail, rank }) => ({
    label: value,
    kind: 'value',
    ...(detail ? { detail } : {}),
    insert: write(value),
    rank,
  }));
}

/** How a value is written at the cursor: quoted where no quote is open, closed where nothing closes it, escaped for a pattern. */
function writer({ operator, quote }: ValueQuestion, rest: string): (value: string) => string {
  const isPattern = operator.endsWith('~');
  const mark = quote ?? '"';
  // The quote is closed where the next one follows before anything that ends the matcher.
  const isClosed = quote !== undefined && /^[^,{}\n]*/.exec(rest)![0].includes(quote);
  return value => {
    const pattern = isPattern ? value.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&') : value;
    const text = mark === '`' ? pattern : pattern.replaceAll('\\', '\\\\').replaceAll(mark, `\\${mark}`);
    return `${quote === undefined ? mark : ''}${text}${isClosed ? '' : mark}`;
  };
}

function knownValues({ metric, label, prefix }: ValueQuestion, source: string, know: Knowledge): readonly Value[] {
  const hit = metric === undefined ? undefined : know.catalog.find(metric);
  const found: Value[] = [];
  const add = (values: Iterable<string>, rank: number, detail?: string): void => {
    for (const value of values) found.push({ value, rank: rank + found.length * 0.001, ...(detail ? { detail } : {}) });
  };
  const known = hit?.metric.labels.find(({ name }) => name === label);
  add(known?.values ?? known?.seen ?? [], 0);
  if (metric !== undefined || prefix !== '') add(liveValues(metric, label, prefix, know), 4, onServer(know));
  if (label === 'le' && hit?.series === 'bucket') add(bounds(hit, know), 0, 'bucket bound');
  if (isAboutAlerts(metric)) {
    if (label === 'alertstate') add(['firing', 'pending'], 0);
    else add(alertLabelValues(label, know), 0);
  }
  if (label === 'xid') {
    for (const code of know.catalog.codes(xidMetric)?.values() ?? []) {
      add([String(code.code)], codeOrder.indexOf(code.severity), code.title);
    }
  }
  if (metric !== undefined) {
    add(recordedValues(metric, label, know), 0);
    const elsewhere = labelsElsewhere(metric, know).get(label)?.values ?? [];
    // What is being typed stands in a rule, too.
    add(
      elsewhere.filter(value => value !== prefix),
      5,
      'used in this workspace',
    );
    if (hit?.exporter) add(usualValues(hit.exporter.id, metric, label), 10);
  }
  if (label === 'job') add(jobs(hit, know), 20, 'job');
  add(usedValues(label, prefix, source), 30, 'used in this file');
  return found;
}

/** Upper bounds of the buckets as the target stores them. */
function bounds({ metric }: MetricHit, { dialect }: Knowledge): readonly string[] {
  // Prometheus 3 writes every bound as a number with fraction; before, it kept what the client sent: Python has the fraction, too.
  const fraction = reaches(dialect, '3.0') || ('file' in metric && String(metric.file).endsWith('.py'));
  const texts = (metric.buckets ?? []).map(bound => {
    const text = formatFloat(bound, 'g', -1);
    return fraction && !/[.e]/.test(text) ? `${text}.0` : text;
  });
  return [...texts, '+Inf'];
}

function recordedValues(metric: string, label: string, { workspace }: Knowledge): ReadonlySet<string> {
  const records = workspace.documents.flatMap(({ records: all }) => all.filter(({ name }) => name === metric));
  return new Set(
    records.flatMap(({ labels }) => labels.flatMap(one => (one.name === label && one.value ? [one.value] : []))),
  );
}

/** Names of jobs: the exporter's usual ones, and those that the workspace's rules watch. */
function jobs(hit: MetricHit | undefined, { catalog, workspace }: Knowledge): ReadonlySet<string> {
  const watched = workspace.documents.flatMap(({ watches }) =>
    watches.flatMap(({ matchers }) =>
      matchers.flatMap(({ label, op, value }) => (label === 'job' && op === '=' ? [value] : [])),
    ),
  );
  const hints =
    hit?.exporter && !hit.metric.generic
      ? (hit.exporter.jobHints ?? [])
      : catalog.exporters().flatMap(({ jobHints }) => jobHints ?? []);
  return new Set([...watched, ...hints]);
}

/** An operator and a value in quotes, which may be escaped for a quoted scalar. */
const VALUE_BEHIND = /\s*!?=\s*\\?(["'])([^"'\\\n{}$]+?)\\?\1/y;

/** Values that other selectors of the document give the label; `typed` stands at the cursor and counts only elsewhere. */
function usedValues(label: string, typed: string, source: string): readonly string[] {
  const counts = new Map<string, number>();
  for (let at = source.indexOf(label); at >= 0; at = source.indexOf(label, at + label.length)) {
    if (/\w/.test(source[at - 1] ?? '')) continue;
    VALUE_BEHIND.lastIndex = at + label.length;
    const value = VALUE_BEHIND.exec(source)?.[2];
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].flatMap(([value, count]) => (value === typed && count === 1 ? [] : [value]));
}
