// The documents that the editor has open: their text as the editor sees it, and the state of their analysis.
// Layer: lsp.
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import type { WorkspaceFacts } from '../analysis/workspaceFacts';
import type { Finding } from '../checks/finding';
import type { OpenOptions, SourceDocument } from '../model/document';
import type { Service } from '../service';
import { type Change, changeBetween } from '../text/change';
import { EditedText, type LineIndex } from '../text/lineIndex';
import { finish } from '../text/slices';

export interface OpenDocument {
  readonly uri: string;
  /** Of the present text. */
  readonly version: number;
  readonly text: string;
  /** The present text as it was read; what is left of reading it is done when it is asked for. */
  readonly source: SourceDocument;
  /** Whether nothing is left. */
  readonly isRead: boolean;
  /** Reads the present text in slices. */
  read(): Generator<void, SourceDocument>;
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
  /** `known` is what was read of the file before it was opened: its parts that are the same are not read again. */
  open(uri: string, version: number, text: string, known?: SourceDocument): OpenDocument;
  /** Gives the document, and as one replaced range what is different in it. */
  change(
    uri: string,
    version: number,
    changes: TextDocumentContentChangeEvent[],
  ): { readonly document: OpenDocument; readonly before: string; readonly change: Change } | undefined;
  close(uri: string): void;
}

/** Documents of one connection; `onRead` is called once for each version that was read. */
export function createOpenDocuments(
  service: Service,
  onRead: (document: OpenDocument) => void = () => {},
  optionsOf: (uri: string) => OpenOptions = () => ({}),
): OpenDocuments {
  const documents = new Map<string, Opened>();
  return {
    get: uri => documents.get(uri),
    all: () => [...documents.values()],
    open(uri, version, text, known) {
      const opened = new Opened(service, uri, version, text, onRead, known, optionsOf);
      documents.set(uri, opened);
      return opened;
    },
    change(uri, version, changes) {
      const known = documents.get(uri);
      if (!known) return undefined;
      const before = known.text;
      const change = known.lines.edit(changes) ?? changeBetween(before, known.text);
      known.version = version;
      known.begin(change);
      return { document: known, before, change };
    },
    close: uri => void documents.delete(uri),
  };
}

class Opened implements OpenDocument {
  /** It keeps where lines begin over edits, which is cheaper than finding them anew in a large text. */
  readonly lines: EditedText;
  found: readonly Finding[] | undefined;
  findings: readonly Finding[] | undefined;
  rests: WorkspaceFacts | undefined;
  kinds: readonly string[] | undefined;
  /** What is left of reading the present version. */
  private reading: Generator<void, SourceDocument> | undefined;

  constructor(
    private readonly service: Service,
    readonly uri: string,
    public version: number,
    text: string,
    private readonly onRead: (document: OpenDocument) => void,
    /** Of the last version that was read to its end. */
    private last: SourceDocument | undefined,
    private readonly optionsOf: (uri: string) => OpenOptions,
  ) {
    this.lines = new EditedText(text);
    this.begin();
  }

  get text(): string {
    return this.lines.text;
  }

  get isRead(): boolean {
    return this.reading === undefined;
  }

  get source(): SourceDocument {
    return finish(this.read());
  }

  *read(): Generator<void, SourceDocument> {
    while (this.reading) {
      const step = this.reading.next();
      if (step.done) {
        this.last = step.value;
        this.reading = undefined;
        this.onRead(this);
      } else yield;
    }
    return this.last!;
  }

  /** Begins with a new version of the text; `change` is what was changed of the one before. */
  begin(change?: Change): void {
    // What was not read to its end is no version to go on from.
    const known = this.isRead ? change : undefined;
    this.reading = this.service.opening(this.text, this.last, this.optionsOf(this.uri), known);
    this.found = undefined;
    this.findings = undefined;
  }
}
