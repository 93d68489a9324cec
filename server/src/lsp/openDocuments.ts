// The documents that the editor has open: their text as the editor sees it, and the state of their analysis.
// Layer: lsp.
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { WorkspaceFacts } from '../analysis/facts';
import type { Finding } from '../checks/finding';
import type { SourceDocument } from '../model/document';
import type { Service } from '../service';
import type { LineIndex } from '../text/lineIndex';

export interface OpenDocument {
  readonly uri: string;
  /** Of the text that `source` was read from. */
  version: number;
  source: SourceDocument;
  readonly lines: LineIndex;
  /** Findings of `version`; undefined until it was judged. */
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
  change(uri: string, version: number, changes: TextDocumentContentChangeEvent[]): OpenDocument | undefined;
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
      TextDocument.update(known.text, changes, version);
      known.open.version = version;
      known.open.source = service.open(known.text.getText(), known.open.source);
      known.open.findings = undefined;
      return known.open;
    },
    close: uri => void documents.delete(uri),
  };
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
