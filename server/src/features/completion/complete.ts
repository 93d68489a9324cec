// Completion of a document at a cursor: finds the place, asks the source of words for it. Layer: features.
import type { OpenOptions, SourceDocument } from '../../model/document';
import { formatOf } from '../../model/schema/ofRoot';
import type { Expr } from '../../promql/ast';
import { parsePromql } from '../../promql/parser';
import { type Shape, shapeOf } from '../../promql/shape';
import type { Cursor } from '../cursor/cursor';
import { languageAt } from '../cursor/language';
import { exprOfRule } from '../cursor/parsed';
import type { Place, ValuePlace } from '../cursor/place';
import type { Knowledge } from '../knowledge';
import { unitOfResult } from '../resultUnit';
import { callableTemplates } from '../symbols';
import { encodeFor, inValue } from './encode';
import { type Completion, type CompletionEntry, entriesFor, matchRank, type Proposals } from './item';
import { promqlProposals } from './promql';
import { skeletonProposals } from './skeletons';
import { snippetProposals } from './snippets';
import { templateProposals } from './template';
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
  const cursor = know.cursorAt(document, offset, options);
  const found = cursor.places.flatMap(place => at(place, cursor, know) ?? []);
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

function at(place: Place, cursor: Cursor, know: Knowledge): Placed | undefined {
  const { offset } = cursor;
  const source = cursor.document.text;
  const proposals = proposalsAt(place, cursor, know);
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

function proposalsAt(place: Place, cursor: Cursor, know: Knowledge): Proposals | undefined {
  const { offset } = cursor;
  const source = cursor.document.text;
  if (place.kind === 'value') {
    // Words behind the dash of a rule or route may be the title of a snippet.
    const words = place.text.slice(0, place.at);
    const snippets =
      words === place.text ? snippetProposals(place, itemIndent(place.needsDash, words, source, offset)) : [];
    return snippets.length > 0 ? { prefix: words, items: snippets, ordered: true } : proposalsIn(place, cursor, know);
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

function proposalsIn(place: ValuePlace, cursor: Cursor, know: Knowledge): Proposals | undefined {
  const { root, path, text, at } = place;
  const source = cursor.document.text;
  const language = languageAt(root, path, know);
  switch (language?.kind) {
    case 'promql':
      return promqlProposals(cursor.promqlAt(place, know.dialect), source, know);
    case 'rule-template': {
      const result = language.result ? resultOf(place, cursor, know) : {};
      const inside = templateProposals(text, at, language.env, { ...result, source }, know);
      return inside ?? (text.includes('{{') ? undefined : valueProposals(place, know));
    }
    case 'notification-template': {
      const named = (): Iterable<string> => callableTemplates(cursor.document, root, know);
      return templateProposals(text, at, language.env, { source, named }, know);
    }
    default:
      return path.length === 0 || formatOf(root, path) === 'promql' ? undefined : valueProposals(place, know);
  }
}

/** What the rule's expression gives, for `$labels` and `$value`. */
function resultOf(
  { rule }: ValuePlace,
  { written }: Cursor,
  know: Knowledge,
): { readonly shape?: Shape; readonly unit?: string } {
  if (!rule?.expr) return {};
  const known = exprOfRule(written?.rule, know);
  const { expr, shape } = known?.text === rule.expr.value ? known : read(rule.expr.value, know);
  const unit = unitOfResult(expr, know.catalog);
  return { shape, ...(unit === undefined ? {} : { unit }) };
}

function read(text: string, { dialect, labels }: Knowledge): { readonly expr: Expr; readonly shape: Shape } {
  const { expr } = parsePromql(text, dialect);
  return { expr, shape: shapeOf(expr, labels) };
}

function wordEnd(text: string, offset: number): number {
  return offset + /^[\w./-]*/.exec(text.slice(offset, offset + 200))![0].length;
}
