// Checks whose work a parser or a model reader has done already: they give its problems an id, a severity and a page.
// One table a family; which row is meant by a reader's code is decided in ids.ts. Layer: checks.
import type { Awaits, Check, Severity } from '../check';

export interface ToldRow {
  readonly severity: Severity;
  /** Version of the extension that brought it. */
  readonly since: string;
  /** One sentence for lists and documentation. */
  readonly summary: string;
  /** Set where something is missing: see `Check`. */
  readonly awaits?: Awaits;
}

/** The checks of a family that only name problems, by the last part of their ids. */
export function toldChecks(family: string, rows: Readonly<Record<string, ToldRow>>): readonly Check[] {
  return Object.entries(rows).map(([name, row]) => ({
    id: `${family}/${name}`,
    ...row,
    on: 'problem',
    messages: { problem: '{message}' },
    run() {},
  }));
}
