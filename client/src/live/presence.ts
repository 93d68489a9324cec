// Whether a server is there: one that failed is left alone for a while, longer each time. Pure.
import type { Answer, SourceErrorKind } from '../../../server/src/datasource/datasource';

/** Failures of the server or of the way to it; others are about the question. */
const away: ReadonlySet<SourceErrorKind> = new Set([
  'unreachable',
  'tls',
  'redirect',
  'unauthorized',
  'timeout',
  'rate-limited',
  'unavailable',
  'html',
  'not-found',
]);
/** Of these it depends on the question: some servers lack a part of the API, or keep it from some people. */
const ofQuestion: ReadonlySet<SourceErrorKind> = new Set([
  'not-found',
  'html',
  'redirect',
  'unauthorized',
  'unavailable',
]);
const firstMs = 5_000;
const longestMs = 60_000;
/** A question that takes long may be a heavy one: a few in a row say that it is the server. */
const timeoutsInARow = 3;

export interface Presence {
  /** The server is left alone at present. */
  readonly isAway: boolean;
  /** `isEssential`: whoever speaks the API at all answers such a question. */
  note(answer: Answer<unknown>, isEssential?: boolean): void;
}

/** `onLeave` is told once, when a server that was there is not any more. */
export function createPresence(now: () => number, onLeave: (message: string) => void): Presence {
  let until = 0;
  let wait = firstMs;
  let isTold = false;
  let timeouts = 0;
  return {
    get isAway() {
      return now() < until;
    },
    note(answer, isEssential = true) {
      if (answer.ok) {
        wait = firstMs;
        isTold = false;
        timeouts = 0;
        return;
      }
      const { kind, message, retryAfterMs } = answer.error;
      if (!away.has(kind) || (!isEssential && ofQuestion.has(kind))) return;
      if (kind === 'timeout' && ++timeouts < timeoutsInARow) return;
      timeouts = 0;
      // Several questions may fail for the same reason at once.
      if (now() < until) return;
      until = now() + Math.max(wait, retryAfterMs ?? 0);
      wait = Math.min(wait * 2, longestMs);
      if (!isTold) onLeave(message);
      isTold = true;
    },
  };
}
