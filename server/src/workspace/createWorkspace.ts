// A workspace: its documents, what else its files say, and what follows from both. Layer: workspace (above checks).
import type { FactReader } from '../analysis/documentFacts';
import type { Catalog } from '../catalog/schema';
import type { Config } from '../config/config';
import { matchesGlob } from '../go/glob';
import { without } from '../model/definitions';
import { isNothing } from '../model/document';
import type { Edits } from '../model/edits';
import { Basis } from './basis';
import { Entries } from './entries';
import { FactList } from './factList';
import { OtherFiles } from './others';
import { SurroundingsBook } from './surroundings';
import type { Workspace, WorkspaceReaders } from './workspace';

/** An empty workspace. */
export function createWorkspace(
  shipped: Catalog,
  reader: FactReader,
  initial: Config,
  { templates, files: filesBeside, reopen, pathOf }: WorkspaceReaders = {},
  edits?: Edits,
): Workspace {
  const other = new OtherFiles(shipped);
  other.useVersions(initial.exporters);
  const basis = new Basis(other, initial);
  const entries = new Entries(reader, basis);
  const around = new SurroundingsBook(other);
  const list = new FactList(entries, other, around, basis);

  const isAmong = (patterns: readonly string[], file: string): boolean => {
    if (patterns.length === 0) return false;
    const path = pathOf?.(file);
    return path !== undefined && patterns.some(pattern => matchesGlob(pattern.replace(/^\.\//, ''), path));
  };
  const isCatalog = (file: string): boolean => isAmong(basis.config.catalogs, file);
  const isScenario = (file: string): boolean => isAmong(basis.config.scenarios, file);
  other.nameCatalogs(isCatalog);

  const drop = (file: string): void => {
    if (!entries.remove(file)) return;
    around.remove(file);
    list.remove(file);
  };

  return {
    ...(templates ? { templates } : {}),
    ...(filesBeside ? { filesBeside } : {}),
    get config() {
      return basis.config;
    },
    configure(next) {
      const isSame = next.catalogs.join('\n') === basis.config.catalogs.join('\n');
      basis.config = next;
      other.useVersions(next.exporters);
      if (!isSame) other.nameCatalogs(isCatalog);
    },
    isCatalog,
    isScenario,
    pathOf: file => pathOf?.(file),
    scenarios: () => other.namedScenarios(isScenario),
    put(file, document) {
      const before = entries.document(file);
      const isSameRead = before?.definitions.length === document.definitions.length;
      const change = isSameRead ? edits?.known(before, document) : undefined;
      other.read(file, document.text, change, without(document.text, document.definitions));
      other.readCatalog(file, document);
      other.readCounters(file, document);
      other.readScenario(file, document);
      if (isNothing(document)) {
        drop(file);
        return;
      }
      around.put(file, document);
      const changed = entries.put(file, document);
      if (changed) list.change(file, changed === 'member');
    },
    define: (file, text) => other.define(file, text),
    remove(file) {
      drop(file);
      other.remove(file);
    },
    document: file => entries.document(file),
    letGo(file) {
      const facts = entries.letGo(file);
      // What was compared already is the same by value, and holds the trees.
      if (facts) list.exchange(file, facts.read, facts.kept);
    },
    isOutdated: file => entries.isOutdated(file),
    version: file => entries.version(file),
    others: () => [...other.files()].filter(file => !entries.has(file)),
    *members() {
      for (const file of entries.files()) {
        const opened = entries.document(file) ?? reopen?.(file);
        if (opened) yield { file, document: opened };
      }
    },
    matcherStrategies: () => other.matcherStrategies(),
    senders: file => basis.sendersOf(file),
    reopen: file => reopen?.(file),
    fileOf: document => entries.fileOf(document),
    get size() {
      return entries.size;
    },
    get characters() {
      return entries.characters;
    },
    files: () => entries.files(),
    catalog: () => other.catalog(),
    factsOf: file => entries.factsOf(file),
    settle: () => other.settle(),
    gatherFrom: file => entries.gatherFrom(file),
    *gather() {
      yield* other.settle();
      yield* list.gather();
    },
    facts: () => list.current(),
    knownFacts: () => list.known,
    placedFacts: () => list.placed(),
    expressions: words => entries.expressions(words),
  };
}
