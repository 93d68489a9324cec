// A stream of many documents after an edit: only those that the edit touched are read again, all others are taken over from the
// version before. Layer: yaml. Where it is not certain that this gives what reading the whole text would, nothing is taken over.
import type { Change } from '../text/change';
import { ownCopy } from '../text/ownCopy';
import { movedNode } from './moved';
import type { YamlDocument, YamlStream } from './node';
import { tolerance, tolerated } from './tolerance';

/** Reads a text of its own by the same rules, as part of a stream. */
export type ReadPart = (text: string) => Generator<void, YamlStream>;

/** The stream of `text`, which is the text of `previous` but for `change`; undefined where it has to be read as a whole. */
export function* takeOverDocuments(
  text: string,
  previous: YamlStream,
  change: Change,
  readPart: ReadPart,
): Generator<void, YamlStream | undefined> {
  const before = previous.documents;
  if (before.length < fewest || !previous.text.includes('\n---')) return undefined;
  if (!before.every(isComplete) || !isReadAlike(before)) return undefined;
  yield;
  // The marker that begins a document and what is behind it are left as they were, and the line break before the next one.
  const first = lastBefore(before, ({ from }) => from + marker.length < change.from);
  const found = before.findIndex(({ from }, index) => index > first && from > change.toBefore);
  const next = found < 0 ? before.length : found;
  if (before.slice(first, next + 1).every(isSound)) {
    const taken = yield* replace(text, previous, change, { first, next }, readPart);
    if (taken === 'tied') return undefined;
    if (taken?.read.every(isSound)) return taken.stream;
  }
  // Where the mistake of a document is met decides whether the one before it is read: so one that is sound, and was left as it
  // was, is read on either side.
  const around = { first: soundBefore(before, first), next: soundBehind(before, next) };
  const taken = yield* replace(text, previous, change, around, readPart);
  if (!taken || taken === 'tied' || !isReadAlike(taken.stream.documents)) return undefined;
  const { read } = taken;
  const isFirstSame = around.first === 0 || isAsBefore(before[around.first]!, read[0]);
  const isLastSame = around.next === before.length || isAsBefore(before[around.next - 1]!, read[read.length - 1]);
  return isFirstSame && isLastSame ? taken.stream : undefined;
}

/** Documents of a stream: from the first up to the next behind them. */
interface Range {
  readonly first: number;
  readonly next: number;
}

/** The stream with the documents of a range read again; undefined where that is not certain, or all would be read. */
function* replace(
  text: string,
  { text: textBefore, documents: before }: YamlStream,
  change: Change,
  { first, next }: Range,
  readPart: ReadPart,
): Generator<void, { stream: YamlStream; read: readonly YamlDocument[] } | 'tied' | undefined> {
  const behind = before.slice(next);
  if (first === 0 && behind.length === 0) return undefined;
  const delta = change.to - change.toBefore;
  const from = before[first]!.from;
  const to = behind.length > 0 ? behind[0]!.from + delta : text.length;
  // What an own copy was not made of would keep every version alive that a document was last read in.
  const part = ownCopy(text.slice(from, to));
  if (isTied(part) || isTied(textBefore.slice(from, behind[0]?.from))) return 'tied';
  // With the marker behind it a document ends as it does in the whole text.
  const end = behind.length > 0 ? marker : '';
  const read = [...(yield* readPart(part + end)).documents];
  if (!read.every(isComplete)) return undefined;
  const empty = end && read.pop();
  if (empty && (empty.from !== part.length || empty.root || !isSound(empty))) return undefined;
  const documents = before.slice(0, first);
  for (const one of read) documents.push(movedDocument(one, from));
  for (const one of behind) {
    if (documents.length % documentsPerSlice === 0) yield;
    documents.push(movedDocument(one, delta));
  }
  return { stream: { text, documents }, read };
}

/** The last sound document before a place; the first of all where there is none. */
function soundBefore(documents: readonly YamlDocument[], first: number): number {
  let at = first - 1;
  while (at > 0 && !isSound(documents[at]!)) at--;
  return Math.max(at, 0);
}

/** Behind the first sound document from a place on. */
function soundBehind(documents: readonly YamlDocument[], next: number): number {
  let at = next;
  while (at < documents.length && !isSound(documents[at]!)) at++;
  return Math.min(at + 1, documents.length);
}

/** Whether a document that was left as it was is read as it was. */
function isAsBefore(before: YamlDocument, now: YamlDocument | undefined): boolean {
  return isSound(before) && now !== undefined && isSound(now) && now.to - now.from === before.to - before.from;
}

/** Whether there is room for all documents with a mistake to be read by the tolerant reader, whichever are read with others. */
function isReadAlike(documents: readonly YamlDocument[]): boolean {
  let taken = 0;
  for (const one of documents) if (!isSound(one)) taken += tolerance(one.to - one.from);
  return taken <= tolerated;
}

/** Whether the documents of a text may depend on each other or on where they stand. */
export function* areApart(text: string): Generator<void, boolean> {
  for (let from = 0; from < text.length; from += charactersPerSlice) {
    if (from > 0) yield;
    // A little is looked at twice, so that nothing is missed at the seam.
    if (isTied(text.slice(Math.max(0, from - 4), from + charactersPerSlice))) return false;
  }
  return true;
}

const marker = '---';

/** Of fewer documents nothing is gained. */
const fewest = 4;

/** How many documents are moved between two yields. */
const documentsPerSlice = 64;

/** How much of a text is looked through between two yields. */
const charactersPerSlice = 200_000;

/**
 * Ends of documents and directives, which stand before the document that they are for; anchors, whose aliases lead to the very
 * nodes; control characters and line breaks that are rare, which go-yaml meets too early or too late.
 */
const TIES =
  /^(?:\.\.\.|%)|[\s[{,]&[^\s&]|[^\n\r\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]|\r(?!\n)/mu;

function isTied(text: string): boolean {
  return TIES.test(text);
}

/** A document that is not refused. */
function isSound({ problems }: YamlDocument): boolean {
  return problems.length === 0;
}

/** A document of which nothing was left out. */
export function isComplete({ unread, tooDeep }: YamlDocument): boolean {
  return !unread && !tooDeep;
}

function lastBefore(documents: readonly YamlDocument[], isBefore: (document: YamlDocument) => boolean): number {
  for (let index = documents.length - 1; index > 0; index--) if (isBefore(documents[index]!)) return index;
  return 0;
}

/** A document that is complete, so much further on. */
export function movedDocument(document: YamlDocument, by: number): YamlDocument {
  if (by === 0) return document;
  const { from, to, root, problems, comments } = document;
  return {
    from: from + by,
    to: to + by,
    root: root && movedNode(root, by),
    problems: problems.map(problem => ({ ...problem, from: problem.from + by, to: problem.to + by })),
    comments: comments.map(comment => ({ ...comment, from: comment.from + by, to: comment.to + by })),
  };
}
