// The documents and exporter code of one folder: what each says, put together for the checks that look across files.
// Pure: texts come in from whoever reads files. Layer: workspace (above checks).

import { type FactReader, sameFacts } from '../analysis/documentFacts';
import {
  type DocumentFacts,
  folderOf,
  type Surroundings,
  type WorkspaceFacts,
  workspaceFacts,
} from '../analysis/facts';
import { countersCsv } from '../catalog/countersCsv';
import { overlay } from '../catalog/lookup';
import { pythonMetrics } from '../catalog/pythonMetrics';
import type { Catalog, DefinedMetric } from '../catalog/schema';
import type { Config } from '../config/config';
import type { SourceDocument } from '../model/document';
import { isNothing } from '../model/document';
import { imagesIn } from '../model/images';
import { patchFilesIn } from '../model/kustomize';
import type { TemplateReader } from '../model/templateFiles';
import { ownCopies } from '../text/ownCopy';

/** One document of a workspace, in one version. */
export interface Member {
  readonly file: string;
  readonly document: SourceDocument;
}

export interface Workspace {
  readonly config: Config;
  /** Opens the files beside a configuration; where left out nobody does. */
  readonly templates?: TemplateReader;
  configure(config: Config): void;
  /** Adds a document or its next version; only what the target reads counts, so unrecognised files cost nothing. */
  put(file: string, document: SourceDocument): void;
  /** Adds exporter code (`.py`) or a counters file (`.csv`). */
  define(file: string, text: string): void;
  remove(file: string): void;
  document(file: string): SourceDocument | undefined;
  /** The files that define metrics. */
  definers(): readonly string[];
  members(): readonly Member[];
  /** How many documents it has. */
  readonly size: number;
  /** The shipped catalogue with this workspace's metrics on top; the same object while these stay the same. */
  catalog(): Catalog;
  /** A document's own facts, with the places of its present version. */
  factsOf(file: string): DocumentFacts;
  /** Reads in slices what documents say now, so that `facts` finds it read. */
  gather(): Generator<void, void>;
  /** What all documents say; the same object while nobody's facts change by value. */
  facts(): WorkspaceFacts;
  /** What `facts()` gave last, without looking at what changed since; its places may be those of an earlier version. */
  knownFacts(): WorkspaceFacts;
  /** What all documents say now, with the places of their present versions. */
  placedFacts(): WorkspaceFacts;
}

interface Entry {
  document: SourceDocument;
  /** Read for this document and this catalogue. */
  facts?: {
    readonly of: SourceDocument;
    readonly catalog: Catalog;
    readonly config: Config;
    readonly value: DocumentFacts;
  };
}

/** An empty workspace. */
export function createWorkspace(
  shipped: Catalog,
  reader: FactReader,
  initial: Config,
  templates?: TemplateReader,
): Workspace {
  let config = initial;
  const entries = new Map<string, Entry>();
  const defined = new Map<string, readonly DefinedMetric[]>();
  let metrics: readonly DefinedMetric[] = [];
  let catalog = shipped;
  const run = new Map<string, readonly string[]>();
  let images: readonly string[] = [];
  const patches = new Map<string, readonly string[]>();
  const of = {};
  let known = workspaceFacts(of, [], metrics);
  let dirty = false;

  const setPatches = (file: string, found: readonly string[]): void => {
    if (found.length === 0 ? patches.delete(file) : patches.set(file, found)) dirty = true;
  };

  const surroundings = (): Surroundings => {
    const found = {
      patches: new Set([...patches.values()].flat()),
      vmalertFolders: new Set(
        [...entries].flatMap(([file, { document }]) => (isForVmalert(document) ? folderOf(file) : [])),
      ),
    };
    const before = known.surroundings;
    const same = sameSet(found.patches, before.patches) && sameSet(found.vmalertFolders, before.vmalertFolders);
    return same ? before : found;
  };

  const setImages = (file: string, found: readonly string[]): void => {
    const before = run.get(file) ?? [];
    if (before.length === found.length && before.every((image, i) => image === found[i])) return;
    if (found.length === 0) run.delete(file);
    else run.set(file, found);
    images = [...new Set([...run.values()].flat())].sort();
    dirty = true;
  };

  const setDefined = (file: string, found: readonly DefinedMetric[]): void => {
    const before = JSON.stringify(defined.get(file) ?? []);
    if (before === JSON.stringify(found)) return;
    if (found.length === 0) defined.delete(file);
    // Names cut from the code would keep all of it.
    else defined.set(file, ownCopies(found));
    metrics = [...defined.keys()].sort().flatMap(name => defined.get(name)!);
    catalog = overlay(shipped, metrics);
    dirty = true;
  };

  const readFacts = ({ document, facts }: Entry): DocumentFacts | undefined =>
    facts?.of === document && facts.catalog === catalog && facts.config === config ? facts.value : undefined;

  const factsOf = (file: string): DocumentFacts => {
    const entry = entries.get(file);
    if (!entry) return emptyFacts(file);
    const { document } = entry;
    const known = readFacts(entry);
    if (known) return known;
    const value = reader.read(document, file, config.dialect, catalog);
    entry.facts = { of: document, catalog, config, value };
    return value;
  };

  return {
    ...(templates ? { templates } : {}),
    get config() {
      return config;
    },
    configure(next) {
      config = next;
      dirty = true;
    },
    put(file, document) {
      setImages(file, imagesIn(document.text));
      setPatches(file, patchFilesIn(file, document.text));
      if (isNothing(document)) {
        if (entries.delete(file)) dirty = true;
        return;
      }
      const entry = entries.get(file);
      if (entry?.document === document) return;
      if (entry) entry.document = document;
      else entries.set(file, { document });
      dirty = true;
    },
    define(file, text) {
      setDefined(
        file,
        file.toLowerCase().endsWith('.csv') ? countersCsv(text, file, shipped).metrics : pythonMetrics(text, file),
      );
    },
    remove(file) {
      if (entries.delete(file)) dirty = true;
      setDefined(file, []);
      setImages(file, []);
      setPatches(file, []);
    },
    document: file => entries.get(file)?.document,
    definers: () => [...defined.keys()],
    get size() {
      return entries.size;
    },
    members: () => [...entries].map(([file, { document }]) => ({ file, document })),
    catalog: () => catalog,
    factsOf,
    *gather() {
      if (!dirty) return;
      for (const [file, entry] of [...entries]) {
        if (readFacts(entry)) continue;
        yield* reader.prepare(entry.document, config.dialect, catalog);
        factsOf(file);
        yield;
      }
    },
    facts() {
      if (!dirty) return known;
      dirty = false;
      const documents = [...entries.keys()].sort().map(factsOf);
      const around = surroundings();
      const isSame =
        known.surroundings === around &&
        known.metrics === metrics &&
        known.images === images &&
        known.documents.length === documents.length &&
        documents.every((facts, i) => facts === known.documents[i] || sameFacts(facts, known.documents[i]!));
      if (!isSame) known = workspaceFacts(of, documents, metrics, images, around);
      return known;
    },
    knownFacts: () => known,
    placedFacts: () => workspaceFacts(of, [...entries.keys()].sort().map(factsOf), metrics, images, surroundings()),
  };
}

/** Whether a document holds a rule file that only vmalert reads. */
function isForVmalert({ roots }: SourceDocument): boolean {
  return roots.some(({ dialect, holder }) => dialect === 'vmalert' && holder === undefined);
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every(one => b.has(one));
}

function emptyFacts(file: string): DocumentFacts {
  return { file, alerts: [], records: [], routes: [], groups: [], watches: [] };
}
