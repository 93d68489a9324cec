// The cursor of a request: what stands at an offset of a document, and what may be being written there. Each is read when
// it is first asked for and once, also for several requests at one offset (an editor asks for proposals and for the
// signature of a call with the same keystroke). Layer: features.
import type { Analysis } from '../../analysis/analysis';
import type { OpenOptions, SourceDocument } from '../../model/document';
import type { Dialect } from '../../promql/dialect';
import { type Place, placesAt, type ValuePlace } from './place';
import { PromqlCursor } from './promql';
import { scalarAt, type Written } from './written';

export interface Cursor {
  readonly document: SourceDocument;
  /** UTF-16 offset in the file. */
  readonly offset: number;
  /** The scalar at the cursor, as the text stands. */
  readonly written: Written | undefined;
  /** What may be being written at the cursor; of several the likeliest first. */
  readonly places: readonly Place[];
  /** The cursor in the expression that a place is. */
  promqlAt(place: ValuePlace, dialect: Dialect): PromqlCursor;
}

export type CursorReader = (document: SourceDocument, offset: number, options?: OpenOptions) => Cursor;

/** A reader that gives the same cursor again as long as nothing else is asked for. */
export function createCursorReader(analysis: Pick<Analysis, 'rules'>): CursorReader {
  // Weak, for a cursor holds a version of the whole document.
  let last: WeakRef<LazyCursor> | undefined;
  return (document, offset, options = {}) => {
    const known = last?.deref();
    if (known?.document === document && known.offset === offset && known.options.as === options.as) return known;
    const cursor = new LazyCursor(document, offset, options, analysis);
    last = new WeakRef(cursor);
    return cursor;
  };
}

class LazyCursor implements Cursor {
  private knownWritten: { readonly is: Written | undefined } | undefined;
  private knownPlaces: readonly Place[] | undefined;
  private readonly expressions = new Map<ValuePlace, PromqlCursor>();

  constructor(
    readonly document: SourceDocument,
    readonly offset: number,
    readonly options: OpenOptions,
    private readonly analysis: Pick<Analysis, 'rules'>,
  ) {}

  get written(): Written | undefined {
    this.knownWritten ??= { is: scalarAt(this.document, this.offset, this.analysis) };
    return this.knownWritten.is;
  }

  get places(): readonly Place[] {
    return (this.knownPlaces ??= placesAt(this.document, this.offset, this.options));
  }

  promqlAt(place: ValuePlace, dialect: Dialect): PromqlCursor {
    const known = this.expressions.get(place);
    if (known?.dialect === dialect) return known;
    const made = new PromqlCursor(place.text, place.at, dialect);
    this.expressions.set(place, made);
    return made;
  }
}
