// Reads the frame of a large answer without reading its list in one go: the elements are cut out by a quick scan, what is
// left is small. Layer: datasource.

import { type TransportReply, wholeText } from '../transport';
import { decodeEnvelope, type Envelope, type Malformed } from './decode';
import { deeperBehind, nextMark } from './json';
import { sampleTextSteps } from './sampleText';
import type { Steps } from './steps';

/** What is said of an answer whose list does not end. */
export const endsInside = 'ends in the middle';

/** Below this an answer is read at once. */
const largeLength = 200_000;
const scanLength = 75_000;
/** A longer answer is not read at once, whatever it is. */
const longestWhole = 4_000_000;

/** Where the long list of an answer stands: `data.result`, or `data` itself. */
export type ListPlace = 'result' | 'data';

// A quote without a backslash before it opens or closes a string, and behind a closing one no name can stand.
const listStart: Readonly<Record<ListPlace, RegExp>> = {
  result: /(?<!\\)"result"\s*:\s*\[/,
  data: /(?<!\\)"data"\s*:\s*\[/,
};

/**
 * `decodeEnvelope` in steps. Of the list at `place` only the first `maxElements` are read, one a step; the list has its full
 * length with holes behind them.
 */
export function* envelopeSteps(
  reply: Pick<TransportReply, 'text' | 'more'>,
  maxElements: number,
  place: ListPlace = 'result',
): Steps<Envelope | Malformed> {
  const { text, more = [] } = reply;
  const whole = (): Envelope | Malformed => decodeEnvelope(wholeText(reply));
  const length = more.reduce((sum, part) => sum + part.length, text.length);
  if (length < largeLength) return whole();
  const start = listStart[place].exec(text);
  // What is long is long by its list.
  if (!start) return length > longestWhole ? { ok: false, problem: 'has no list' } : whole();
  const begin = start.index + start[0].length;
  const list = yield* listOf(text, more, begin, maxElements);
  // To read it all again to find that its end is missing would hold up others.
  if (!list) return { ok: false, problem: endsInside };
  const frame = decodeEnvelope(text.slice(0, begin) + list.behind);
  if ('problem' in frame || frame.status === 'error') return frame;
  const data = frame.data as { readonly result?: unknown } | null | undefined;
  const found = place === 'data' ? data : data?.result;
  // The list was that of something else.
  if (!Array.isArray(found) || found.length > 0) return whole();
  if (!list.elements) return { ok: false, problem: 'is not JSON' };
  const result: unknown[] = list.elements;
  result.length = list.count;
  return { ...frame, data: place === 'data' ? result : { ...data, result } };
}

/** Longer elements are read piece by piece. */
const pieceLength = 50_000;
/** More points of a series than anybody asked for are not read; the list then has some too many. */
const mostItems = 100_000;

/**
 * Reads one element. The samples of a series are read from the text, as a `SampleList`, where they are written as usual, and else
 * some thousands at a time. Undefined where it is no JSON.
 */
function* elementSteps(text: string): Steps<{ readonly value: unknown } | undefined> {
  const start = /(?<!\\)"(values|histograms)"\s*:\s*\[/.exec(text);
  if (!start) return parsed(text);
  const begin = start.index + start[0].length;
  const usual = start[1] === 'values' ? yield* sampleTextSteps(text, begin, mostItems) : undefined;
  if (!usual && text.length <= pieceLength) return parsed(text);
  const list = usual ?? (yield* listSteps(text, begin));
  const rest = list && parsed(text.slice(0, begin) + text.slice(list.end));
  if (!list || !rest) return undefined;
  const { value } = rest;
  const field = start[1]!;
  const isEmpty = (found: unknown): boolean => Array.isArray(found) && found.length === 0;
  // The list was that of something else.
  if (typeof value !== 'object' || value === null || !isEmpty((value as Record<string, unknown>)[field]))
    return parsed(text);
  return { value: { ...value, [field]: list.items } };
}

/** Reads the items of the list whose first character is at `begin`, some thousands at a time. */
function* listSteps(
  text: string,
  begin: number,
): Steps<{ readonly items: readonly unknown[]; readonly end: number } | undefined> {
  const items: unknown[] = [];
  let depth = 0;
  let from = begin;
  for (let at = nextMark(text, begin); at >= 0 && at < text.length; at = nextMark(text, at + 1)) {
    const deeper = deeperBehind(text, at);
    const isEnd = depth === 0 && deeper < 0;
    if (isEnd || (depth === 0 && deeper === 0 && at - from > pieceLength)) {
      const piece = items.length > mostItems ? { value: [] } : parsed(`[${text.slice(from, at)}]`);
      if (!piece || !Array.isArray(piece.value)) return undefined;
      for (const item of piece.value as readonly unknown[]) items.push(item);
      yield at - from;
      if (isEnd) return { items, end: at };
      from = at + 1;
    }
    depth += deeper;
  }
  return undefined;
}

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

interface List {
  /** The first of its elements; undefined where one of them is no JSON. */
  readonly elements: unknown[] | undefined;
  readonly count: number;
  /** The text from its bracket on. */
  readonly behind: string;
}

/** The list whose first character is at `begin` in a text that goes on in `more`; undefined where it does not end. */
function* listOf(text: string, more: readonly string[], begin: number, maxElements: number): Steps<List | undefined> {
  let elements: unknown[] | undefined = [];
  let [count, depth, part] = [0, 0, 0];
  // What is looked at: from the element that is begun to the end of a part.
  let view = text;
  let [from, next, rest] = [begin, begin, begin];
  let isInside = false;
  for (;;) {
    const at = nextMark(view, next, isInside);
    if (at < 0 || at >= view.length) {
      if (part === more.length) return undefined;
      // What was looked through is not again: a text of megabytes may go on over many parts.
      isInside = at < 0;
      next = view.length - from;
      yield (view.length - Math.max(from, rest)) / 5;
      view = view.slice(from) + more[part++]!;
      [from, rest] = [0, next];
      continue;
    }
    isInside = false;
    next = at + 1;
    const deeper = deeperBehind(view, at);
    const isEnd = depth === 0 && deeper < 0;
    depth += deeper;
    if (isEnd || (depth === 0 && deeper === 0)) {
      const isElement = !isEnd || count > 0 || view.slice(from, at).trim() !== '';
      if (isElement && count++ < maxElements) {
        const element = yield* elementSteps(view.slice(from, at));
        if (element) elements?.push(element.value);
        else elements = undefined;
        yield Math.min(at - from, pieceLength);
      }
      if (isEnd) return { elements, count, behind: view.slice(at) + more.slice(part).join('') };
      from = next;
    }
    if (at - rest > scanLength) {
      // Scanning is some five times as fast as reading.
      yield (at - rest) / 5;
      rest = at;
    }
  }
}
