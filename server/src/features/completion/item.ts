// What a completion proposes, free of protocol types: the LSP layer converts it.
// Layer: features.
import type { Span } from '../../text/span';

export type CompletionKind =
  | 'metric'
  | 'function'
  | 'keyword'
  | 'label'
  | 'value'
  | 'key'
  | 'variable'
  | 'snippet'
  | 'duration'
  | 'receiver';

export interface CompletionEntry {
  readonly label: string;
  readonly kind: CompletionKind;
  /** One short line beside the label. */
  readonly detail?: string;
  /** Markdown. */
  readonly documentation?: string;
  /** Text to insert in place of `replace`; a snippet where `snippet` is set. Already encoded for the scalar's style. */
  readonly insert: string;
  readonly snippet?: boolean;
  /** The file's characters that the text replaces. */
  readonly replace: Span;
  /** What the editor matches the typed word against, where it is not the label. */
  readonly filter?: string;
  /** Smaller comes first among equally good matches. */
  readonly rank: number;
  readonly deprecated?: boolean;
}

export interface Completion {
  readonly entries: readonly CompletionEntry[];
  /** More match than are given: ask again after the next letter. */
  readonly incomplete: boolean;
}

/** A proposal before its place is known: what the sources of words return. */
export interface Proposal {
  readonly label: string;
  readonly kind: CompletionKind;
  readonly detail?: string;
  readonly documentation?: string;
  /** Default: the label. */
  readonly insert?: string;
  readonly snippet?: boolean;
  readonly filter?: string;
  readonly rank?: number;
  readonly deprecated?: boolean;
}

/** Proposals together with the part of the text left of the cursor that they replace. */
export interface Proposals {
  readonly prefix: string;
  readonly items: readonly Proposal[];
}

/** Most entries that are sent at once. */
const limit = 300;

/** How well `word` fits what was typed: 0 best; undefined not at all. */
export function matchRank(word: string, typed: string): number | undefined {
  if (typed === '') return 2;
  const lower = word.toLowerCase();
  const wanted = typed.toLowerCase();
  if (lower.startsWith(wanted)) return 0;
  const at = lower.indexOf(wanted);
  if (at > 0) return /[_:.\s-]/.test(lower[at - 1]!) ? 1 : 2;
  let from = 0;
  for (const letter of wanted) {
    from = lower.indexOf(letter, from) + 1;
    if (from === 0) return undefined;
  }
  return 3;
}

/** The proposals that fit the typed prefix, best first, at their place. */
export function entriesFor({ prefix, items }: Proposals, replace: Span, encode: (text: string) => string): Completion {
  const fitting = items
    .flatMap(item => {
      const match = matchRank(item.filter ?? item.label, prefix);
      return match === undefined ? [] : [{ item, match }];
    })
    .sort(
      (a, b) =>
        a.match - b.match ||
        (a.item.rank ?? 50) - (b.item.rank ?? 50) ||
        a.item.label.length - b.item.label.length ||
        (a.item.label < b.item.label ? -1 : 1),
    );
  const entries = fitting.slice(0, limit).map(
    ({ item }, rank): CompletionEntry => ({
      ...item,
      insert: encode(item.insert ?? item.label),
      replace,
      rank,
    }),
  );
  return { entries, incomplete: fitting.length > limit };
}
