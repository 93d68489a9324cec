// The place where somebody is typing, and which findings are for now only about what is not there yet. Layer: lsp.
import type { Finding } from '../checks/finding';
import type { Change } from '../text/change';
import type { Span } from '../text/span';
import { isInItemOf, valueAround } from '../yaml/layout';

export interface Pen {
  readonly text: string;
  /** The cursor; where more than one character came, and some between brackets, from where it may be. */
  readonly at: number;
  /** As `at`, before the blanks and line ends that were written last. */
  readonly written: number;
  /** As `at`, before the blanks of its line. */
  readonly behind: number;
  /** A word is being written, or a text in quotes was begun: nobody knows what it will be. */
  readonly inWord: boolean;
  /** Where a template's action begins on this line that is not closed. */
  readonly action: number | undefined;
  /** Before a bracket that is closed already, or behind a blank: something is to follow. */
  readonly isBetween: boolean;
  /** The value that is being written, over all its lines. */
  readonly value: Span;
}

/** Characters that a word, a number or an operator does not go on behind. */
const ends = new Set(' \t\r\n()[]{}"\'`,|');

const quotes = new Set('"\'`');

const pairs: ReadonlySet<string> = new Set(['()', '[]', '{}', '""', "''", '``']);

/** The longest text that one types or takes from a list of offers. */
const longestTyped = 200;

/** Whether an edit is one that a person makes while typing: of one line, line ends and indentation apart. */
export function isTyped(before: string, after: string, { from, toBefore, to }: Change): boolean {
  if (toBefore - from > longestTyped || to - from > longestTyped) return false;
  return isOneLine(before.slice(from, toBefore)) && isOneLine(after.slice(from, to));
}

function isOneLine(text: string): boolean {
  return !/[\r\n]/.test(text.trim());
}

/** Where an edit leaves the pen. */
export function penAfter(text: string, { from, to }: Change): Pen {
  const inserted = text.slice(from, to);
  const opened = inserted.search(/[([{"'`]/);
  // An editor closes a bracket by itself and puts the cursor between; offers do likewise.
  const at = inserted.length > 1 && opened >= 0 ? from + opened + 1 : to;
  const isOneKey = inserted.length <= 1 || pairs.has(inserted);
  const before = text.slice(Math.max(0, at - longestTyped), at);
  const written = at - (before.length - before.trimEnd().length);
  const isEmptyText = quotes.has(text[at] ?? '') && text[at - 1] === text[at];
  const inWord = isEmptyText || (isOneKey && at > 0 && !ends.has(text[at - 1]!));
  // Before a closing bracket a line end finishes nothing.
  const isEnclosed = /[)\]}]/.test(text[at] ?? '');
  const endOfLine = behindBlanks(text, at);
  const behind = isEnclosed ? written : endOfLine;
  const isBetween = isEnclosed || (endOfLine < at && endOfLine === written);
  // A line that was begun goes on with the value above as long as nothing is written on it.
  const value = { from: valueAround(text, written).from, to: valueAround(text, at).to };
  return { text, at, written, behind, inWord, action: openAction(text, at), isBetween, value };
}

/** Where the last action before an offset begins that is not closed on the same line. */
function openAction(text: string, at: number): number | undefined {
  const from = Math.max(text.lastIndexOf('\n', at - 1) + 1, at - longestTyped);
  const before = text.slice(from, at);
  const open = Math.max(before.lastIndexOf('{{'), before.lastIndexOf('{%'));
  if (open < 0 || /[}%]\}/.test(before.slice(open))) return undefined;
  return from + open;
}

function behindBlanks(text: string, at: number): number {
  let end = at;
  while (end > 0 && (text[end - 1] === ' ' || text[end - 1] === '\t')) end--;
  return end;
}

/** Whether an error says that the value being written is not complete: what else is found in it then rests on a guess. */
function isIncomplete(finding: Finding, pen: Pen): boolean {
  if (finding.severity !== 'error' || !overlaps(finding, pen.value)) return false;
  return finding.awaits === 'value' || (finding.to >= pen.written && !isClosingBracket(finding, pen.text));
}

export interface Judgement {
  /** Whether a finding that was not there before may be said although somebody is typing. */
  isCertain(finding: Finding): boolean;
  /** Whether a finding that was there before and is not found any more may only be hidden by what is not complete. */
  isHidden(finding: Finding): boolean;
}

/** How far the findings of a version may be trusted. `found` are all of them; `isBroken`: new errors are among them. */
export function judgeAt(pen: Pen, touched: readonly Span[], found: readonly Finding[], isBroken: boolean): Judgement {
  const isGuess = pen.isBetween || found.some(finding => isIncomplete(finding, pen));
  return {
    isCertain(finding) {
      if (isGuess && finding.severity !== 'error' && overlaps(finding, pen.value)) return false;
      return !isNotYet(finding, pen, touched);
    },
    isHidden: finding => (overlaps(finding, pen.value) ? isGuess && finding.to < pen.written : isBroken),
  };
}

/**
 * Whether a finding that was not there before may only be about what is still to come; `touched` has the lines that were typed
 * on since typing last rested.
 */
function isNotYet(finding: Finding, pen: Pen, touched: readonly Span[]): boolean {
  const { awaits } = finding;
  if (pen.inWord || awaits === 'file') return true;
  // Read up to the pen it may still become right; what ends there is still being written.
  if (finding.from >= Math.min(pen.written, pen.action ?? pen.written)) return true;
  if (finding.to >= pen.behind && !isClosingBracket(finding, pen.text)) return true;
  if (overlaps(finding, pen.value)) return awaits !== undefined || isKeyWithoutValue(finding, pen);
  // What an edit does to places where nobody typed is known when it is complete.
  if (!touched.some(lines => overlaps(finding, lines))) return true;
  // Typing went on elsewhere: in the same rule, and what is wrong may follow from what is there so far; or outside of it.
  return awaits !== 'value' && isInItemOf(pen.text, finding.from, pen.written);
}

/** Whether a finding is about a key behind which nothing was written so far, but perhaps what begins a value. */
function isKeyWithoutValue({ to }: Finding, { text, at }: Pen): boolean {
  return at - to < longestTyped && text.slice(to, at).replace(/[\s"'[{|>-]/g, '') === ':';
}

function isClosingBracket({ from, to }: Span, text: string): boolean {
  return to === from + 1 && ')]}'.includes(text[from]!);
}

function overlaps(a: Span, b: Span): boolean {
  return a.from <= b.to && b.from <= a.to;
}
