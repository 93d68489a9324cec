// Labels in the order in which they tell a person most, and the rows of the table. Pure; no vscode here.

import type { InstantSample, Labels } from '../../../server/src/datasource/datasource';
import type { RenderedSeries, WireSample } from '../../../server/src/lsp/protocol';
import { wireValue } from '../../../server/src/series/wireValue';
import { allOf } from '../../../server/src/text/words';
import type { LabelPair, SeriesRow } from './messages';

/** Rows that are shown; the rest is counted and said. */
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
  const pairs = own.map(([label, value]) => `${label}=${oneLine(value)}`).join(', ');
  return [name, pairs].filter(Boolean).join(' ') || labels.find(([label]) => label === '__name__')?.[1] || 'value';
}

/** A value that stays on one line, which is what a name is read on. */
function oneLine(value: string): string {
  return value.replace(/[\n\r\t]/g, sign => (sign === '\n' ? '\\n' : sign === '\r' ? '\\r' : '\\t'));
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
  return `Prometheus would write more here: the preview lacks ${allOf([...lacks])}.`;
}

/** Identity of a series without its metric's name, which a comparison keeps and arithmetic drops. */
export function labelKey(labels: Labels): string {
  return JSON.stringify(sortedLabels(labels).filter(([name]) => name !== '__name__'));
}
