// A text without the items of its lists, read on its own and mapped back to the whole text. Layer: model, part of outline.ts.
import { changeBetween } from '../text/change';
import type { Problem } from '../text/span';
import type { YamlComment, YamlDocument, YamlFlavor, YamlStream } from '../yaml/node';
import { markerBehind, parseInSlices } from '../yaml/parse';
import { areApart, isComplete, movedDocument, takeOverDocuments } from '../yaml/takeOver';
import { type Cut, Mapper } from './outlineMapper';
import type { Site } from './outlineSites';
import { OPEN, type PlacedInSite, type UnitList, unitOf } from './outlineUnits';

/** The text without the items, read. */
export interface Skeleton {
  readonly stream: YamlStream;
  /** Whether its documents depend on nothing but their own lines. */
  readonly isApart: boolean;
}

/** The text without the items, parsed, with what can be taken over of that of the version before. */
export function* readSkeleton(
  text: string,
  sites: readonly Site[],
  previous: Skeleton | undefined,
  flavor: YamlFlavor,
): Generator<void, { skeleton: Skeleton; cuts: readonly Cut[] }> {
  let rest = '';
  let at = 0;
  let shift = 0;
  const cuts: Cut[] = [];
  for (const site of sites) {
    rest += text.slice(at, site.from);
    at = site.to;
    shift += site.to - site.from;
    cuts.push({ at: rest.length, shift });
  }
  rest += text.slice(at);
  if (previous?.stream.text === rest) return { skeleton: previous, cuts };
  // What may be open where items were taken out is never mapped, so it need not be read to its end.
  const options = { until: OPEN };
  const taken =
    previous?.isApart &&
    (yield* takeOverDocuments(rest, previous.stream, changeBetween(previous.stream.text, rest), part =>
      parseInSlices(part, flavor, { ...options, isPart: true }),
    ));
  if (taken) return { skeleton: { stream: taken, isApart: true }, cuts };
  const stream = yield* parseInSlices(rest, flavor, options);
  const isApart = stream.documents.length > 1 && (yield* areApart(rest));
  return { skeleton: { stream, isApart }, cuts };
}

/** The skeleton's stream over the whole text; undefined where a site is not its key of the tree without a value. */
export function* mapSkeleton(
  text: string,
  { stream, isApart }: Skeleton,
  cuts: readonly Cut[],
  sites: readonly Site[],
  placed: readonly PlacedInSite[],
  lists: readonly UnitList[],
): Generator<void, YamlStream | undefined> {
  const mapper = new Mapper(text, cuts, sites, placed, lists);
  const documents: YamlDocument[] = [];
  for (const document of stream.documents) {
    if (document.problems.some(problem => OPEN.has(problem.code))) return undefined;
    if (documents.length % documentsPerSlice === documentsPerSlice - 1) yield;
    // Of most documents of a stream nothing was taken out.
    const by = isApart && isComplete(document) ? mapper.shiftOf(document) : undefined;
    if (by !== undefined) {
      documents.push(movedDocument(document, by));
      continue;
    }
    const root = document.root && (yield* mapper.inSlices(document.root));
    documents.push({
      from: mapper.offset(document.from),
      to: document.to === stream.text.length ? text.length : mapper.offset(document.to),
      root,
      problems: document.problems.map(problem => mapper.problem(problem)),
      comments: document.comments.map(comment => mapper.comment(comment)),
      ...(document.unread ? { unread: mapper.span(document.unread) } : {}),
      ...(document.tooDeep ? { tooDeep: mapper.span(document.tooDeep) } : {}),
    });
  }
  if (mapper.found !== sites.length) return undefined;
  // The whole reading knows what the target takes, and how much of it is judged.
  if (mapper.unfolded > placed.reduce((sum, units) => sum + units.length, mostBehindAliases)) return undefined;
  const complete = yield* withUnits(text, documents, placed, lists);
  return complete && { text, documents: complete };
}

/** So many items may stand behind aliases of what holds them. */
const mostBehindAliases = 1_000;

/** How many documents are mapped between two yields. */
const documentsPerSlice = 16;

/** How many units are looked at between two yields. */
const unitsPerSlice = 512;

/** Adds the problems and comments of the units to the documents they stand in; undefined where that is not certain. */
function* withUnits(
  text: string,
  documents: readonly YamlDocument[],
  placed: readonly PlacedInSite[],
  lists: readonly UnitList[],
): Generator<void, readonly YamlDocument[] | undefined> {
  const problems: Problem[] = [];
  const comments: YamlComment[] = [];
  let seen = 0;
  for (const [at, units] of placed.entries()) {
    if (lists[at]!.plain) continue;
    for (const one of units) {
      if (++seen % unitsPerSlice === 0) yield;
      if (one.plain) continue;
      const { base } = one;
      const unit = unitOf(one);
      // go-yaml meets a control character a little early, perhaps already in the document before; that it stands in a unit is
      // not known where something else is wrong with the unit.
      if (documents.length > 1 && unit.problems.length > 0 && RARE.test(unit.text)) return undefined;
      for (const problem of unit.problems)
        problems.push({ ...problem, from: problem.from + base, to: problem.to + base });
      for (const comment of unit.allComments)
        comments.push({ ...comment, from: comment.from + base, to: comment.to + base });
    }
  }
  if (problems.length === 0 && comments.length === 0) return documents;
  yield;
  const problemsBefore = taker(problems);
  const commentsBefore = taker(comments);
  const complete = documents.map((document, index) => {
    // A problem may stand at the very end of the text.
    const end = index + 1 < documents.length ? document.to : document.to + 1;
    const sorted = <T extends { from: number }>(own: readonly T[], more: readonly T[]): readonly T[] =>
      [...own, ...more].sort((a, b) => a.from - b.from);
    return {
      ...document,
      problems: sorted(document.problems, problemsBefore(end)),
      comments: sorted(document.comments, commentsBefore(end)),
    };
  });
  const isApart = documents.length === 1 || complete.every(one => one.problems.length === 0 || endsAtMarker(text, one));
  return isApart ? complete : undefined;
}

/** Whether a document ends where the whole reading ends one with a mistake: at the next marker. */
function endsAtMarker(text: string, { from, to, problems }: YamlDocument): boolean {
  const next = markerBehind(text, Math.max(problems[0]!.to, from + 1));
  return (next ?? text.length) === to;
}

/** All but what go-yaml takes wherever it stands. */
const RARE = /[^\n\r\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u;

/** Gives those that begin before some place and were not given yet, for ascending places. */
function taker<T extends { readonly from: number }>(all: readonly T[]): (end: number) => readonly T[] {
  const ordered = [...all].sort((a, b) => a.from - b.from);
  let next = 0;
  return end => {
    const first = next;
    while (next < ordered.length && ordered[next]!.from < end) next++;
    return ordered.slice(first, next);
  };
}
