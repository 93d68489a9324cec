// Reads the frame of a large answer without reading its list in one go: the elements are cut out by a quick scan, what is
// left is small. Layer: datasource.
import { decodeEnvelope, type Envelope, type Malformed } from './decode';
import { deeperBehind, nextMark } from './json';
import type { Steps } from './steps';

/** Below this an answer is read at once. */
const largeLength = 200_000;
const scanLength = 500_000;

/**
 * `decodeEnvelope` in steps. Of `data.result` only the first `maxElements` are read, one a step; the list has its full
 * length with holes behind them.
 */
export function* envelopeSteps(text: string, maxElements: number): Steps<Envelope | Malformed> {
  const whole = (): Envelope | Malformed => decodeEnvelope(text);
  if (text.length < largeLength) return whole();
  // A quote without a backslash before it opens or closes a string, and behind a closing one no name can stand.
  const start = /(?<!\\)"result"\s*:\s*\[/.exec(text);
  if (!start) return whole();
  const begin = start.index + start[0].length;
  const list = yield* elements(text, begin);
  // To read it all again to find that its end is missing would hold up others.
  if (!list) return { ok: false, problem: 'is not JSON' };
  const frame = decodeEnvelope(text.slice(0, begin) + text.slice(list.end));
  if ('problem' in frame || frame.status === 'error') return frame;
  const data = frame.data as { readonly result?: unknown } | null | undefined;
  // The list was that of something else.
  if (!Array.isArray(data?.result) || data.result.length > 0) return whole();
  const result: unknown[] = [];
  for (const [from, to] of list.spans.slice(0, maxElements)) {
    try {
      result.push(JSON.parse(text.slice(from, to)));
    } catch {
      return { ok: false, problem: 'is not JSON' };
    }
    yield to - from;
  }
  result.length = list.spans.length;
  return { ...frame, data: { ...data, result } };
}

/** Where the elements of the list stand whose first character is at `begin`; undefined where the list does not end. */
function* elements(
  text: string,
  begin: number,
): Steps<{ readonly spans: readonly (readonly [number, number])[]; readonly end: number } | undefined> {
  const spans: [number, number][] = [];
  let depth = 0;
  let from = begin;
  let rest = begin;
  for (let at = nextMark(text, begin); at >= 0 && at < text.length; at = nextMark(text, at + 1)) {
    const deeper = deeperBehind(text, at);
    if (depth === 0 && deeper < 0) {
      if (spans.length > 0 || text.slice(from, at).trim() !== '') spans.push([from, at]);
      return { spans, end: at };
    }
    depth += deeper;
    if (depth === 0 && deeper === 0) {
      spans.push([from, at]);
      from = at + 1;
    }
    if (at - rest > scanLength) {
      // Scanning is some ten times as fast as reading.
      yield (at - rest) / 10;
      rest = at;
    }
  }
  return undefined;
}
