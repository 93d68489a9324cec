// Requests about the place of a cursor: proposals, hover, signature, definition, references, highlights, rename. Layer: lsp.
import {
  type Connection,
  type DocumentHighlight,
  DocumentHighlightKind,
  type Location,
  LSPErrorCodes,
  type PrepareRenameResult,
  ResponseError,
  type TextDocumentPositionParams,
  type TextEdit as WireEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { Refusal } from '../features/rename';
import type { Place } from '../features/symbols';
import type { Service } from '../service';
import type { LineIndex } from '../text/lineIndex';
import { visible } from '../text/printable';
import type { Workspace } from '../workspace/workspace';
import { type CompletionOffers, completionOf, hoverOf, signatureOf } from './completion';
import { rangeOf } from './convert';
import type { Folders } from './folders';
import type { LiveKnowledge, LiveView } from './live';
import type { OpenDocument, OpenDocuments } from './openDocuments';
import { type Cancellation, resultOf, type Scheduler } from './scheduler';

export interface LanguageRequests {
  readonly connection: Connection;
  readonly service: Service;
  readonly folders: Folders;
  readonly documents: OpenDocuments;
  readonly scheduler: Scheduler;
  /** What is known of servers; undefined for a client that asks none. */
  readonly live: () => LiveKnowledge | undefined;
  /** What the client can show of proposals. */
  readonly offers: () => CompletionOffers;
  /** Lines of any file that a definition or reference names. */
  readonly linesOf: (file: string) => LineIndex | undefined;
}

/** Where a request asks. */
interface Asked {
  readonly document: OpenDocument;
  readonly workspace: Workspace;
  readonly offset: number;
  readonly token: Cancellation;
}

/** Answers these requests of a connection from now on. */
export function answerLanguageRequests(setup: LanguageRequests): void {
  const { connection, service } = setup;
  const at =
    <P extends TextDocumentPositionParams, R>(answer: (asked: Asked, params: P) => R) =>
    (params: P, token: Cancellation): R | null => {
      const document = setup.documents.get(params.textDocument.uri);
      if (!document) return null;
      const { workspace } = setup.folders.of(document.uri);
      return answer({ document, workspace, offset: document.lines.offset(params.position), token }, params);
    };
  connection.onCompletion(
    at(asked => {
      const { document, workspace, offset } = asked;
      return withLive(
        asked,
        live => service.complete(workspace, document.source, offset, live),
        // What is still to come is there for the next letter.
        (found, isWaiting) =>
          found
            ? completionOf({ ...found, incomplete: found.incomplete || isWaiting }, document.lines, setup.offers())
            : null,
      );
    }),
  );
  connection.onHover(
    at(async asked => {
      const { document, workspace, offset } = asked;
      const { source, lines } = document;
      // Before all files were read nobody knows where alerts go.
      const isReady = setup.folders.of(document.uri).ready;
      const routed = isReady ? await inSlices(asked, () => service.routeHover(workspace, source, offset)) : undefined;
      return withLive(
        asked,
        live => service.hover(workspace, source, offset, live),
        found => {
          const joined =
            found && routed ? { ...found, markdown: `${found.markdown}\n\n---\n\n${routed.markdown}` } : found;
          return joined || routed ? hoverOf((joined ?? routed)!, lines) : null;
        },
      );
    }),
  );
  connection.onSignatureHelp(
    at(({ document, workspace, offset }) => {
      const found = service.signature(workspace, document.source, offset);
      return found ? signatureOf(found) : null;
    }),
  );
  connection.onDefinition(
    at(({ document, workspace, offset }) =>
      locations(service.definitions(workspace, document.source, offset), document),
    ),
  );
  connection.onReferences(
    at(async (asked, { context: { includeDeclaration } }) => {
      const { document, workspace, offset } = asked;
      const { source } = document;
      const found = await inSlices(asked, () => service.references(workspace, source, offset, includeDeclaration));
      return locations(found, document);
    }),
  );
  connection.onDocumentHighlight(
    at(async (asked): Promise<DocumentHighlight[] | null> => {
      const { workspace, offset } = asked;
      const { source, lines } = asked.document;
      const found = await inSlices(asked, () => service.highlights(workspace, source, offset));
      // With no answer of ours an editor marks equal words.
      if (found.length === 0) return null;
      return found.map(({ gives, ...span }) => ({
        range: rangeOf(span, lines),
        kind: gives ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
      }));
    }),
  );
  connection.onPrepareRename(
    at(async (asked): Promise<PrepareRenameResult | null> => {
      const { workspace, offset } = asked;
      const { source, lines } = asked.document;
      const target = await inSlices(asked, () => service.renameTarget(workspace, source, offset));
      if (!target) return null;
      if ('refused' in target) throw refusal(target);
      return { range: rangeOf(target, lines), placeholder: visible(target.name) };
    }),
  );
  connection.onRenameRequest(
    at(async (asked, { newName }): Promise<WorkspaceEdit | null> => {
      const { document, workspace, offset } = asked;
      // Before all files were read nobody knows where the name stands.
      if (!setup.folders.of(document.uri).ready)
        throw refusal({ refused: 'The files of the workspace are being read.' });
      const { source } = document;
      const renamed = await inSlices(asked, () => service.rename(workspace, source, offset, newName));
      if (!renamed) return null;
      if ('refused' in renamed) throw refusal(renamed);
      const changes: Record<string, WireEdit[]> = {};
      const linesOf = linesOnce(document);
      for (const { file, edit } of renamed.edits) {
        const uri = file ?? document.uri;
        const lines = linesOf(file);
        if (!lines) throw refusal({ refused: `${visible(uri)} cannot be read.` });
        (changes[uri] ??= []).push({ range: rangeOf(edit, lines), newText: edit.newText });
      }
      return { changes };
    }),
  );

  function locations(places: readonly Place[], document: OpenDocument): Location[] {
    const linesOf = linesOnce(document);
    return places.flatMap(({ file, span }) => {
      const lines = linesOf(file);
      return lines ? [{ uri: file ?? document.uri, range: rangeOf(span, lines) }] : [];
    });
  }

  /** The lines of files, looked for once each: a name may be used thousands of times in one. */
  function linesOnce(document: OpenDocument): (file: string | undefined) => LineIndex | undefined {
    const known = new Map<string, LineIndex | undefined>();
    return file => {
      if (file === undefined) return document.lines;
      if (!known.has(file)) known.set(file, setup.linesOf(file));
      return known.get(file);
    };
  }

  /**
   * The answer to a request, with what is known of the folder's server; where that has to be asked, it is waited for a moment if
   * the server usually answers in one.
   */
  function withLive<T, R>(
    { document }: Asked,
    find: (live: LiveView | undefined) => T,
    show: (found: T, isWaiting: boolean) => R,
  ): R | Promise<R> {
    const folder = setup.folders.of(document.uri);
    const live = setup.live();
    const view = live?.of(folder);
    const found = find(view);
    if (!live || !view || view.wanted.size === 0) return show(found, false);
    const { version } = document;
    return live.answered(folder, view).then(isNew => {
      // A text that was edited meanwhile is asked about again.
      if (!isNew || document.version !== version) return show(found, true);
      const known = live.of(folder);
      return show(find(known), (known?.wanted.size ?? 0) > 0);
    });
  }

  let requests = 0;
  /** The result of longer work on a version of a document; an error where the document was edited meanwhile. */
  async function inSlices<T>({ document, token }: Asked, work: () => Generator<void, T>): Promise<T> {
    const { version } = document;
    const settled = await resultOf(setup.scheduler, `request ${++requests}`, work, { token }).then(
      value => () => value,
      error => () => {
        throw error;
      },
    );
    if (document.version !== version) {
      throw new ResponseError(LSPErrorCodes.ContentModified, 'The document was edited.');
    }
    return settled();
  }
}

function refusal({ refused }: Refusal): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, visible(refused));
}
