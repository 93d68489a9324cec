// The fix for text that YAML takes for a list, a mapping or a mark of its own: quotes around it. Layer: checks.
import type { Source } from '../analysis/source';
import { quoteText } from '../yaml/quoteValue';
import type { ReportOptions } from './check';

/** Options with the fix that quotes the value on the line at `at`; empty where quotes are not certain to mend it. */
export function quotingFix(source: Source, at: number): ReportOptions {
  const edit = quoteText(source.text, at);
  return edit ? { fix: { title: 'Put in quotes', safe: true, edits: [{ at: edit, newText: edit.newText }] } } : {};
}
