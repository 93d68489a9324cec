// The documents that the editor has open: their text as the editor sees it, and the state of their analysis.
// Layer: lsp.
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { WorkspaceFacts } from '../analysis/facts';
import type { Finding } from '../checks/finding';
import type { SourceDocument } from '../model/document';
import type { Service } from '../service';
import { type Change, changeBetween } from '../text/change';
import type { LineIndex } from '../text/lineIndex';

export interface OpenDocument {
  readonly uri: string;
  /** Of the text that `source` was read from. */
  version: number;
  source: SourceDocument;
  readonly lines: LineIndex;
  /** Findings of `version`; undefined until it was judged. */
  found: readonly Finding[] | undefined;
  /** Those of them that the editor shows. */
  findings: readonly Finding[] | undefined;
  /** What the other documents said when `findings` were found; undefined where these were partly only moved. */
  rests: WorkspaceFacts | undefined;
  /** As last told to the editor; undefined before. */
  kinds: readonly string[] | undefined;
}

export interface OpenDocuments {
  get(uri: string): OpenDocument | undefined;
  all(): readonly OpenDocument[];
  open(uri: string, languageId: string, version: number, text: string): OpenDocument;
  /** Gives the document, and as one replaced range what is different in it. */
  change(
    uri: string,
    version: number,
    changes: TextDocumentContentChangeEvent[],
  ): { readonly document: OpenDocument; readonly before: string; readonly change: Change } | undefined;
  close(uri: string): void;
}

/** Documents of one connection. */
export function createOpenDocuments(service: Service): OpenDocuments {
  const documents = new Map<string, { readonly text: TextDocument; readonly open: OpenDocument }>();
  return {
    get: uri => documents.get(uri)?.open,
    all: () => [...documents.values()].map(({ open }) => open),
    open(uri, languageId, version, text) {
      const document = TextDocument.create(uri, languageId, version, text);
      const open: OpenDocument = {
        uri,
        version,
        source: service.open(text),
        lines: linesOf(document),
        found: undefined,
        findings: undefined,
        rests: undefined,
        kinds: undefined,
      };
      documents.set(uri, { text: document, open });
      return open;
    },
    change(uri, version, changes) {
      const known = documents.get(uri);
      if (!known) return undefined;
      const before = known.open.source.text;
      const exact = exactChange(known.text, changes);
      TextDocument.update(known.text, changes, version);
      const text = known.text.getText();
      known.open.version = version;
      known.open.source = service.open(text, known.open.source);
      known.open.found = undefined;
      known.open.findings = undefined;
      return { document: known.open, before, change: exact ?? changeBetween(before, text) };
    },
    close: uri => void documents.delete(uri),
  };
}

/** The one range that a change names; of several only their hull is known. */
function exactChange(document: TextDocument, changes: TextDocumentContentChangeEvent[]): Change | undefined {
  const [change, ...others] = changes;
  if (!change || !('range' in change) || others.length > 0) return undefined;
  const ends = [document.offsetAt(change.range.start), document.offsetAt(change.range.end)];
  const from = Math.min(...ends);
  return { from, toBefore: Math.max(...ends), to: from + change.text.length };
}

/** The document keeps its line starts over edits, which is cheaper than finding them anew in a large text. */
function linesOf(document: TextDocument): LineIndex {
  return {
    get text() {
      return document.getText();
    },
    get lineCount() {
      return document.lineCount;
    },
    position: offset => document.positionAt(offset),
    offset: position => document.offsetAt(position),
    line(line) {
      const from = document.offsetAt({ line, character: 0 });
      return { from, to: document.offsetAt({ line, character: Number.MAX_SAFE_INTEGER }) };
    },
  };
}
