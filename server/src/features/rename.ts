// Another name for a receiver, time interval, alert, recorded series or named template, at all its places at once. Where it
// is not certain that these are all, or that the result means the same, nothing is changed and the reason is given.
// Layer: features.
import type { PlacedSymbol, SymbolKind } from '../analysis/symbols';
import type { SourceDocument } from '../model/document';
import { matchesWhole } from '../model/goRegex';
import { defaultTemplates } from '../template/defaultTemplates';
import type { Span } from '../text/span';
import type { TextEdit } from '../text/textMap';
import type { Knowledge } from './knowledge';
import { type NamedPlace, patternsOf, placesOf, symbolAt, templateFilesOf } from './symbols';

/** The name that can be changed at a cursor. */
export interface RenameTarget extends Span {
  readonly name: string;
}

/** Why a name stays as it is: a sentence for the person who asked. */
export interface Refusal {
  readonly refused: string;
}

export interface Renaming {
  readonly edits: readonly { readonly file?: string; readonly edit: TextEdit }[];
}

/** The name at `offset`, where it can be changed; undefined where no name stands. */
export function* renameTarget(
  document: SourceDocument,
  offset: number,
  know: Knowledge,
): Generator<void, RenameTarget | Refusal | undefined> {
  const symbol = symbolAt(document, offset, know);
  if (!symbol) return undefined;
  const refused =
    refusalOf(symbol, yield* placesOf(document, symbol, know), know) ?? unseenFiles(document, symbol, know);
  return refused === undefined ? { name: symbol.name, ...symbol.span } : { refused };
}

/** The edits that call the thing at `offset` `name`. */
export function* rename(
  document: SourceDocument,
  offset: number,
  name: string,
  know: Knowledge,
): Generator<void, Renaming | Refusal | undefined> {
  const symbol = symbolAt(document, offset, know);
  if (!symbol) return undefined;
  if (name === symbol.name) return { edits: [] };
  const places = yield* placesOf(document, symbol, know);
  const refused =
    refusalOf(symbol, places, know) ??
    unseenFiles(document, symbol, know) ??
    badName(symbol.kind, name) ??
    (yield* changedMeaning(document, symbol, name, know));
  if (refused !== undefined) return { refused };
  const edits: Renaming['edits'][number][] = [];
  for (const { file, edit: editPlace } of places) {
    const edit = editPlace?.(name);
    if (!edit) return { refused: `One of the places of \`${symbol.name}\` cannot hold \`${name}\` as it is written.` };
    edits.push(file === undefined ? { edit } : { file, edit });
  }
  return { edits };
}

const things: Readonly<Record<SymbolKind, string>> = {
  metric: 'recorded series',
  alert: 'alert',
  label: 'label',
  receiver: 'receiver',
  interval: 'time interval',
  template: 'template',
};

/** Why the name cannot be changed at all. */
function refusalOf(
  { kind, name, root }: PlacedSymbol,
  places: readonly NamedPlace[],
  know: Knowledge,
): string | undefined {
  if (kind === 'label') return 'Labels come from targets and exporters, too, so they cannot be renamed here.';
  if (kind === 'metric' && know.catalog.find(name)) return `\`${name}\` is given by its exporter.`;
  if (kind === 'template' && defaultTemplates().has(name)) return 'Alertmanager itself uses the template by this name.';
  if (!places.some(({ role }) => role === 'definition')) return `Nothing here defines the ${things[kind]} \`${name}\`.`;
  if (places.some(({ symbol, edit }) => !symbol && !edit))
    return `\`${name}\` stands in a file that is not judged here.`;
  const isDoubtful = ({ symbol }: NamedPlace): boolean =>
    symbol !== undefined && (!symbol.exact || symbol.inHole || symbol.root.region.kind === 'base64');
  if (places.some(isDoubtful)) return `\`${name}\` is written in another way at one of its places.`;
  const isOwn = kind === 'receiver' || kind === 'interval';
  if (isOwn && (root.templated || root.holder)) return 'A template engine may use the name elsewhere.';
  return undefined;
}

/** Why it is not certain that all files were seen that may use a template. */
function unseenFiles(document: SourceDocument, { kind, root }: PlacedSymbol, know: Knowledge): string | undefined {
  if (kind !== 'template') return undefined;
  // Of templates in an object those configurations tell that load it.
  const loaded = root.kind === 'templates' ? document.roots.filter(({ kind: own }) => own === 'alertmanager') : [root];
  if (loaded.length > 0 && loaded.every(one => templateFilesOf(document, one, know).complete)) return undefined;
  return 'Not all files that the configuration names under `templates` can be read here.';
}

/** What a name of a kind must not be. */
function badName(kind: SymbolKind, name: string): string | undefined {
  if (kind === 'metric') {
    return /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name) ? undefined : `\`${name}\` is no name of a series.`;
  }
  if (name.trim() !== name || name === '') return 'A name must not be empty, nor begin or end with a blank.';
  // What stands for nothing in YAML is no name.
  if (/^(?:~|null|Null|NULL)$/.test(name)) return `\`${name}\` means that there is none.`;
  return /["'`\\{}|\p{Cc}]/u.test(name) ? `\`${name}\` would have to be escaped at some of its places.` : undefined;
}

/** What else would mean another thing than before. */
function* changedMeaning(
  document: SourceDocument,
  symbol: PlacedSymbol,
  name: string,
  know: Knowledge,
): Generator<void, string | undefined> {
  const { kind } = symbol;
  const taken = yield* placesOf(document, { ...symbol, name }, know);
  if (kind === 'template' && defaultTemplates().has(name)) return 'Alertmanager itself uses the template by that name.';
  if (taken.length > 0 || (kind === 'metric' && know.catalog.find(name))) {
    return `The name \`${name}\` is in use already.`;
  }
  if (kind !== 'metric' && kind !== 'alert') return undefined;
  const patterns = yield* patternsOf(document, kind, know);
  const pattern = patterns.find(one => matchesWhole(one.name, symbol.name) !== matchesWhole(one.name, name));
  return pattern && `The pattern \`${pattern.name}\` would match one of the two names and not the other.`;
}
