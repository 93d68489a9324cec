// Completion of a document at a cursor: finds the place, asks the source of words for it. Layer: features.
import type { OpenOptions, SourceDocument } from '../../model/document';
import type { ScalarSchema } from '../../model/schema/types';
import { parsePromql } from '../../promql/parser';
import { type Shape, shapeOf } from '../../promql/shape';
import { alertmanagerTemplates, prometheusTemplates } from '../../template/env';
import type { Knowledge } from '../knowledge';
import { alternativesOf, type Place, placesAt, schemaOf, type ValuePlace } from '../place';
import { encodeFor, inValue } from './encode';
import { type Completion, type CompletionEntry, entriesFor, matchRank, type Proposals } from './item';
import { promqlProposals } from './promql';
import { skeletonProposals } from './skeletons';
import { snippetProposals } from './snippets';
import { templateProposals } from './template';
import { unitOfResult } from './unitOfResult';
import { keyProposals, valueProposals } from './yaml';

/** What may be written at `offset` (UTF-16, in the file), best first; undefined where nothing is proposed. */
export function complete(
  document: SourceDocument,
  offset: number,
  know: Knowledge,
  options: OpenOptions = {},
): Completion | undefined {
  const skeletons = document.roots.length === 0 ? skeletonProposals(document.text, offset) : undefined;
  if (skeletons) return completionOr(inEmptyFile(skeletons, offset));
  const found = placesAt(document, offset, options).flatMap(place => at(place, document.text, offset, know) ?? []);
  const entries = merged(found).map((entry, rank) => ({ ...entry, rank }));
  return completionOr({ entries, incomplete: found.some(one => one.incomplete) });
}

function completionOr(completion: Completion): Completion | undefined {
  return completion.entries.length === 0 ? undefined : completion;
}

function inEmptyFile(proposals: Proposals, to: number): Completion {
  return entriesFor(proposals, { from: to - proposals.prefix.length, to }, text => text);
}

/** The entries of a line that may begin an item or a key: while nothing is typed the item's, then by how well they match. */
function merged(found: readonly Placed[]): readonly CompletionEntry[] {
  if (found.length < 2 || found[0]!.prefix === '') return found.flatMap(one => one.entries);
  return found
    .flatMap(({ entries, prefix }, i) =>
      entries.map(entry => ({ entry, match: matchRank(entry.filter ?? entry.label, prefix) ?? 9, place: -i })),
    )
    .sort((a, b) => a.match - b.match || a.place - b.place)
    .map(({ entry }) => entry);
}

interface Placed extends Completion {
  readonly prefix: string;
}

function at(place: Place, source: string, offset: number, know: Knowledge): Placed | undefined {
  const proposals = proposalsAt(place, source, offset, know);
  if (!proposals) return undefined;
  const prefix = encodeFor(place.style, proposals.prefix);
  const from = offset - prefix.length;
  // What is replaced must stand in the file as it was decoded, or it is not known what to replace.
  if (source.slice(from, offset) !== prefix) return undefined;
  const to = place.kind === 'key' && place.hasColon ? wordEnd(source, offset) : offset;
  const dash = place.needsDash ? '- ' : '';
  const completion = entriesFor(proposals, { from, to }, (text, proposal) => {
    if (proposal.kind === 'snippet') return text;
    return dash + (place.kind === 'key' ? text : inValue(place, proposals.prefix, text));
  });
  return { ...completion, prefix, entries: completion.entries.map(entry => asWritten(entry, place)) };
}

/** The editor compares with what stands in the file: quotes have to look as they do there. */
function asWritten(entry: CompletionEntry, { style }: Place): CompletionEntry {
  const wanted = entry.filter ?? entry.label;
  const written = encodeFor(style, wanted);
  return written === wanted ? entry : { ...entry, filter: written };
}

function proposalsAt(place: Place, source: string, offset: number, know: Knowledge): Proposals | undefined {
  if (place.kind === 'value') {
    // Words behind the dash of a rule or route may be the title of a snippet.
    const words = place.text.slice(0, place.at);
    const snippets =
      words === place.text ? snippetProposals(place, itemIndent(place.needsDash, words, source, offset)) : [];
    return snippets.length > 0 ? { prefix: words, items: snippets, ordered: true } : proposalsIn(place, source, know);
  }
  const indent = itemIndent(place.needsDash, place.prefix, source, offset);
  const { prefix, items } = keyProposals(place, indent, know);
  return { prefix, items: place.siblings.size > 0 ? items : [...items, ...snippetProposals(place, indent)] };
}

/**
 * The white space in front of the keys of the cursor's map, beyond the white space that its line begins with: the
 * dashes in between.
 */
function itemIndent(needsDash: boolean, prefix: string, source: string, offset: number): string {
  if (needsDash) return '  ';
  const from = source.lastIndexOf('\n', offset - 1) + 1;
  const line = source.slice(from, offset - prefix.length);
  return ' '.repeat(line.length - /^\s*/.exec(line)![0].length);
}

function proposalsIn(place: ValuePlace, source: string, know: Knowledge): Proposals | undefined {
  const { root, path, text, at } = place;
  const isRuleText = root.dialect !== 'loki';
  switch (formatOf(place)) {
    case 'promql':
      return isRuleText ? promqlProposals(text, at, source, know) : undefined;
    case 'rule-template': {
      const env = prometheusTemplates(know.dialect.version);
      const inside = templateProposals(text, at, env, { ...resultOf(place, know), source }, know);
      return inside ?? (text.includes('{{') ? undefined : valueProposals(place, know));
    }
    case 'notification-template':
    case 'template-url':
      return templateProposals(text, at, alertmanagerTemplates(know.alertmanager), { source }, know);
    default:
      return path.length === 0 ? undefined : valueProposals(place, know);
  }
}

function formatOf({ root, path }: ValuePlace): ScalarSchema['format'] {
  return alternativesOf(schemaOf(root, path)).find((one): one is ScalarSchema => 'format' in one)?.format;
}

/** What the rule's expression gives, for `$labels` and `$value`. */
function resultOf({ rule }: ValuePlace, know: Knowledge): { readonly shape?: Shape; readonly unit?: string } {
  if (!rule?.expr) return {};
  const { expr } = parsePromql(rule.expr.value, know.dialect);
  const unit = unitOfResult(expr, know.catalog);
  return { shape: shapeOf(expr, know.labels), ...(unit === undefined ? {} : { unit }) };
}

function wordEnd(text: string, offset: number): number {
  return offset + /^[\w.-]*/.exec(text.slice(offset, offset + 200))![0].length;
}
