// Judges the files that are not open, so that the Problems panel is about the whole workspace: after everything else, in
// slices, each file again when it changed or when others say something else that matters to it.
// Layer: lsp. Of most files nothing is kept but facts and what is shown; judging one reads it from the disk again.
import type { WorkspaceFacts } from '../analysis/workspaceFacts';
import type { Catalog } from '../catalog/schema';
import type { Finding } from '../checks/finding';
import type { Config } from '../config/config';
import type { SourceDocument } from '../model/document';
import type { Service } from '../service';
import { lineIndex } from '../text/lineIndex';
import { excluder, isLeftOut } from '../workspace/gitignore';
import type { Workspace } from '../workspace/workspace';
import { diagnosticsOf } from './convert';
import type { Diagnostics, Publisher } from './diagnostics';
import type { FileLines } from './fileLines';
import type { Folder, Folders } from './folders';
import type { OpenDocuments } from './openDocuments';
import type { Scheduler } from './scheduler';
import { canonicalUri, pathBelow } from './uri';

export interface WorkspaceDiagnosticsSetup {
  readonly service: Service;
  readonly folders: Folders;
  readonly documents: OpenDocuments;
  readonly scheduler: Scheduler;
  readonly publisher: Publisher;
  readonly diagnostics: Pick<Diagnostics, 'settle'>;
  readonly linesOf: FileLines;
  readonly docs: () => string | undefined;
  readonly onFailure: (error: unknown) => void;
}

/** What the findings of a file rest on. */
interface Judged {
  readonly version: number | undefined;
  readonly config: Config;
  readonly catalog: Catalog;
  readonly facts: WorkspaceFacts | undefined;
  /** See `Service.across`. */
  readonly across: string | undefined;
  /** Whether it names other files: an Alertmanager configuration its templates, unit tests their rule files. */
  readonly namesFiles: boolean;
}

/** What the editor shows of a file: the diagnostics as text, undefined where that is another's work. */
interface Shown {
  readonly folder: Folder;
  readonly text: string | undefined;
}

/** Findings of files that are not open, of one connection. */
export class WorkspaceDiagnostics {
  private readonly judged = new WeakMap<Folder, Map<string, Judged>>();
  private readonly shown = new Map<string, Shown>();
  /** What the folder's files were judged by last, or are being judged by. */
  private readonly settled = new WeakMap<Folder, WorkspaceFacts>();

  constructor(private readonly setup: WorkspaceDiagnosticsSetup) {}

  /**
   * Judges what is new or no longer true of a folder's files; nothing before the folder was read. Given what the documents
   * say, only where that is something else than last time.
   */
  settle(folder: Folder, facts?: WorkspaceFacts): void {
    const { folders, scheduler } = this.setup;
    if (!folder.ready || !folders.all().includes(folder)) return;
    if (facts !== undefined && this.settled.get(folder) === facts) return;
    scheduler.run(
      judging(folder),
      'scan',
      () => this.judgeFiles(folder),
      () => {},
    );
  }

  /** Files changed, came or went: what names files has to be judged again. */
  filesChanged(folder: Folder): void {
    const known = this.judgedIn(folder);
    for (const [file, { namesFiles }] of known) if (namesFiles) known.delete(file);
  }

  /** The editor opened a document: from now on its own findings are shown. */
  opened(uri: string): void {
    const canonical = canonicalUri(uri);
    const before = this.shown.get(canonical);
    // An editor that spells the name in its own way may take it for another file.
    if (before && canonical !== uri) this.hide(before.folder, canonical);
    this.shown.delete(canonical);
    this.judgedIn(this.setup.folders.of(uri)).delete(canonical);
  }

  /** The editor closed a document; whether what is shown of it stays until the file is judged. */
  closed(uri: string): boolean {
    const folder = this.setup.folders.holding(uri);
    if (!folder || canonicalUri(uri) !== uri) return false;
    this.shown.set(uri, { folder, text: undefined });
    return true;
  }

  /** A folder was removed. */
  forget(folder: Folder): void {
    this.setup.scheduler.cancel(judging(folder));
    this.hideAll(folder, () => true);
  }

  private judgedIn(folder: Folder): Map<string, Judged> {
    const known = this.judged.get(folder) ?? new Map<string, Judged>();
    this.judged.set(folder, known);
    return known;
  }

  private show(folder: Folder, uri: string, document: SourceDocument, findings: readonly Finding[]): void {
    if (findings.length === 0) {
      this.hide(folder, uri);
      return;
    }
    const docs = this.setup.docs();
    const context = { uri, lines: lineIndex(document.text), linesOf: this.setup.linesOf };
    const list = diagnosticsOf(findings, { ...context, ...(docs !== undefined ? { docs } : {}) });
    const text = JSON.stringify(list);
    if (this.shown.get(uri)?.text !== text) void this.setup.publisher.publish({ uri, diagnostics: list });
    this.shown.set(uri, { folder, text });
  }

  /** Takes back what a folder shows of a file; another folder may have taken the file over. */
  private hide(folder: Folder, uri: string): void {
    if (this.shown.get(uri)?.folder !== folder) return;
    this.shown.delete(uri);
    void this.setup.publisher.publish({ uri, diagnostics: [] });
  }

  private hideAll(folder: Folder, isGone: (uri: string) => boolean): void {
    for (const uri of [...this.shown.keys()]) if (isGone(uri)) this.hide(folder, uri);
  }

  /** Judges all files of a folder for which that has to be done. */
  private *judgeFiles(folder: Folder): Generator<void, void> {
    yield;
    const { workspace } = folder;
    const known = this.judgedIn(folder);
    const isExcluded = excluder(workspace.config.diagnostics.exclude);
    const isMeant = (uri: string): boolean => !isLeftOut(pathBelow(folder.uri, uri), isExcluded);
    yield* this.rereadOutdated(folder);
    yield* workspace.gather();
    const facts = workspace.facts();
    this.settled.set(folder, facts);
    if (workspace.config.diagnostics.scope === 'workspace') {
      for (const file of workspace.files()) {
        yield;
        if (this.setup.documents.get(file) || !isMeant(file)) continue;
        yield* this.judgeAgain(folder, file, facts);
        yield* this.setup.folders.spare(folder, file);
      }
    } else known.clear();
    for (const file of known.keys()) if (workspace.version(file) === undefined) known.delete(file);
    this.hideAll(folder, uri => !known.has(uri) || !isMeant(uri));
    // Files that changed without a word were found so.
    if (workspace.facts() !== facts) this.setup.diagnostics.settle(folder);
  }

  /** Reads files again whose facts are those for another target or catalogue. */
  private *rereadOutdated(folder: Folder): Generator<void, void> {
    const { folders } = this.setup;
    const { workspace } = folder;
    for (const file of workspace.files()) {
      if (!workspace.isOutdated(file)) continue;
      yield* folders.rereadInSlices(folder, file);
      yield* workspace.settle();
      yield* workspace.gatherFrom(file);
      yield* folders.spare(folder, file);
      yield;
    }
  }

  /** Judges a file unless it says the same as before, and others say the same that matters to it. */
  private *judgeAgain(folder: Folder, file: string, facts: WorkspaceFacts): Generator<void, void> {
    const known = this.judgedIn(folder);
    const before = known.get(file);
    if (!isCurrent(before, folder, file)) yield* this.judge(folder, file);
    else if (before.facts !== facts) {
      const across = before.namesFiles ? undefined : this.setup.service.across(folder.workspace, file);
      if (across === undefined || across !== before.across) yield* this.judge(folder, file);
      else known.set(file, { ...before, facts });
    }
  }

  private *judge(folder: Folder, file: string): Generator<void, void> {
    const { folders, documents, service } = this.setup;
    const { workspace } = folder;
    if (!workspace.document(file)) yield* folders.rereadInSlices(folder, file);
    const document = workspace.document(file);
    if (!document) return;
    const { config } = workspace;
    const version = workspace.version(file);
    const catalog = workspace.catalog();
    let facts: WorkspaceFacts | undefined;
    const findings = yield* this.analyseSafely(workspace, file, rests => {
      facts = rests;
    });
    // It was opened, changed or went while it was judged.
    if (workspace.document(file) !== document || documents.get(file)) return;
    this.show(folder, file, document, findings);
    const namesFiles = document.roots.some(({ kind }) => kind === 'unit-test' || kind.startsWith('alertmanager'));
    const across = workspace.facts() === facts ? service.across(workspace, file) : undefined;
    this.judgedIn(folder).set(file, { version, config, catalog, facts, across, namesFiles });
  }

  private *analyseSafely(
    workspace: Workspace,
    file: string,
    told: (facts: WorkspaceFacts) => void,
  ): Generator<void, readonly Finding[]> {
    try {
      return yield* this.setup.service.analyse(workspace, file, 'current', told);
    } catch (error) {
      this.setup.onFailure(error);
      return [];
    }
  }
}

/** The name of the work that judges a folder's files. */
function judging(folder: Folder): string {
  return `judge files of ${folder.uri}`;
}

function isCurrent(known: Judged | undefined, { workspace }: Folder, file: string): known is Judged {
  if (known?.version !== workspace.version(file)) return false;
  return known?.config === workspace.config && known.catalog === workspace.catalog();
}
