// Reads the stream of a search for names: one object of JSON a line, the last of which says whether that is all. Layer: datasource.
import type { Answer, NameList } from '../datasource';
import { type TransportReply, wholeText } from '../transport';
import type { RequestContext } from './failures';
import { maxNameLength } from './lists';
import { clean } from './shownText';

/** A longer line is none of a list of names. */
const maxLine = 1_000_000;

/** Whether a reply is such a stream; what went wrong before it began is an answer as any other. */
export function isStream(headers: Readonly<Record<string, string>>): boolean {
  return /^application\/x-ndjson\b/i.test(headers['content-type'] ?? '');
}

/**
 * Names of a stream, at most `limit`. One that breaks off, has a line that cannot be read, or ends with an error gives what came
 * before, which is not all of them.
 */
export function readSearch(reply: TransportReply, limit: number, context: RequestContext): Answer<NameList> {
  const names = new Set<string>();
  const warnings = new Set<string>();
  let isEnded = false;
  let isWhole = true;
  for (const line of wholeText(reply).split('\n')) {
    if (line === '') continue;
    const read = line.length > maxLine ? undefined : objectOf(line);
    isWhole &&= read !== undefined;
    for (const words of listIn(read, 'warnings')) if (typeof words === 'string') warnings.add(clean(words, context));
    if (read?.['status'] === 'success') isEnded = read['has_more'] === false;
    for (const entry of listIn(read, 'results')) {
      const name =
        typeof entry === 'object' && entry !== null ? (entry as { readonly name?: unknown }).name : undefined;
      if (typeof name === 'string' && name !== '' && name.length <= maxNameLength) names.add(name);
    }
  }
  const kept = [...names].slice(0, limit);
  const complete = isEnded && isWhole && kept.length === names.size;
  const { tookMs } = reply;
  return { ok: true, data: { names: kept, complete }, warnings: [...warnings].slice(0, 10), infos: [], tookMs };
}

type Line = Readonly<Record<string, unknown>>;

function listIn(line: Line | undefined, name: string): readonly unknown[] {
  const list = line?.[name];
  return Array.isArray(list) ? list : [];
}

function objectOf(line: string): Line | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Line) : undefined;
  } catch {
    return undefined;
  }
}
