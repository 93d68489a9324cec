// Judges open documents and tells the editor: at once with what was known of the workspace, again when that changed.
// Layer: lsp. A version that was overtaken is dropped; every other is published, also when nothing changed.

import type { PublishDiagnosticsParams } from 'vscode-languageserver';
import type { WorkspaceFacts } from '../analysis/workspaceFacts';
import { byPlace, type Finding, type FindingFix, type RelatedPlace } from '../checks/finding';
import type { Across, Service } from '../service';
import type { Change } from '../text/change';
import { type LineIndex, lineIndex } from '../text/lineIndex';
import { sameList } from '../text/same';
import type { Span } from '../text/span';
import type { Workspace } from '../workspace/workspace';
import { diagnosticsOf } from './convert';
import type { Folder, Folders } from './folders';
import type { Host } from './host';
import type { LiveKnowledge } from './live';
import type { OpenDocument, OpenDocuments } from './openDocuments';
import { createRehearsal, type Rehearsal } from './rehearsal';
import type { Priority, Scheduler } from './scheduler';
import { createTyping } from './typing';

export interface Publisher {
  /** Resolves once the message has left the process. */
  publish(params: PublishDiagnosticsParams): Promise<void>;
  /** The list of kinds that a document holds changed. */
  kinds(uri: string, kinds: readonly string[]): void;
}

export interface Diagnostics {
  /** Judges a new version of a document. */
  judge(document: OpenDocument, priority: 'edit' | 'open'): void;
  /** Something that many documents depend on changed: judges the open ones of a folder again. */
  refresh(folder: Folder): void;
  /** Judges again what no longer rests on what the documents of a folder say. */
  settle(folder: Folder): void;
  /** What is said of the present version, worked out at once where that is not there yet. */
  findings(document: OpenDocument): readonly Finding[];
  /** What somebody changed in a document, before its new version is judged. */
  edited(uri: string, before: string, after: string, change: Change): void;
  /** Nothing is held back any more for what may still be typed. */
  rest(): void;
  /** A document was closed; what is shown of it goes, unless it is `kept` for the file. */
  forget(uri: string, kept: boolean): void;
  /** Lines of any file that findings or definitions name. */
  linesOf(file: string): LineIndex | undefined;
}

export interface DiagnosticsSetup {
  readonly service: Service;
  readonly folders: Folders;
  readonly documents: OpenDocuments;
  readonly scheduler: Scheduler;
  readonly host: Host;
  readonly publisher: Publisher;
  readonly docs: () => string | undefined;
  /** What is known of servers; undefined for a client that asks none. */
  readonly live: () => LiveKnowledge | undefined;
  readonly onFailure: (error: unknown) => void;
  /** What the documents of a folder say is known, and open ones are judged by it. */
  readonly onSettled: (folder: Folder) => void;
}

/** From this size on the first answer to an edit does not look at the whole file again. */
const largeText = 100_000;

/** Diagnostics of one connection. */
export function createDiagnostics(setup: DiagnosticsSetup): Diagnostics {
  const { service, folders, documents, scheduler, host, publisher } = setup;

  const typing = createTyping({
    host,
    onRest: () => {
      for (const document of documents.all()) {
        const { found } = document;
        if (found && document.findings !== found) void show(document, sayable(document, found));
      }
      for (const folder of unsettled) setup.onSettled(folder);
      unsettled.clear();
    },
  });
  /** Folders whose other files wait for the end of what is being typed: half of it would flash in them. */
  const unsettled = new Set<Folder>();

  /** What may be said now of what was found in the present version. */
  const sayable = (document: OpenDocument, found: readonly Finding[]): readonly Finding[] => {
    document.found = found;
    return typing.present(document.uri, found, document.source.roots.length === 0);
  };

  const show = (document: OpenDocument, findings: readonly Finding[]): Promise<void> => {
    document.findings = findings;
    const { uri, version, lines } = document;
    const docs = setup.docs();
    const context = { uri, lines, linesOf: foreignLines, ...(docs !== undefined ? { docs } : {}) };
    const diagnostics = diagnosticsOf(findings, context);
    const sent = publisher.publish({ uri, version, diagnostics });
    const kinds = [...new Set(document.source.roots.map(root => root.kind))];
    if (document.kinds === undefined || kinds.join() !== document.kinds.join()) {
      document.kinds = kinds;
      publisher.kinds(uri, kinds);
    }
    return sent;
  };

  const foreignLines = (file: string): LineIndex | undefined => {
    const open = documents.get(file);
    if (open) return open.lines;
    const folder = folders.of(file);
    const text = folder.workspace.document(file)?.text ?? host.read(file, folder.uri).text;
    return text === undefined ? undefined : lineIndex(text);
  };

  const start = (document: OpenDocument, priority: Priority, across: Across): void => {
    const { uri, version } = document;
    const { workspace } = folders.of(uri);
    const isPresent = (): boolean => documents.get(uri) === document && document.version === version;
    let rests = workspace.knownFacts();
    const told = (facts: WorkspaceFacts): void => {
      rests = facts;
    };
    scheduler.run(
      `judge ${uri}`,
      priority,
      function* () {
        const { roots } = yield* document.read();
        if (roots.length === 0) return [];
        const found = yield* analyseSafely(workspace, uri, across, told);
        const live = across === 'nothing' ? [] : yield* liveFindings(uri);
        return live.length === 0 ? found : [...found, ...live].sort(byPlace);
      },
      findings => {
        // The version was overtaken, or the document closed, while its findings were on the way.
        if (!isPresent()) return;
        document.rests = across === 'moved' ? undefined : rests;
        const said = sayable(document, findings);
        const isShown = priority === 'refresh' && document.findings && sameFindings(document.findings, said);
        const sent = isShown ? Promise.resolve() : show(document, said);
        if (across === 'nothing') return;
        if (across === 'current') rehearse(document);
        // Work that starts while a large message is on its way would hold it up piece by piece.
        const goOn = (): void => {
          if (isPresent()) settle(folders.of(uri));
        };
        sent.then(goOn, goOn);
      },
    );
  };

  /** Of large documents; none where nothing is to be done, or nothing is left. */
  const rehearsals = new WeakMap<OpenDocument, Rehearsal | 'none'>();

  /** Makes the first edits of a document as quick as later ones, while nothing else is to be done. */
  const rehearse = (document: OpenDocument): void => {
    const { uri, text } = document;
    if (text.length <= largeText || rehearsals.get(document) === 'none') return;
    const { workspace } = folders.of(uri);
    scheduler.run(
      `rehearse ${uri}`,
      'scan',
      function* () {
        const rehearsal = rehearsals.get(document) ?? createRehearsal(service, workspace, document) ?? 'none';
        rehearsals.set(document, rehearsal);
        if (rehearsal !== 'none') yield* rehearsal.run();
      },
      () => rehearsals.set(document, 'none'),
    );
  };

  /** What the answers of the folder's server say; what is not known yet is asked when there is time. */
  function* liveFindings(uri: string): Generator<void, readonly Finding[]> {
    const folder = folders.of(uri);
    const knowledge = setup.live();
    const view = knowledge?.of(folder);
    if (!knowledge || !view) return [];
    try {
      return yield* service.live(folder.workspace, uri, view);
    } catch (error) {
      setup.onFailure(error);
      return [];
    } finally {
      if (view.wanted.size > 0) knowledge.later(folder, view);
    }
  }

  /** A document that cannot be judged at all is still answered, so that the editor does not show what was true before. */
  function* analyseSafely(
    workspace: Workspace,
    uri: string,
    across: Across,
    told: (facts: WorkspaceFacts) => void,
  ): Generator<void, readonly Finding[]> {
    try {
      return yield* service.analyse(workspace, uri, across, told);
    } catch (error) {
      setup.onFailure(error);
      return [];
    }
  }

  /**
   * Judges again what no longer rests on what the documents of a folder say. Asked of every document each time: whoever
   * changed the facts, and in whatever order the answers came, none is left with older ones.
   */
  const settle = (folder: Folder): void => {
    scheduler.run(
      `settle ${folder.uri}`,
      'refresh',
      function* () {
        yield;
        yield* folder.workspace.gather();
        return folder.workspace.facts();
      },
      facts => {
        for (const document of documents.all()) {
          const isPending = document.findings === undefined || scheduler.has(`judge ${document.uri}`);
          if (isPending || document.source.roots.length === 0 || document.rests === facts) continue;
          if (folders.of(document.uri) === folder) start(document, 'refresh', 'current');
        }
        if (typing.isGoingOn()) unsettled.add(folder);
        else setup.onSettled(folder);
      },
    );
  };

  const refresh = (folder: Folder): void => {
    for (const document of documents.all()) {
      if (folders.of(document.uri) !== folder) continue;
      // A version that is still to be judged has to be answered in any case, and begins again with the new knowledge.
      const isPending = scheduler.has(`judge ${document.uri}`);
      if (!isPending && document.source.roots.length === 0) continue;
      start(document, isPending ? 'open' : 'refresh', folder.ready ? 'current' : 'nothing');
    }
  };

  return {
    judge(document, priority) {
      scheduler.cancel(`rehearse ${document.uri}`);
      const folder = folders.of(document.uri);
      const wasKnown = folder.workspace.document(document.uri) !== undefined;
      // Its folder may be another one since it was read.
      if (document.isRead) folder.workspace.put(document.uri, document.source);
      const known: Across = document.text.length > largeText ? 'moved' : 'known';
      start(document, priority, !folder.ready ? 'nothing' : wasKnown ? known : 'current');
    },
    refresh,
    settle,
    linesOf: foreignLines,
    findings(document) {
      if (document.findings) return document.findings;
      const folder = folders.of(document.uri);
      if (document.source.roots.length === 0) return sayable(document, []);
      const work = service.analyse(folder.workspace, document.uri, folder.ready ? 'known' : 'nothing');
      let step = work.next();
      while (!step.done) step = work.next();
      return sayable(document, step.value);
    },
    edited: typing.edited,
    rest: typing.rest,
    forget(uri, kept) {
      typing.forget(uri);
      scheduler.cancel(`judge ${uri}`);
      scheduler.cancel(`rehearse ${uri}`);
      if (!kept) void publisher.publish({ uri, diagnostics: [] });
    },
  };
}

/** Whether nothing changed for the editor. Lines of places in other files are not known here: those are sent again. */
function sameFindings(a: readonly Finding[], b: readonly Finding[]): boolean {
  return sameList(
    a,
    b,
    (one, other) =>
      one === other ||
      (one.check === other.check &&
        sameSpan(one, other) &&
        one.severity === other.severity &&
        one.message === other.message &&
        sameList(one.related, other.related, samePlace) &&
        sameList(one.fixes, other.fixes, sameFix)),
  );
}

function samePlace(a: RelatedPlace, b: RelatedPlace): boolean {
  return a.file === undefined && b.file === undefined && a.message === b.message && sameSpan(a, b);
}

function sameFix(a: FindingFix, b: FindingFix): boolean {
  return (
    a.title === b.title &&
    a.safe === b.safe &&
    sameList(a.edits, b.edits, (x, y) => sameSpan(x, y) && x.newText === y.newText)
  );
}

function sameSpan(a: Span, b: Span): boolean {
  return a.from === b.from && a.to === b.to;
}
