// What the answers about one server are made with. No vscode here.
import type { Answer, ServerSource } from '../../../server/src/datasource/datasource';

export interface AnswerSetup {
  readonly source: ServerSource;
  readonly now: () => number;
  /** Resolves after some milliseconds; rejects where the signal comes first. */
  readonly delay: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Hears every answer; `isEssential`: a server that does not know the question does not know any. */
  readonly onAnswer: (answer: Answer<unknown>, isEssential: boolean) => void;
  /** Hears of a selector that the server knew before and now says that it never did. */
  readonly onDisagreement?: (selector: string) => void;
}
