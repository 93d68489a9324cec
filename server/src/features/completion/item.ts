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
  /**
   * Text to insert in place of `replace`; a snippet where `snippet` is set. Already encoded for the scalar's style. Its
   * further lines are indented relative to the white space at the start of the cursor's line: the editor adds that.
   */
  readonly insert: string;
  readonly snippet?: boolean;
  /** The file's characters that the text replaces; they hold the cursor and lie in its line. */
  readonly replace: Span;
  /** What the editor matches the text left of the cursor against, where it is not the label. */
  readonly filter?: string;
  /** Position in the list, from 0. */
  readonly rank: number;
  readonly deprecated?: boolean;
  /** What was inserted wants something behind it that completes, too: the editor may ask again at once. */
  readonly more?: boolean;
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
  /** Markdown; asked only of what is shown. */
  readonly doc?: () => string | undefined;
  /** Both together, where also the line costs something to make. */
  readonly about?: () => { readonly detail: string; readonly doc: string };
  /** Default: the label. */
  readonly insert?: string;
  readonly snippet?: boolean;
  readonly filter?: string;
  /** Smaller comes first among equally good matches; 50 where left out. */
  readonly rank?: number;
  readonly deprecated?: boolean;
  readonly more?: boolean;
}

/** Proposals together with the part of the decoded text left of the cursor that they replace. */
export interface Proposals {
  readonly prefix: string;
  readonly items: readonly Proposal[];
}

/** Most entries that are sent at once. */
const limit = 300;

/** How well `word` fits what was typed: 0 best; undefined not at all. */
export function matchRank(word: string, typed: string): number | undefined {
  if (typed === '') return 2;
  if (word === typed) return 0;
  const lower = word.toLowerCase();
  const wanted = typed.toLowerCase();
  if (lower.startsWith(wanted)) return 1;
  const at = lower.indexOf(wanted);
  if (at > 0) return /[^a-z0-9]/.test(lower[at - 1]!) ? 2 : 3;
  let from = 0;
  for (const letter of wanted) {
    from = lower.indexOf(letter, from) + 1;
    if (from === 0) return undefined;
  }
  return 4;
}

/** The proposals that fit the typed prefix, best first, at their place. */
export function entriesFor(
  { prefix, items }: Proposals,
  replace: Span,
  encode: (text: string, proposal: Proposal) => string,
): Completion {
  const seen = new Set<string>();
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
    )
    .filter(({ item }) => !seen.has(item.label) && seen.add(item.label));
  const entries = fitting.slice(0, limit).map(({ item }, rank): CompletionEntry => {
    const { doc, about, ...rest } = item;
    const told = about?.();
    const documentation = told?.doc ?? doc?.();
    return {
      ...rest,
      ...(told ? { detail: told.detail } : {}),
      ...(documentation ? { documentation } : {}),
      insert: encode(item.insert ?? item.label, item),
      replace,
      rank,
    };
  });
  return { entries, incomplete: fitting.length > limit };
}
