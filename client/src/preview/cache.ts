// The last few answers of a preview, so that an edit that changes no query (a threshold, an annotation) asks nothing.
import type { Answer } from '../../../server/src/datasource/datasource';
import type { Columns } from './lines';

/** An answer with the time at which it was asked, milliseconds since the epoch. */
export interface Dated<T> {
  readonly at: number;
  readonly answer: Answer<T>;
}

export interface AnswerCache {
  /** The answer under a key, unless it is older than `maxAge` milliseconds. A key is used with one type of answer. */
  get<T>(key: string, maxAge: number): Dated<T> | undefined;
  /** Keeps a good answer; hands back any. */
  keep<T>(key: string, at: number, answer: Answer<T>): Dated<T>;
  clear(): void;
}

const maxEntries = 12;
/** Points of all entries together: 32 MB. */
const maxPoints = 4_000_000;

export function createAnswerCache(now: () => number): AnswerCache {
  const entries = new Map<string, Dated<unknown>>();
  return {
    get<T>(key: string, maxAge: number) {
      const entry = entries.get(key);
      return entry && now() - entry.at <= maxAge ? (entry as Dated<T>) : undefined;
    },
    keep(key, at, answer) {
      const entry = { at, answer };
      if (answer.ok) {
        entries.delete(key);
        entries.set(key, entry);
        let points = 0;
        for (const [held, { answer: one }] of [...entries].reverse()) {
          points += one.ok ? pointsOf(one.data) : 0;
          if (held !== key && points > maxPoints) entries.delete(held);
        }
        const oldest = entries.keys().next();
        if (entries.size > maxEntries && !oldest.done) entries.delete(oldest.value);
      }
      return entry;
    },
    clear: () => entries.clear(),
  };
}

function pointsOf(data: unknown): number {
  const { grid, columns, samples } = data as Partial<Columns> & { readonly samples?: readonly unknown[] };
  // A sample with its labels takes as much as some thirty numbers.
  return grid && columns ? grid.count * columns.length : 30 * (samples?.length ?? 1);
}
