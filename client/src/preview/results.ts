// Turns answers of a server into what the panel draws: aligned lines, rows, words. Pure; no vscode here.
import type { InstantSample, Labels, RangeSeries } from '../../../server/src/datasource/datasource';
import type { RenderedSeries, WireSample } from '../../../server/src/lsp/protocol';
import type { GraphLine, LabelPair, SeriesRow, WireValue } from './messages';

/** Lines that are drawn and rows that are shown; the rest is counted and said. */
export const maxLines = 40;
export const maxRows = 200;
/** Label columns of the table; the message of a row has all its labels. */
export const maxColumns = 24;
/** Values from here on are ids and paths, which say least to a person and stand last. */
const longValue = 20;

/** Labels by name, `__name__` first; the order of code units, as servers sort. */
export function sortedLabels(labels: Labels): readonly LabelPair[] {
  return Object.entries(labels).sort(([a], [b]) => {
    if (a === '__name__' || b === '__name__') return a === b ? 0 : a === '__name__' ? -1 : 1;
    return a < b ? -1 : a > b ? 1 : 0;
  });
}

/** A sample value as JSON can carry it. */
function wireValue(value: number): WireValue {
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? value : value > 0 ? '+Inf' : '-Inf';
}

export function wireSample(sample: InstantSample): WireSample {
  return { labels: sample.labels, value: sample.histogram ? 'histogram' : wireValue(sample.v) };
}

/** The pairs that all label sets share; none where there is a single set, as nothing would be left to tell it by. */
export function commonLabels(sets: readonly (readonly LabelPair[])[]): readonly LabelPair[] {
  const [first, ...others] = sets;
  if (!first || others.length === 0) return [];
  const maps = others.map(set => new Map(set));
  return first.filter(([name, value]) => maps.every(map => map.get(name) === value));
}

/**
 * Names of the labels that tell label sets apart, the most telling first: those that the rule's texts name, then short
 * values before long ones, each by name.
 */
export function tellingLabels(
  sets: readonly (readonly LabelPair[])[],
  common: readonly LabelPair[],
  named: readonly string[],
): readonly string[] {
  const shared = new Set(common.map(([name]) => name));
  const longest = new Map<string, number>();
  for (const set of sets)
    for (const [name, value] of set)
      if (!shared.has(name)) longest.set(name, Math.max(longest.get(name) ?? 0, value.length));
  const rank = (name: string): number => {
    const at = named.indexOf(name);
    return at >= 0 ? at - named.length : longest.get(name)! < longValue ? 0 : 1;
  };
  return [...longest.keys()].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** Names of labels that templates read, in the order of their first use. */
export function labelsInTemplates(templates: readonly string[]): readonly string[] {
  const names = templates.flatMap(template =>
    [...template.matchAll(/(?:\$labels|\.Labels)\.(\w+)/g)].map(match => match[1]!),
  );
  return [...new Set(names)];
}

/** Labels of a line as one short text, in the given order: `model=a, pod=b`. */
export function lineLabel(
  labels: readonly LabelPair[],
  common: readonly LabelPair[],
  order: readonly string[] = [],
): string {
  const shared = new Set(common.map(([name]) => name));
  const place = new Map(order.map((name, i) => [name, i]));
  const own = labels
    .filter(([name]) => !shared.has(name) && name !== '__name__')
    .sort(([a], [b]) => (place.get(a) ?? 0) - (place.get(b) ?? 0));
  const name = labels.find(([label]) => label === '__name__' && !shared.has(label))?.[1];
  const pairs = own.map(([label, value]) => `${label}=${value}`).join(', ');
  return [name, pairs].filter(Boolean).join(' ') || labels.find(([label]) => label === '__name__')?.[1] || 'value';
}

interface Aligned {
  readonly times: readonly number[];
  readonly columns: readonly (readonly (number | null)[])[];
}

/**
 * Series on one time axis, in seconds: `null` where a series has no point that can be drawn. Points of one step share a
 * place, at the time of the first of them, so that an answer with times of its own gets no longer than one that was
 * asked for.
 */
export function alignSeries(
  series: readonly RangeSeries[],
  { startMs, stepMs }: { readonly startMs: number; readonly stepMs: number },
): Aligned {
  const slotOf = (t: number): number => Math.round((t - startMs) / stepMs);
  const timeOf = new Map<number, number>();
  for (const { points } of series) {
    let last = Number.NaN;
    for (const { t } of points) {
      const slot = slotOf(t);
      if (slot !== last && !timeOf.has(slot)) timeOf.set(slot, t / 1000);
      last = slot;
    }
  }
  const slots = [...timeOf.keys()].sort((a, b) => a - b);
  const index = new Map(slots.map((slot, i) => [slot, i]));
  const columns = series.map(({ points }) => {
    const column = new Array<number | null>(slots.length).fill(null);
    // Neighbours often share a place: looked up once, a server that sends far too many points costs little.
    let last = Number.NaN;
    let at = 0;
    for (const { t, v } of points) {
      const slot = slotOf(t);
      if (slot !== last) at = index.get(slot)!;
      last = slot;
      if (Number.isFinite(v)) column[at] = v;
    }
    return column;
  });
  return { times: slots.map(slot => timeOf.get(slot)!), columns };
}

/**
 * Times with one more (without values) wherever more than `stepMs` lies between two, so that a gap in the data is not
 * drawn as a line across it.
 */
export function withGaps(aligned: Aligned, stepMs: number): Aligned {
  const { times, columns } = aligned;
  const step = stepMs / 1000;
  const before = times.map((time, i) => i > 0 && time - times[i - 1]! > step * 1.5);
  if (!before.includes(true)) return aligned;
  const insert = <T>(list: readonly T[], filler: (i: number) => T): T[] =>
    list.flatMap((value, i) => (before[i] ? [filler(i), value] : [value]));
  return {
    times: insert(times, i => times[i - 1]! + step),
    columns: columns.map(column => insert<number | null>(column, () => null)),
  };
}

/** Whether a series has a value that has a place in a graph. */
export function isDrawable({ points }: RangeSeries): boolean {
  return points.some(({ v }) => Number.isFinite(v));
}

/** The right side of a comparison: a number, or what the server says it was. */
export type Threshold = number | readonly RangeSeries[] | undefined;

/** Lines of a range answer, those that match now first and in that order, at most `maxLines`, with the threshold on the same time axis. */
export function graphLines(
  series: readonly RangeSeries[],
  threshold: Threshold,
  matching: readonly Labels[],
  window: { readonly startMs: number; readonly endMs: number; readonly stepMs: number },
  named: readonly string[] = [],
): {
  readonly times: readonly number[];
  readonly lines: readonly GraphLine[];
  readonly thresholds: readonly GraphLine[];
} {
  const place = new Map(matching.map((labels, i) => [labelKey(labels), i]));
  // A line without a value that has a place in the graph would only take it from others.
  const marked = series.map(one => {
    const at = place.get(labelKey(one.labels));
    return { one, at, rank: (at ?? place.size) + (isDrawable(one) ? 0 : place.size + 1) };
  });
  const chosen = marked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, maxLines)
    .map(({ one, at }) => ({ one, matches: at !== undefined }));
  const limits = typeof threshold === 'object' ? threshold.slice(0, maxLines) : [];
  const all = [...chosen.map(item => item.one), ...limits];
  const { times, columns } = withEnds(withGaps(alignSeries(all, window), window.stepMs), window.startMs, window.endMs);
  const names = lineNames(
    chosen.map(item => item.one),
    named,
  );
  const limitNames = lineNames(limits, named);
  return {
    times,
    lines: chosen.map((item, i) => ({ label: names[i]!, values: columns[i]!, matches: item.matches })),
    thresholds:
      typeof threshold === 'number'
        ? [{ label: String(threshold), values: times.map(() => threshold), matches: false }]
        : limits.map((_, i) => ({ label: limitNames[i]!, values: columns[chosen.length + i]!, matches: false })),
  };
}

/** The same with the window's first and last moment, so that a constant threshold is drawn across all of it. */
function withEnds(aligned: Aligned, startMs: number, endMs: number): Aligned {
  const { times, columns } = aligned;
  const first = times[0];
  const last = times[times.length - 1];
  if (first === undefined || last === undefined) return aligned;
  const before = first > startMs / 1000 ? [startMs / 1000] : [];
  const after = last < endMs / 1000 ? [endMs / 1000] : [];
  return {
    times: [...before, ...times, ...after],
    columns: columns.map(column => [...before.map(() => null), ...column, ...after.map(() => null)]),
  };
}

function lineNames(series: readonly RangeSeries[], named: readonly string[]): readonly string[] {
  const labels = series.map(one => sortedLabels(one.labels));
  const common = commonLabels(labels);
  const order = tellingLabels(labels, common, named);
  return labels.map(one => lineLabel(one, common, order));
}

/** Rows with what all share and the columns for the rest. */
export function tableParts(rows: readonly SeriesRow[], named: readonly string[]) {
  const sets = rows.map(row => row.labels);
  const common = commonLabels(sets);
  const telling = tellingLabels(sets, common, named);
  return { rows, common, columns: telling.slice(0, maxColumns), moreColumns: Math.max(0, telling.length - maxColumns) };
}

/** Rows of the table: final labels and rendered annotations where there are any, else the labels of the result. */
export function seriesRows(
  samples: readonly InstantSample[],
  rendered: readonly RenderedSeries[] | undefined,
): readonly SeriesRow[] {
  return samples.map((sample, i) => ({
    labels: sortedLabels(rendered?.[i]?.labels ?? sample.labels),
    value: wireValue(sample.v),
    ...(sample.histogram ? { histogram: sample.histogram } : {}),
    annotations: (rendered?.[i]?.annotations ?? []).map(({ unknown, ...annotation }) => ({
      ...annotation,
      ...(unknown ? { unknown: unknownWords(unknown) } : {}),
    })),
  }));
}

/** What a text lacks, in words for beside it. */
function unknownWords(unknown: readonly string[]): string {
  const words = new Map([
    ['query', 'the answer to a query'],
    ['histogram', 'the text of a native histogram'],
    ['filledIn', 'what a template engine such as Helm fills in'],
    ['externalURL', "the server's external address"],
    ['pathPrefix', "the server's external address"],
  ]);
  const lacks = new Set(unknown.map(what => words.get(what) ?? "the server's external labels"));
  return `Prometheus would write more here: the preview lacks ${[...lacks].join(' and ')}.`;
}

/** Identity of a series without its metric's name, which a comparison keeps and arithmetic drops. */
function labelKey(labels: Labels): string {
  return JSON.stringify(sortedLabels(labels).filter(([name]) => name !== '__name__'));
}
