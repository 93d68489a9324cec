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
  /** A word or two that are always shown beside the label, short enough to leave it whole. */
  readonly beside?: string;
  /** One short line. */
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
  readonly beside?: string;
  readonly detail?: string;
  /** Markdown; asked only of what is shown. */
  readonly doc?: () => string | undefined;
  /** All together, where also the line costs something to make. */
  readonly about?: () => { readonly beside?: string; readonly detail: string; readonly doc: string };
  /** Default: the label. */
  readonly insert?: string;
  readonly snippet?: boolean;
  readonly filter?: string;
  /** How well it fits what is typed, as `matchRank` says it, where the label alone does not tell. */
  readonly match?: number;
  /** Smaller comes first among equally good matches; 50 where left out. */
  readonly rank?: number;
  readonly deprecated?: boolean;
  readonly more?: boolean;
}

/** Proposals together with the part of the decoded text left of the cursor that they replace. */
export interface Proposals {
  readonly prefix: string;
  readonly items: readonly Proposal[];
  /**
   * The order counts for more than an editor can see in the letters: what the workspace has comes first. Editors sort by
   * their own score of the letters before they look at our order, so every entry is given to them as an equal match, and
   * they ask again after each letter.
   */
  readonly ordered?: boolean;
}

/** Most entries that are sent at once. */
const limit = 300;

/**
 * How well `word` fits what was typed: 0 itself, 1 its beginning, 2 that of a part (or the initials of parts), 3 beginnings
 * of several parts, 4 anything inside, 5 the letters in their order; undefined not at all.
 */
export function matchRank(word: string, typed: string): number | undefined {
  if (typed === '') return 2;
  if (word === typed) return 0;
  const lower = word.toLowerCase();
  const wanted = typed.toLowerCase();
  if (lower.startsWith(wanted)) return 1;
  // Whatever fits has the letters in their order: most of thousands of names are told by that.
  if (!hasInOrder(lower, wanted, 0)) return undefined;
  if (beginsPart(lower, wanted)) return 2;
  if (wanted.length > 2 && initialsOf(lower).includes(wanted)) return 2;
  if (holdsParts(lower, wanted)) return 3;
  if (lower.includes(wanted)) return 4;
  return inOrder(lower, wanted) ? 5 : undefined;
}

function beginsPart(lower: string, wanted: string): boolean {
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, at + 1)) {
    if (at === 0 || !isWordCharacter(lower.charCodeAt(at - 1))) return true;
  }
  return false;
}

function initialsOf(lower: string): string {
  return lower.replace(/([a-z0-9])[a-z0-9]*|[^a-z0-9]+/g, '$1');
}

/** Whether each typed part begins a part of the word, in their order: `gpu_mem` of `nv_gpu_used_memory`. */
function holdsParts(lower: string, wanted: string): boolean {
  const parts = wanted.split(/[^a-z0-9]+/).filter(Boolean);
  if (parts.length < 2) return false;
  let from = 0;
  for (const part of parts) {
    let at = lower.indexOf(part, from);
    while (at > from && isWordCharacter(lower.charCodeAt(at - 1))) at = lower.indexOf(part, at + 1);
    if (at < 0) return false;
    from = at + part.length;
  }
  return true;
}

/** Whether the letters follow each other in the word; the first has to begin a part of it, as editors want it, too. */
function inOrder(lower: string, wanted: string): boolean {
  const first = wanted[0]!;
  for (let at = lower.indexOf(first); at >= 0; at = lower.indexOf(first, at + 1)) {
    // From a later part on there is no more than from the first.
    if (at === 0 || !isWordCharacter(lower.charCodeAt(at - 1))) return hasInOrder(lower, wanted, at);
  }
  return false;
}

/** Whether letters and digits of `wanted` follow each other in the word from an offset on. */
function hasInOrder(lower: string, wanted: string, start: number): boolean {
  let from = start;
  for (let i = 0; i < wanted.length; i++) {
    if (!isWordCharacter(wanted.charCodeAt(i))) continue;
    from = lower.indexOf(wanted[i]!, from) + 1;
    if (from === 0) return false;
  }
  return true;
}

/** A lower-case letter or a digit. */
function isWordCharacter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57);
}

/** The proposals that fit the typed prefix, best first, at their place. */
export function entriesFor(
  { prefix, items, ordered }: Proposals,
  replace: Span,
  encode: (text: string, proposal: Proposal) => string,
): Completion {
  const matching: Matching[] = [];
  for (const item of items) {
    const match = item.match ?? matchRank(item.filter ?? item.label, prefix);
    // Of thousands of names each is compared with a dozen others.
    if (match !== undefined) matching.push({ item, match, rank: item.rank ?? 50, parts: partsOf(item.label) });
  }
  matching.sort(
    (a, b) => a.match - b.match || a.rank - b.rank || a.parts - b.parts || (a.item.label < b.item.label ? -1 : 1),
  );
  const seen = new Set<string>();
  const fitting = matching.filter(({ item }) => !seen.has(item.label) && seen.add(item.label));
  const isEqual = ordered === true && prefix !== '';
  const entries = fitting.slice(0, limit).map(({ item }, rank): CompletionEntry => {
    const { doc, about, match: _, ...rest } = item;
    const told = about?.();
    const documentation = told?.doc ?? doc?.();
    return {
      ...rest,
      ...(told ? { detail: told.detail } : {}),
      ...(told?.beside ? { beside: told.beside } : {}),
      ...(isEqual ? { filter: prefix } : {}),
      ...(documentation ? { documentation } : {}),
      insert: encode(item.insert ?? item.label, item),
      replace,
      rank,
    };
  });
  return { entries, incomplete: ordered === true || fitting.length > limit };
}

interface Matching {
  readonly item: Proposal;
  readonly match: number;
  readonly rank: number;
  readonly parts: number;
}

/** A name of few parts says the plain thing; how long its words are says nothing. Separators in a row are one. */
function partsOf(label: string): number {
  let parts = 1;
  let within = true;
  for (let i = 0; i < label.length; i++) {
    const code = label.charCodeAt(i);
    const isPart = isWordCharacter(code) || (code >= 65 && code <= 90);
    if (within && !isPart) parts++;
    within = isPart;
  }
  return parts;
}
