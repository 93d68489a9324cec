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
import type { OpenDocument, OpenDocuments } from './openDocuments';
import type { Scheduler } from './scheduler';

export interface LanguageRequests {
  readonly connection: Connection;
  readonly service: Service;
  readonly folders: Folders;
  readonly documents: OpenDocuments;
  readonly scheduler: Scheduler;
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
}

/** Answers these requests of a connection from now on. */
export function answerLanguageRequests(setup: LanguageRequests): void {
  const { connection, service } = setup;
  const at =
    <P extends TextDocumentPositionParams, R>(answer: (asked: Asked, params: P) => R) =>
    (params: P): R | null => {
      const document = setup.documents.get(params.textDocument.uri);
      if (!document) return null;
      const { workspace } = setup.folders.of(document.uri);
      return answer({ document, workspace, offset: document.lines.offset(params.position) }, params);
    };
  connection.onCompletion(
    at(({ document, workspace, offset }) => {
      const found = service.complete(workspace, document.source, offset);
      return found ? completionOf(found, document.lines, setup.offers()) : null;
    }),
  );
  connection.onHover(
    at(({ document, workspace, offset }) => {
      const found = service.hover(workspace, document.source, offset);
      return found ? hoverOf(found, document.lines) : null;
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
    at(async ({ document, workspace, offset }, { context: { includeDeclaration } }) => {
      const { source } = document;
      const found = await inSlices(document, () => service.references(workspace, source, offset, includeDeclaration));
      return locations(found, document);
    }),
  );
  connection.onDocumentHighlight(
    at(async ({ document, workspace, offset }): Promise<DocumentHighlight[] | null> => {
      const { source, lines } = document;
      const found = await inSlices(document, () => service.highlights(workspace, source, offset));
      // With no answer of ours an editor marks equal words.
      if (found.length === 0) return null;
      return found.map(({ gives, ...span }) => ({
        range: rangeOf(span, lines),
        kind: gives ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
      }));
    }),
  );
  connection.onPrepareRename(
    at(async ({ document, workspace, offset }): Promise<PrepareRenameResult | null> => {
      const { source, lines } = document;
      const target = await inSlices(document, () => service.renameTarget(workspace, source, offset));
      if (!target) return null;
      if ('refused' in target) throw refusal(target);
      return { range: rangeOf(target, lines), placeholder: visible(target.name) };
    }),
  );
  connection.onRenameRequest(
    at(async ({ document, workspace, offset }, { newName }): Promise<WorkspaceEdit | null> => {
      // Before all files were read nobody knows where the name stands.
      if (!setup.folders.of(document.uri).ready)
        throw refusal({ refused: 'The files of the workspace are being read.' });
      const { source } = document;
      const renamed = await inSlices(document, () => service.rename(workspace, source, offset, newName));
      if (!renamed) return null;
      if ('refused' in renamed) throw refusal(renamed);
      const changes: Record<string, WireEdit[]> = {};
      for (const { file, edit } of renamed.edits) {
        const uri = file ?? document.uri;
        const lines = file === undefined ? document.lines : setup.linesOf(file);
        if (!lines) throw refusal({ refused: `${visible(uri)} cannot be read.` });
        (changes[uri] ??= []).push({ range: rangeOf(edit, lines), newText: edit.newText });
      }
      return { changes };
    }),
  );

  function locations(places: readonly Place[], document: OpenDocument): Location[] {
    return places.flatMap(({ file, span }) => {
      const lines = file === undefined ? document.lines : setup.linesOf(file);
      return lines ? [{ uri: file ?? document.uri, range: rangeOf(span, lines) }] : [];
    });
  }

  let requests = 0;
  /** The result of longer work on a version of a document; an error where the document was edited meanwhile. */
  function inSlices<T>(document: OpenDocument, work: () => Generator<void, T>): Promise<T> {
    const { version } = document;
    return new Promise((resolve, reject) => {
      function* guarded(): Generator<void, () => void> {
        try {
          const result = yield* work();
          return () => resolve(result);
        } catch (error) {
          return () => reject(error);
        }
      }
      const answer = (settle: () => void): void => {
        if (document.version === version) settle();
        else reject(new ResponseError(LSPErrorCodes.ContentModified, 'The document was edited.'));
      };
      setup.scheduler.run(`request ${++requests}`, 'edit', guarded, answer);
    });
  }
}

function refusal({ refused }: Refusal): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, visible(refused));
}
