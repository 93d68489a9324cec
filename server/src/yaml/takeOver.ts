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
  // Where the mistake of a document is met decides whether the one before it is read: none near it may change.
  if (!before.every(isComplete) || !isReadAlike(before)) return undefined;
  yield;
  // The marker that begins a document and what is behind it are left as they were, and the line break before the next one.
  const first = lastBefore(before, ({ from }) => from + marker.length < change.from);
  const next = before.findIndex(({ from }, index) => index > first && from > change.toBefore);
  const behind = next < 0 ? [] : before.slice(next);
  if (first === 0 && behind.length === 0) return undefined;
  if (!before.slice(first, before.length - behind.length + 1).every(isSound)) return undefined;
  const delta = change.to - change.toBefore;
  const from = before[first]!.from;
  const to = behind.length > 0 ? behind[0]!.from + delta : text.length;
  // What an own copy was not made of would keep every version alive that a document was last read in.
  const part = ownCopy(text.slice(from, to));
  if (isTied(part) || isTied(previous.text.slice(from, behind[0]?.from))) return undefined;
  // With the marker behind it a document ends as it does in the whole text.
  const end = behind.length > 0 ? marker : '';
  const read = [...(yield* readPart(part + end)).documents];
  if (!read.every(one => isComplete(one) && isSound(one))) return undefined;
  const empty = end && read.pop();
  if (empty && (empty.from !== part.length || empty.root)) return undefined;
  const documents = before.slice(0, first);
  for (const one of read) documents.push(movedDocument(one, from));
  for (const one of behind) {
    if (documents.length % documentsPerSlice === 0) yield;
    documents.push(movedDocument(one, delta));
  }
  return { text, documents };
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
