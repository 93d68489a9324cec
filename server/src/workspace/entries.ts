// The documents of a workspace and what each of them says, also after its trees were let go. Layer: workspace.
import type { FactReader, RuleExpression } from '../analysis/documentFacts';
import type { DocumentFacts } from '../analysis/facts';
import { keptFacts } from '../analysis/keep';
import type { SourceDocument } from '../model/document';
import { digestOf } from '../text/digest';
import { createCopier, ownCopies } from '../text/ownCopy';
import { finish } from '../text/slices';
import type { Basis, ReadBy } from './basis';
import { createLabeller } from './labeller';

/** A document, or what is kept of it. */
interface Entry {
  document: SourceDocument | undefined;
  version: number;
  /** Read for this document and this basis. */
  facts?: ReadBy & { of: SourceDocument | undefined; readonly value: DocumentFacts };
  /** Of the last document that was let go, as long as the text stays the same. */
  kept?: { readonly text: string; readonly expressions: readonly RuleExpression[]; readonly facts: DocumentFacts };
}

export class Entries {
  private readonly byFile = new Map<string, Entry>();
  private readonly labelled = createLabeller();
  private readonly copies = createCopier();
  private versions = 0;
  private length = 0;

  constructor(
    private readonly reader: FactReader,
    private readonly basis: Basis,
  ) {}

  get size(): number {
    return this.byFile.size;
  }

  /** Length of the texts of all documents that were not let go. */
  get characters(): number {
    return this.length;
  }

  files(): string[] {
    return [...this.byFile.keys()];
  }

  has(file: string): boolean {
    return this.byFile.has(file);
  }

  document(file: string): SourceDocument | undefined {
    return this.byFile.get(file)?.document;
  }

  version(file: string): number | undefined {
    return this.byFile.get(file)?.version;
  }

  fileOf(document: SourceDocument): string | undefined {
    for (const [file, entry] of this.byFile) if (entry.document === document) return file;
    return undefined;
  }

  /** Takes a document or its next version in; tells what may have changed with it. */
  put(file: string, document: SourceDocument): 'member' | 'facts' | undefined {
    const entry = this.byFile.get(file);
    if (!entry) {
      this.byFile.set(file, { document, version: ++this.versions });
      this.length += document.text.length;
      return 'member';
    }
    if (entry.document === document) return undefined;
    this.length += document.text.length - (entry.document?.text.length ?? 0);
    entry.document = document;
    // Only of a text that was let go: a digest reads every character.
    if (entry.facts && entry.kept && entry.kept.text === digestOf(document.text)) {
      // Back again: what it said then it says now.
      entry.facts.of = document;
      return this.readFacts(entry) ? undefined : 'facts';
    }
    delete entry.kept;
    entry.version = ++this.versions;
    return 'facts';
  }

  /** Whether it was there. */
  remove(file: string): boolean {
    const entry = this.byFile.get(file);
    if (!entry) return false;
    this.byFile.delete(file);
    this.length -= entry.document?.text.length ?? 0;
    return true;
  }

  /** Keeps of a document only what it says, which is given as it was read and as it is kept; undefined where there is none. */
  letGo(file: string): { readonly read: DocumentFacts; readonly kept: DocumentFacts } | undefined {
    const entry = this.byFile.get(file);
    const document = entry?.document;
    if (!entry || !document) return undefined;
    const read = this.factsOf(file);
    if (entry.kept?.facts !== read) {
      const expressions = ownCopies([...this.reader.expressions(document)], this.copies.text);
      entry.kept = { text: digestOf(document.text), expressions, facts: keptFacts(read, this.copies) };
    }
    const { facts: value } = entry.kept!;
    entry.document = undefined;
    entry.facts = { of: undefined, ...this.basis.now(), value };
    this.length -= document.text.length;
    return { read, kept: value };
  }

  /** Whether what is kept of a document that was let go was read on another basis. */
  isOutdated(file: string): boolean {
    const entry = this.byFile.get(file);
    return entry?.facts !== undefined && !entry.document && !this.basis.holds(entry.facts);
  }

  factsOf(file: string): DocumentFacts {
    const entry = this.byFile.get(file);
    if (!entry) return emptyFacts(file);
    const known = this.readFacts(entry);
    if (known || !entry.document) return known ?? emptyFacts(file);
    return finish(this.readInSlices(file, entry, entry.document));
  }

  /** What a document says now, if that was read already. */
  knownFactsOf(file: string): DocumentFacts | undefined {
    const entry = this.byFile.get(file);
    return entry && this.readFacts(entry);
  }

  /** Reads in slices what a document says now, so that `factsOf` finds it read. */
  *gatherFrom(file: string): Generator<void, void> {
    const entry = this.byFile.get(file);
    if (entry?.document && !this.readFacts(entry)) yield* this.readInSlices(file, entry, entry.document);
  }

  /** Expressions of all rules that hold all these words. */
  *expressions(words: readonly string[]): Generator<RuleExpression, void> {
    const holds = (text: string): boolean => words.every(word => text.includes(word));
    for (const file of this.files().sort()) {
      const { document, kept } = this.byFile.get(file)!;
      if (document && !holds(document.text)) continue;
      for (const one of document ? this.reader.expressions(document) : (kept?.expressions ?? [])) {
        if (holds(one.text)) yield one;
      }
    }
  }

  private readFacts({ document, facts }: Entry): DocumentFacts | undefined {
    return facts && facts.of === document && (!document || this.basis.holds(facts)) ? facts.value : undefined;
  }

  private *readInSlices(file: string, entry: Entry, document: SourceDocument): Generator<void, DocumentFacts> {
    const by = this.basis.now();
    const { dialect, matcherMode: mode, externalLabels } = by.config;
    const read = yield* this.reader.read(document, file, { dialect, catalog: by.catalog, mode });
    const value = this.labelled(read, externalLabels, by.senders?.of(file));
    const isPresent = entry.document === document && this.basis.holds(by);
    const known = this.readFacts(entry);
    // Somebody may have asked for it in between.
    if (isPresent && known) return known;
    if (isPresent) entry.facts = { of: document, ...by, value };
    return value;
  }
}

function emptyFacts(file: string): DocumentFacts {
  return { file, alerts: [], records: [], routes: [], inhibitions: [], groups: [], watches: [], starts: new Map() };
}
