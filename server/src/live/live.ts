// What a server knows of metrics, as questions and answers. Who wants to know something asks here and never waits: an answer is
// there or not, and what was asked in vain is remembered for those who can ask the server. Layer: live (pure data).

/** One thing to ask. Selectors and expressions are PromQL. */
export type LiveQuestion =
  /** Names of metrics in which a text stands. */
  | { readonly kind: 'names'; readonly subject: string }
  /** What is known of one metric; the subject is its name. */
  | { readonly kind: 'metric'; readonly subject: string }
  /** Names of labels that series of a selector have. */
  | { readonly kind: 'labels'; readonly subject: string }
  /** Values of a label among the series of a selector, in which a text stands. */
  | { readonly kind: 'values'; readonly subject: string; readonly label: string; readonly text: string }
  /** Whether a selector finds series. */
  | { readonly kind: 'seen'; readonly subject: string }
  /** How often the series of a selector are scraped. */
  | { readonly kind: 'interval'; readonly subject: string }
  /** Which values an expression had in the last week. */
  | { readonly kind: 'extent'; readonly subject: string };

/** Names or values, some of which may be left out. */
export interface LiveList {
  readonly names: readonly string[];
  /** These are surely all. */
  readonly complete: boolean;
}

/** Whether there were series in the last days; `unknown` where an answer was partial or refused. */
export type Seen = 'yes' | 'no' | 'unknown';

export interface LiveMetric {
  /** What its targets say it is, each once; empty where none tells. */
  readonly types: readonly string[];
  readonly help: string;
  readonly unit: string;
  /** Series now. */
  readonly series: number;
  readonly seen: Seen;
}

/** The answer to a question of each kind. */
export interface LiveAnswers {
  readonly names: LiveList;
  readonly metric: LiveMetric;
  readonly labels: LiveList;
  readonly values: LiveList;
  readonly seen: { readonly series: number; readonly seen: Seen };
  /** Seconds between samples; absent where it cannot be told. */
  readonly interval: { readonly seconds?: number };
  /** Absent where there were no values, or where to look for them would cost too much. */
  readonly extent: { readonly min?: number; readonly max?: number };
}

export type LiveAnswer = LiveAnswers[LiveQuestion['kind']];

/** How far back "seen" looks, in days. */
export const seenDays = 7;

/** What is known of a server at the moment. */
export interface Live {
  /** The name that the user gave to the server. */
  readonly server: string;
  /** Changes whenever an answer may. */
  readonly generation: number;
  /** The answer, where it is known; the question is remembered otherwise. */
  ask<Q extends LiveQuestion>(question: Q): LiveAnswers[Q['kind']] | undefined;
}

/** A text that is the same for the same question. */
export function questionKey(question: LiveQuestion): string {
  return question.kind === 'values'
    ? JSON.stringify([question.kind, question.subject, question.label, question.text])
    : JSON.stringify([question.kind, question.subject]);
}

/** Where no server is asked. */
export const noLive: Live = { server: '', generation: 0, ask: () => undefined };
