// A workspace with its documents: what is kept of each, and what follows from their changes. Layer: workspace (above checks).
// Longer than usual: it is one state.
import type { FactReader, RuleExpression } from '../analysis/documentFacts';
import type { DocumentFacts } from '../analysis/facts';
import { keptFacts } from '../analysis/keep';
import { RecordIndex } from '../analysis/recordIndex';
import { sameFacts, sameFactsInSlices } from '../analysis/sameFacts';
import { workspaceFacts } from '../analysis/workspaceFacts';
import type { Catalog } from '../catalog/schema';
import type { Config } from '../config/config';
import { matchesGlob } from '../go/glob';
import { without } from '../model/definitions';
import type { SourceDocument } from '../model/document';
import { isNothing } from '../model/document';
import type { Edits } from '../model/edits';
import { digestOf } from '../text/digest';
import { createCopier, ownCopies } from '../text/ownCopy';
import { finish } from '../text/slices';
import { createLabeller } from './labeller';
import { OtherFiles } from './others';
import { SenderBook, type SendersByFile } from './senders';
import { SurroundingsBook } from './surroundings';
import type { Workspace, WorkspaceReaders } from './workspace';

/** A document, or what is kept of it. */
interface Entry {
  document: SourceDocument | undefined;
  version: number;
  /** Read for this document and this catalogue. */
  facts?: {
    of: SourceDocument | undefined;
    readonly catalog: Catalog;
    readonly config: Config;
    readonly senders: SendersByFile | undefined;
    readonly value: DocumentFacts;
  };
  /** Whether two of its facts say the same by value. */
  compared?: { readonly facts: DocumentFacts; readonly before: DocumentFacts; readonly isSame: boolean };
  /** Of the last document that was let go, as long as the text stays the same. */
  kept?: { readonly text: string; readonly expressions: readonly RuleExpression[]; readonly facts: DocumentFacts };
}

/** An empty workspace. */
export function createWorkspace(
  shipped: Catalog,
  reader: FactReader,
  initial: Config,
  { templates, files: filesBeside, reopen, pathOf }: WorkspaceReaders = {},
  edits?: Edits,
): Workspace {
  let config = initial;
  const entries = new Map<string, Entry>();
  let characters = 0;
  let versions = 0;
  const other = new OtherFiles(shipped);
  other.useVersions(initial.exporters);
  const labelled = createLabeller();
  const copies = createCopier();
  // What `facts()` gave last; its list of documents, with the place of each file in it.
  let listed: DocumentFacts[] = [];
  let places: ReadonlyMap<string, number> = new Map();
  let records = new RecordIndex();
  const of = {};
  let known = workspaceFacts(of, listed, other.metrics(), other.images());
  // Since then: files whose documents changed, whether any came or went, and by what they were all read.
  const changed = new Set<string>();
  let membersChanged = false;
  const senders = new SenderBook();
  const sendersNow = (): SendersByFile | undefined =>
    senders.changes(other.prometheusConfigs(), other.secretSteps(), config);
  let readBy = { config, catalog: shipped, senders: sendersNow() };

  const isAmong = (patterns: readonly string[], file: string): boolean => {
    if (patterns.length === 0) return false;
    const path = pathOf?.(file);
    return path !== undefined && patterns.some(pattern => matchesGlob(pattern.replace(/^\.\//, ''), path));
  };
  const isCatalog = (file: string): boolean => isAmong(config.catalogs, file);
  const isScenario = (file: string): boolean => isAmong(config.scenarios, file);
  other.nameCatalogs(isCatalog);

  const isReadAnew = (): boolean =>
    readBy.config !== config || readBy.catalog !== other.catalog() || readBy.senders !== sendersNow();

  const around = new SurroundingsBook(other);

  const drop = (file: string): void => {
    const entry = entries.get(file);
    if (!entry) return;
    entries.delete(file);
    around.remove(file);
    changed.delete(file);
    characters -= entry.document?.text.length ?? 0;
    membersChanged = true;
  };

  const readFacts = ({ document, facts }: Entry): DocumentFacts | undefined =>
    facts && facts.of === document && (!document || isOfNow(facts)) ? facts.value : undefined;

  /** Whether facts were read for the target, catalogue and senders of now. */
  const isOfNow = (facts: NonNullable<Entry['facts']>): boolean =>
    facts.catalog === other.catalog() && facts.config === config && facts.senders === sendersNow();

  const factsOf = (file: string): DocumentFacts => {
    const entry = entries.get(file);
    if (!entry) return emptyFacts(file);
    const known = readFacts(entry);
    if (known || !entry.document) return known ?? emptyFacts(file);
    return finish(readInSlices(file, entry, entry.document));
  };

  function* readInSlices(file: string, entry: Entry, document: SourceDocument): Generator<void, DocumentFacts> {
    const [of, catalog, by] = [config, other.catalog(), sendersNow()];
    const read = yield* reader.read(document, file, { dialect: of.dialect, catalog, mode: of.matcherMode });
    const value = labelled(read, of.externalLabels, by?.of(file));
    const isPresent =
      entry.document === document && config === of && other.catalog() === catalog && sendersNow() === by;
    const known = readFacts(entry);
    // Somebody may have asked for it in between.
    if (isPresent && known) return known;
    if (isPresent) entry.facts = { of: document, catalog, config: of, senders: by, value };
    return value;
  }

  function* gatherFrom(file: string): Generator<void, void> {
    const entry = entries.get(file);
    if (entry?.document && !readFacts(entry)) yield* readInSlices(file, entry, entry.document);
  }

  /** Compares in slices what a document says with what it said when last asked. */
  function* compare(file: string): Generator<void, void> {
    const entry = entries.get(file);
    const facts = entry && readFacts(entry);
    const before = listed[places.get(file) ?? -1];
    if (!facts || !before || facts === before) return;
    entry.compared = { facts, before, isSame: yield* sameFactsInSlices(facts, before) };
  }

  const isSame = (file: string, facts: DocumentFacts, before: DocumentFacts): boolean => {
    const { compared } = entries.get(file)!;
    delete entries.get(file)!.compared;
    return compared?.facts === facts && compared.before === before ? compared.isSame : sameFacts(facts, before);
  };

  /** Puts the present facts of what changed into `next`; gives the places where they differ by value. */
  const update = (next: DocumentFacts[]): readonly number[] => {
    const differing: number[] = [];
    for (const file of isReadAnew() ? entries.keys() : changed) {
      const at = places.get(file)!;
      const facts = factsOf(file);
      const before = next[at];
      if (facts !== before && !(before && isSame(file, facts, before))) differing.push(at);
      next[at] = facts;
    }
    return differing;
  };

  /** The list of documents once some came or went, those that are new still missing. */
  const relist = (): DocumentFacts[] => {
    const files = [...entries.keys()].sort();
    const next = files.map(file => listed[places.get(file) ?? -1]!);
    places = new Map(files.map((file, at) => [file, at]));
    return next;
  };

  return {
    ...(templates ? { templates } : {}),
    ...(filesBeside ? { filesBeside } : {}),
    get config() {
      return config;
    },
    configure(next) {
      const isSame = next.catalogs.join('\n') === config.catalogs.join('\n');
      config = next;
      other.useVersions(next.exporters);
      if (!isSame) other.nameCatalogs(isCatalog);
    },
    isCatalog,
    isScenario,
    scenarios: () => other.namedScenarios(isScenario),
    put(file, document) {
      const before = entries.get(file)?.document;
      const isSameRead = before?.definitions.length === document.definitions.length;
      const change = isSameRead ? edits?.known(before, document) : undefined;
      other.read(file, document.text, change, without(document.text, document.definitions));
      other.readCatalog(file, document);
      other.readScenario(file, document);
      if (isNothing(document)) {
        drop(file);
        return;
      }
      around.put(file, document);
      const entry = entries.get(file);
      if (!entry) {
        entries.set(file, { document, version: ++versions });
        characters += document.text.length;
        changed.add(file);
        membersChanged = true;
        return;
      }
      if (entry.document === document) return;
      characters += document.text.length - (entry.document?.text.length ?? 0);
      entry.document = document;
      // Only of a text that was let go: a digest reads every character.
      if (entry.facts && entry.kept && entry.kept.text === digestOf(document.text)) {
        // Back again: what it said then it says now.
        entry.facts.of = document;
        if (!readFacts(entry)) changed.add(file);
        return;
      }
      delete entry.kept;
      entry.version = ++versions;
      changed.add(file);
    },
    define: (file, text) => other.define(file, text),
    remove(file) {
      drop(file);
      other.remove(file);
    },
    document: file => entries.get(file)?.document,
    letGo(file) {
      const entry = entries.get(file);
      const document = entry?.document;
      if (!entry || !document) return;
      const read = factsOf(file);
      if (entry.kept?.facts !== read) {
        const expressions = ownCopies([...reader.expressions(document)], copies.text);
        entry.kept = { text: digestOf(document.text), expressions, facts: keptFacts(read, copies) };
      }
      const { facts: value } = entry.kept!;
      entry.document = undefined;
      entry.facts = { of: undefined, catalog: other.catalog(), config, senders: sendersNow(), value };
      characters -= document.text.length;
      const at = places.get(file);
      // What was compared already is the same by value, and holds the trees.
      if (at !== undefined && listed[at] === read) listed[at] = value;
    },
    isOutdated(file) {
      const entry = entries.get(file);
      if (!entry?.facts || entry.document) return false;
      return !isOfNow(entry.facts);
    },
    version: file => entries.get(file)?.version,
    others: () => [...other.files()].filter(file => !entries.has(file)),
    *members() {
      for (const [file, { document }] of [...entries]) {
        const opened = document ?? reopen?.(file);
        if (opened) yield { file, document: opened };
      }
    },
    matcherStrategies: () => other.matcherStrategies(),
    senders: file => senders.all(other.prometheusConfigs(), other.secretSteps(), config).of(file),
    reopen: file => reopen?.(file),
    fileOf(document) {
      for (const [file, entry] of entries) if (entry.document === document) return file;
      return undefined;
    },
    get size() {
      return entries.size;
    },
    get characters() {
      return characters;
    },
    files: () => [...entries.keys()],
    catalog: () => other.catalog(),
    factsOf,
    settle: () => other.settle(),
    gatherFrom,
    *gather() {
      yield* other.settle();
      for (const file of isReadAnew() ? [...entries.keys()] : [...changed]) {
        yield* gatherFrom(file);
        yield* compare(file);
        yield;
      }
    },
    facts() {
      const now = around.after(known.surroundings);
      const isSameAround =
        known.surroundings === now && known.metrics === other.metrics() && known.images === other.images();
      if (changed.size === 0 && !membersChanged && isSameAround && !isReadAnew()) return known;
      const next = membersChanged ? relist() : [...listed];
      const differing = update(next);
      const isSameList = next.length === listed.length && next.every((one, i) => one.file === listed[i]?.file);
      changed.clear();
      membersChanged = false;
      readBy = { config, catalog: other.catalog(), senders: sendersNow() };
      around.settle();
      if (isSameList && differing.length === 0 && isSameAround) {
        // The same by value, of the present versions.
        for (const [at, facts] of next.entries()) listed[at] = facts;
      } else {
        listed = next;
        records = isSameList ? records.with(differing) : new RecordIndex();
        known = workspaceFacts(of, listed, other.metrics(), other.images(), now, records);
      }
      return known;
    },
    knownFacts: () => known,
    placedFacts: () =>
      workspaceFacts(
        of,
        [...entries.keys()].sort().map(factsOf),
        other.metrics(),
        other.images(),
        around.after(known.surroundings),
      ),
    *expressions(words) {
      const holds = (text: string): boolean => words.every(word => text.includes(word));
      for (const file of [...entries.keys()].sort()) {
        const { document, kept } = entries.get(file)!;
        if (document && !holds(document.text)) continue;
        for (const one of document ? reader.expressions(document) : (kept?.expressions ?? [])) {
          if (holds(one.text)) yield one;
        }
      }
    },
  };
}

function emptyFacts(file: string): DocumentFacts {
  return { file, alerts: [], records: [], routes: [], inhibitions: [], groups: [], watches: [], starts: new Map() };
}
