// Names of metrics of a server, for lists while somebody types. A server with few is asked once and looked through here; of a
// large one only those are asked for that begin as what is typed, never all. No vscode here.
import type { LiveList } from '../../../server/src/live/live';
import { pattern } from './selectors';
import type { AnswerSetup } from './setup';

/** A server with no more metrics than this is small. */
const mostKept = 20_000;
/** How much of a list is read to find out. */
const smallBytes = 2_000_000;
/** How long a list is used. */
const keptMs = 300_000;
/** Names that one answer carries. */
const mostNames = 500;
/** Of a large server nothing is asked before so many characters are typed. */
const leastTyped = 3;
/** While somebody types on, nothing is asked of a large server. */
const typingPauseMs = 200;
/** Answers for beginnings of names that are kept. */
const mostBeginnings = 50;

type Names = (typed: string, signal: AbortSignal) => Promise<LiveList | null>;

export function createNames({ source, now, delay, onAnswer }: AnswerSetup): Names {
  let all: { readonly at: number; readonly names: readonly string[] } | undefined;
  let asked: Promise<boolean> | undefined;
  let isLarge = false;
  let takesPatterns = true;
  /** The server may be searched; it is not asked again once it said that it may not. */
  let isSearched = false;
  /** What begins so, of a large server. */
  const beginnings = new Map<string, { readonly at: number; readonly list: LiveList }>();
  let running: AbortController | undefined;

  const window = () => ({ startMs: now() - 3_600_000, endMs: now() });

  /** Asks for all names, if there are few; false where the server did not answer. */
  const learn = async (signal: AbortSignal): Promise<boolean> => {
    const identity = await source.identify({ signal });
    takesPatterns = !identity.ok || identity.data.features.nameRegex;
    isSearched = identity.ok && identity.data.features.search;
    const answer = await source.labelValues(
      '__name__',
      { ...window(), limit: mostKept + 1 },
      { timeoutMs: 5_000, maxBytes: takesPatterns ? smallBytes : 16_000_000, signal },
    );
    onAnswer(answer, false);
    if (answer.ok && (answer.data.complete || !takesPatterns)) {
      all = { at: now(), names: answer.data.names };
      return true;
    }
    isLarge = answer.ok || answer.error.kind === 'too-large';
    return isLarge;
  };

  /** Names that hold what is typed, or of a server that cannot be searched those that begin so. */
  const find = async (typed: string, signal: AbortSignal): ReturnType<typeof source.labelValues> => {
    const call = { timeoutMs: 5_000, signal };
    const found = isSearched ? await source.searchNames(typed, { ...window(), limit: mostNames }, call) : undefined;
    if (found?.ok || found?.error.kind === 'cancelled') return found;
    isSearched = false;
    const selector = `{__name__=~"${pattern(typed)}.*"}`;
    return source.labelValues('__name__', { ...window(), selector, limit: mostNames }, call);
  };

  const ofLarge: Names = async (typed, signal) => {
    if (typed.length < leastTyped) return { names: [], complete: false };
    for (const [beginning, { at, list }] of beginnings) {
      if (now() - at > keptMs) beginnings.delete(beginning);
      else if (typed.startsWith(beginning) && list.complete) return fitting(list.names, typed);
    }
    running?.abort();
    const mine = new AbortController();
    running = mine;
    const stop = (): void => mine.abort();
    signal.addEventListener('abort', stop);
    try {
      await delay(typingPauseMs, mine.signal);
      const answer = await find(typed, mine.signal);
      onAnswer(answer, false);
      if (!answer.ok) return null;
      beginnings.delete(typed);
      beginnings.set(typed, { at: now(), list: answer.data });
      const oldest = beginnings.keys().next();
      if (beginnings.size > mostBeginnings && !oldest.done) beginnings.delete(oldest.value);
      return answer.data;
    } catch {
      return null;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  };

  return async (typed, signal) => {
    if (isLarge) return ofLarge(typed, signal);
    if (!all || now() - all.at > keptMs) {
      asked ??= learn(signal).finally(() => {
        asked = undefined;
      });
      if (!(await asked)) return null;
      if (isLarge) return ofLarge(typed, signal);
    }
    return fitting(all?.names ?? [], typed);
  };
}

/** Those in which the parts of a text stand, whatever their case. */
function fitting(names: readonly string[], typed: string): LiveList {
  const parts = typed
    .toLowerCase()
    .split(/[^a-z0-9:]+/)
    .filter(Boolean);
  const found: string[] = [];
  for (const name of names) {
    const lower = name.toLowerCase();
    if (!parts.every(part => lower.includes(part))) continue;
    if (found.length === mostNames) return { names: found, complete: false };
    found.push(name);
  }
  return { names: found, complete: true };
}
