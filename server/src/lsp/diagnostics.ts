// Judges open documents and tells the editor: at once with what was known of the workspace, again when that changed.
// Layer: lsp. A version that was overtaken is dropped; every other is published, also when nothing changed.

import type { PublishDiagnosticsParams } from 'vscode-languageserver';
import type { WorkspaceFacts } from '../analysis/workspaceFacts';
import { byPlace, type Finding } from '../checks/finding';
import type { Across, Service } from '../service';
import type { Change } from '../text/change';
import { finish } from '../text/slices';
import type { Workspace } from '../workspace/workspace';
import { diagnosticsOf } from './convert';
import type { FileLines } from './fileLines';
import type { Folder, Folders } from './folders';
import type { Host } from './host';
import type { LiveKnowledge } from './live';
import type { OpenDocument, OpenDocuments } from './openDocuments';
import { largeText, Rehearsals } from './rehearsals';
import { sameFindings } from './sameFindings';
import type { Priority, Scheduler } from './scheduler';
import { createTyping, type Typing } from './typing';

export interface Publisher {
  /** Resolves once the message has left the process. */
  publish(params: PublishDiagnosticsParams): Promise<void>;
  /** The list of kinds that a document holds changed. */
  kinds(uri: string, kinds: readonly string[]): void;
}

export interface DiagnosticsSetup {
  readonly service: Service;
  readonly folders: Folders;
  readonly documents: OpenDocuments;
  readonly scheduler: Scheduler;
  readonly host: Pick<Host, 'after'>;
  readonly publisher: Publisher;
  readonly linesOf: FileLines;
  readonly docs: () => string | undefined;
  /** What is known of servers; undefined for a client that asks none. */
  readonly live: () => LiveKnowledge | undefined;
  readonly onFailure: (error: unknown) => void;
  /** What the documents of a folder say is known, and open ones are judged by it. */
  readonly onSettled: (folder: Folder) => void;
}

/** Diagnostics of one connection. */
export class Diagnostics {
  private readonly typing: Typing;
  private readonly rehearsals: Rehearsals;
  /** Folders whose other files wait for the end of what is being typed: half of it would flash in them. */
  private readonly unsettled = new Set<Folder>();

  constructor(private readonly setup: DiagnosticsSetup) {
    const { host, service, scheduler } = setup;
    this.typing = createTyping({ host, onRest: () => this.sayRest() });
    this.rehearsals = new Rehearsals(service, scheduler);
  }

  /** Judges a new version of a document. */
  judge(document: OpenDocument, priority: 'edit' | 'open'): void {
    this.rehearsals.cancel(document.uri);
    const folder = this.setup.folders.of(document.uri);
    const wasKnown = folder.workspace.document(document.uri) !== undefined;
    // Its folder may be another one since it was read.
    if (document.isRead) folder.workspace.put(document.uri, document.source);
    const known: Across = document.text.length > largeText ? 'moved' : 'known';
    this.start(document, priority, !folder.ready ? 'nothing' : wasKnown ? known : 'current');
  }

  /** Something that many documents depend on changed: judges the open ones of a folder again. */
  refresh(folder: Folder): void {
    const { documents, folders, scheduler } = this.setup;
    for (const document of documents.all()) {
      if (folders.of(document.uri) !== folder) continue;
      // A version that is still to be judged has to be answered in any case, and begins again with the new knowledge.
      const isPending = scheduler.has(judging(document.uri));
      if (!isPending && document.source.roots.length === 0) continue;
      this.start(document, isPending ? 'open' : 'refresh', folder.ready ? 'current' : 'nothing');
    }
  }

  /**
   * Judges again what no longer rests on what the documents of a folder say. Asked of every document each time: whoever
   * changed the facts, and in whatever order the answers came, none is left with older ones.
   */
  settle(folder: Folder): void {
    this.setup.scheduler.run(
      `settle ${folder.uri}`,
      'refresh',
      function* () {
        yield;
        yield* folder.workspace.gather();
        return folder.workspace.facts();
      },
      facts => this.settled(folder, facts),
    );
  }

  /** What is said of the present version, worked out at once where that is not there yet. */
  findings(document: OpenDocument): readonly Finding[] {
    if (document.findings) return document.findings;
    const { service, folders } = this.setup;
    const folder = folders.of(document.uri);
    if (document.source.roots.length === 0) return this.sayable(document, []);
    const across = folder.ready ? 'known' : 'nothing';
    return this.sayable(document, finish(service.analyse(folder.workspace, document.uri, across)));
  }

  /** What somebody changed in a document, before its new version is judged. */
  edited(uri: string, before: string, after: string, change: Change): void {
    this.typing.edited(uri, before, after, change);
  }

  /** Nothing is held back any more for what may still be typed. */
  rest(): void {
    this.typing.rest();
  }

  /** A document was closed; what is shown of it goes, unless it is `kept` for the file. */
  forget(uri: string, kept: boolean): void {
    this.typing.forget(uri);
    this.setup.scheduler.cancel(judging(uri));
    this.rehearsals.cancel(uri);
    if (!kept) void this.setup.publisher.publish({ uri, diagnostics: [] });
  }

  /** Typing rests: says what was held back. */
  private sayRest(): void {
    for (const document of this.setup.documents.all()) {
      const { found } = document;
      if (found && document.findings !== found) void this.show(document, this.sayable(document, found));
    }
    for (const folder of this.unsettled) this.setup.onSettled(folder);
    this.unsettled.clear();
  }

  /** What may be said now of what was found in the present version. */
  private sayable(document: OpenDocument, found: readonly Finding[]): readonly Finding[] {
    document.found = found;
    return this.typing.present(document.uri, found, document.source.roots.length === 0);
  }

  private show(document: OpenDocument, findings: readonly Finding[]): Promise<void> {
    const { publisher, linesOf, scheduler } = this.setup;
    document.findings = findings;
    const { uri, version, lines } = document;
    const docs = this.setup.docs();
    const diagnostics = diagnosticsOf(findings, { uri, lines, linesOf, ...(docs !== undefined ? { docs } : {}) });
    const sent = publisher.publish({ uri, version, diagnostics });
    scheduler.hold(sent);
    const kinds = [...new Set(document.source.roots.map(root => root.kind))];
    if (document.kinds === undefined || kinds.join() !== document.kinds.join()) {
      document.kinds = kinds;
      publisher.kinds(uri, kinds);
    }
    return sent;
  }

  private start(document: OpenDocument, priority: Priority, across: Across): void {
    const { folders, documents, scheduler } = this.setup;
    const { uri, version } = document;
    const { workspace } = folders.of(uri);
    let rests = workspace.knownFacts();
    const told = (facts: WorkspaceFacts): void => {
      rests = facts;
    };
    scheduler.run(
      judging(uri),
      priority,
      () => this.found(document, workspace, across, told),
      findings => {
        // The version was overtaken, or the document closed, while its findings were on the way.
        const isPresent = (): boolean => documents.get(uri) === document && document.version === version;
        if (!isPresent()) return;
        document.rests = across === 'moved' ? undefined : rests;
        const said = this.sayable(document, findings);
        const isShown = priority === 'refresh' && document.findings && sameFindings(document.findings, said);
        const sent = isShown ? Promise.resolve() : this.show(document, said);
        if (across === 'nothing') return;
        if (across === 'current') this.rehearsals.start(document, folders.of(uri).workspace);
        const goOn = (): void => {
          if (isPresent()) this.settle(folders.of(uri));
        };
        sent.then(goOn, goOn);
      },
    );
  }

  private *found(
    document: OpenDocument,
    workspace: Workspace,
    across: Across,
    told: (facts: WorkspaceFacts) => void,
  ): Generator<void, readonly Finding[]> {
    const { roots } = yield* document.read();
    if (roots.length === 0) return [];
    const found = yield* this.analyseSafely(workspace, document.uri, across, told);
    const live = across === 'nothing' ? [] : yield* this.liveFindings(document.uri);
    return live.length === 0 ? found : [...found, ...live].sort(byPlace);
  }

  /** A document that cannot be judged at all is still answered, so that the editor does not show what was true before. */
  private *analyseSafely(
    workspace: Workspace,
    uri: string,
    across: Across,
    told: (facts: WorkspaceFacts) => void,
  ): Generator<void, readonly Finding[]> {
    try {
      return yield* this.setup.service.analyse(workspace, uri, across, told);
    } catch (error) {
      this.setup.onFailure(error);
      return [];
    }
  }

  /** What the answers of the folder's server say; what is not known yet is asked when there is time. */
  private *liveFindings(uri: string): Generator<void, readonly Finding[]> {
    const folder = this.setup.folders.of(uri);
    const knowledge = this.setup.live();
    const view = knowledge?.of(folder);
    if (!knowledge || !view) return [];
    try {
      return yield* this.setup.service.live(folder.workspace, uri, view);
    } catch (error) {
      this.setup.onFailure(error);
      return [];
    } finally {
      if (view.wanted.size > 0) knowledge.later(folder, view);
    }
  }

  private settled(folder: Folder, facts: WorkspaceFacts): void {
    const { documents, folders, scheduler } = this.setup;
    for (const document of documents.all()) {
      const isPending = document.findings === undefined || scheduler.has(judging(document.uri));
      if (isPending || document.source.roots.length === 0 || document.rests === facts) continue;
      if (folders.of(document.uri) === folder) this.start(document, 'refresh', 'current');
    }
    if (this.typing.isGoingOn()) this.unsettled.add(folder);
    else this.setup.onSettled(folder);
  }
}

/** The name of the work that judges a document. */
function judging(uri: string): string {
  return `judge ${uri}`;
}
