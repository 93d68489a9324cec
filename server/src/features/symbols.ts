// The name at a cursor and all places of the same name: what definition, references and rename share. Receivers and time
// intervals belong to their configuration, named templates to it and its template files, all other names to the workspace.
// Layer: features.

import type { TemplateFact } from '../analysis/facts';
import type { PlacedSymbol, SymbolKind, SymbolSite, SymbolTerms } from '../analysis/symbols';
import type { SourceDocument } from '../model/document';
import type { Root } from '../model/root';
import { walk } from '../template/walk';
import type { Span } from '../text/span';
import type { TextEdit } from '../text/textMap';
import { follow, get, itemsOf } from '../yaml/path';
import type { Knowledge, OpenedTemplates } from './knowledge';
import { isLoadedWith, sharedNames, textsWith } from './sharedTemplates';

/** A place in a document. */
export interface Place {
  /** As the workspace names it; undefined for the document itself. */
  readonly file?: string;
  /** UTF-16 offsets in that file. */
  readonly span: Span;
}

/** A place of a name; `symbol` is missing where it was found in a file that is no document. */
export interface NamedPlace extends Place {
  readonly role: PlacedSymbol['role'];
  readonly symbol?: PlacedSymbol;
  /** The edit of its file that puts another name there; undefined where there is none. */
  edit?(name: string): TextEdit | undefined;
}

/** The name at an offset. */
export function symbolAt(document: SourceDocument, offset: number, know: Knowledge): PlacedSymbol | undefined {
  const found = know.symbols.at(document, offset, termsOf(know)).filter(({ role }) => role !== 'pattern');
  return found.find(({ root }) => root.region.kind !== 'base64');
}

/** How many documents are looked through between two yields. */
const documentsPerSlice = 8;

/** All places of the name, definitions and uses, document by document, in slices. */
export function* placesOf(
  document: SourceDocument,
  symbol: PlacedSymbol,
  know: Knowledge,
): Generator<void, readonly NamedPlace[]> {
  if (isOfRoot(symbol.kind)) {
    const own = ownPlaces(document, symbol, know);
    return symbol.kind === 'template' ? [...own, ...(yield* inSharing(document, symbol, own, know))] : own;
  }
  const places: NamedPlace[] = [];
  let read = 0;
  for (const { file, document: other } of documentsAround(document, know)) {
    for (const place of yield* sitesIn(other, symbol, know))
      places.push(file === undefined ? place : { ...place, file });
    if (++read % documentsPerSlice === 0) yield;
  }
  if (symbol.kind !== 'metric') return places;
  return [...places, ...definedInCode(symbol.name, know).map(place => ({ ...place, role: 'definition' as const }))];
}

/** The places of the name in the document itself, in slices. */
export function* placesHere(
  document: SourceDocument,
  symbol: PlacedSymbol,
  know: Knowledge,
): Generator<void, readonly NamedPlace[]> {
  const places = isOfRoot(symbol.kind) ? ownPlaces(document, symbol, know) : yield* sitesIn(document, symbol, know);
  return places.filter(({ file }) => file === undefined);
}

/** All places of a receiver, time interval or template. */
export function ownPlaces(document: SourceDocument, symbol: PlacedSymbol, know: Knowledge): readonly NamedPlace[] {
  const { kind, name, root } = symbol;
  const isSame = (one: PlacedSymbol): boolean => one.kind === kind && one.name === name;
  const sites = know.symbols.ofRoot(root, termsOf(know)).filter(isSame).map(placeOf);
  if (kind !== 'template') return sites;
  const texts = textsNaming(document, symbol, know);
  const beside = document.roots
    .filter(other => other !== root && isLoadedWith(other, texts, know))
    .flatMap(other => know.symbols.ofRoot(other, termsOf(know)).filter(isSame).map(placeOf));
  return [...sites, ...beside, ...inTemplateFiles(document, root, name, know)];
}

/** Texts that define or call a template by the name of a symbol and may be loaded together with its root. */
function textsNaming(document: SourceDocument, { name, root }: PlacedSymbol, know: Knowledge): readonly TemplateFact[] {
  return textsWith(document, root, know)
    .map(({ text }) => text)
    .filter(({ defines, calls }) => calls.includes(name) || defines.some(one => one.name === name));
}

/** Patterns in the workspace's documents that names of the kind are compared with, in slices. */
export function* patternsOf(
  document: SourceDocument,
  kind: 'metric' | 'alert',
  know: Knowledge,
): Generator<void, readonly PlacedSymbol[]> {
  const label = kind === 'metric' ? '__name__' : 'alertname';
  const found: PlacedSymbol[] = [];
  let read = 0;
  for (const { document: other } of documentsAround(document, know)) {
    if (++read % documentsPerSlice === 0) yield;
    const isWanted = (one: SymbolSite): boolean => one.role === 'pattern' && one.kind === kind;
    found.push(...(yield* know.symbols.of(other, termsOf(know), label, isWanted)));
  }
  return found;
}

function isOfRoot(kind: SymbolKind): boolean {
  return kind === 'receiver' || kind === 'interval' || kind === 'template';
}

function termsOf({ dialect, alertmanager, catalog }: Knowledge): SymbolTerms {
  return { dialect, alertmanager, catalog };
}

/** The workspace's documents, the asking one without a name. */
function* documentsAround(
  document: SourceDocument,
  know: Knowledge,
): Generator<{ readonly file?: string; readonly document: SourceDocument }, void> {
  yield { document };
  for (const member of know.members()) if (member.document !== document) yield member;
}

function* sitesIn(
  document: SourceDocument,
  { kind, name }: PlacedSymbol,
  know: Knowledge,
): Generator<void, readonly NamedPlace[]> {
  const family = kind === 'metric' ? familyOf(name, know) : name;
  const isSame = (other: string): boolean =>
    other === name || (kind === 'metric' && family !== name && familyOf(other, know) === family);
  const word = family.length < name.length ? family : name;
  const isWanted = (one: SymbolSite): boolean => one.kind === kind && one.role !== 'pattern' && isSame(one.name);
  const sites = yield* know.symbols.of(document, termsOf(know), word, isWanted);
  return sites.map(placeOf);
}

/** The series of a histogram or summary are one metric. */
function familyOf(name: string, { catalog }: Knowledge): string {
  return catalog.find(name)?.metric.name ?? name;
}

/** Exporter code of the workspace that makes a metric. */
export function definedInCode(name: string, know: Knowledge): readonly Required<Place>[] {
  const family = familyOf(name, know);
  return know.workspace.metrics.flatMap(({ name: own, file, span }) => (own === family ? [{ file, span }] : []));
}

function placeOf(symbol: PlacedSymbol): NamedPlace {
  return { span: symbol.span, role: symbol.role, symbol, edit: name => symbol.edit(name) };
}

/** Places of a template in other documents: in what loads one of the files or texts in which it was found, and in such texts. */
function* inSharing(
  document: SourceDocument,
  symbol: PlacedSymbol,
  own: readonly NamedPlace[],
  know: Knowledge,
): Generator<void, readonly NamedPlace[]> {
  const { name } = symbol;
  const files = new Set(own.flatMap(({ file }) => file ?? []));
  const texts = textsNaming(document, symbol, know);
  if (files.size === 0 && texts.length === 0) return [];
  const found: NamedPlace[] = [];
  let read = 0;
  for (const { file, document: other } of documentsAround(document, know)) {
    if (++read % documentsPerSlice === 0) yield;
    if (file === undefined) continue;
    for (const root of other.roots) {
      const isSharing = templateFilesOf(other, root, know).files.some(one => files.has(one.file));
      if (!isSharing && !isLoadedWith(root, texts, know)) continue;
      const sites = know.symbols.ofRoot(root, termsOf(know));
      for (const one of sites) if (one.kind === 'template' && one.name === name) found.push({ ...placeOf(one), file });
    }
  }
  return found;
}

const noTemplates: OpenedTemplates = { files: [], complete: true };

/** The template files that a configuration names, as far as they can be found. */
export function templateFilesOf(document: SourceDocument, root: Root, know: Knowledge): OpenedTemplates {
  if (root.kind !== 'alertmanager') return noTemplates;
  const patterns = itemsOf(get(root.node, 'templates')).flatMap(item => {
    const scalar = follow(item);
    return scalar?.kind === 'scalar' && scalar.value !== '' ? [scalar.value] : [];
  });
  return patterns.length === 0 ? noTemplates : know.templateFiles(document, patterns);
}

function inTemplateFiles(document: SourceDocument, root: Root, name: string, know: Knowledge): readonly NamedPlace[] {
  const places = new Map<string, NamedPlace>();
  for (const { file, parsed } of templateFilesOf(document, root, know).files) {
    walk(parsed.nodes, node => {
      if ((node.kind === 'define' || node.kind === 'template') && node.name === name) {
        const role = node.kind === 'define' || node.body !== undefined ? 'definition' : 'use';
        const { from, to } = node.nameSpan;
        const inside = { from: from + 1, to: to - 1 };
        // With escapes in it the name is not written as it is.
        const isPlain = parsed.text.slice(inside.from, inside.to) === name;
        const edit = (newText: string): TextEdit | undefined => (isPlain ? { ...inside, newText } : undefined);
        places.set(`${file} ${from}`, { file, span: { from, to }, role, edit });
      }
      return true;
    });
  }
  return [...places.values()];
}

/** The names of templates that a root may call, Alertmanager's own left out. */
export function callableTemplates(document: SourceDocument, root: Root, know: Knowledge): ReadonlySet<string> {
  const opened = templateFilesOf(document, root, know).files;
  const inFiles = opened.flatMap(({ parsed }) => parsed.defines.map(({ name }) => name));
  return new Set([...inFiles, ...sharedNames(document, root, know)]);
}
