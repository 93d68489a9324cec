// Checks whose work a parser or a model reader has done already: they give its problems an id, a severity and a page.
// Layer: checks.
import type { Check, Severity } from './check';

/** A problem that a lower layer found; its code is the id of the check that tells it. */
export interface ProblemUnit {
  readonly code: string;
  readonly message: string;
}

/** Declares the check for the problems with the code `id`. */
export function problemCheck(about: {
  readonly id: Check['id'];
  readonly summary: string;
  readonly severity: Severity;
  readonly since: string;
  readonly pint?: readonly string[];
}): Check {
  return { ...about, on: 'problem', messages: { problem: '{message}' }, run() {} };
}
