// Moves findings from one version of a text to the next: what lies before the edit stays, what lies after moves with
// the text, what the edit touches is dropped. Layer: checks.
import { type Change, changeBetween } from '../../text/change';
import type { Span } from '../../text/span';
import type { Finding } from '../finding';

/** The findings at their places in `after`, as far as their own characters are the same in both texts. */
export function* moveFindings(
  findings: readonly Finding[],
  before: string,
  after: string,
  known?: Change,
): Generator<void, readonly Finding[]> {
  if (findings.length === 0 || before === after) return findings;
  const change = known ?? changeBetween(before, after);
  const delta = change.to - change.toBefore;
  const move = (span: Span): Span | undefined => {
    if (span.to <= change.from) return { from: span.from, to: span.to };
    return span.from >= change.toBefore ? { from: span.from + delta, to: span.to + delta } : undefined;
  };
  yield;
  const found: Finding[] = [];
  for (const [i, finding] of findings.entries()) {
    if (i % movedPerSlice === movedPerSlice - 1) yield;
    const span = move(finding);
    if (!span) continue;
    const related = finding.related.flatMap(place => {
      if (place.file !== undefined) return [place];
      const moved = move(place);
      return moved ? [{ ...place, ...moved }] : [];
    });
    const fixes = finding.fixes.flatMap(fix => {
      const edits = fix.edits.map(edit => ({ ...edit, ...move(edit) }));
      return fix.edits.every(edit => move(edit)) ? [{ ...fix, edits }] : [];
    });
    found.push({ ...finding, ...span, related, fixes });
  }
  return found;
}

/** How many findings are moved between two yields. */
const movedPerSlice = 2048;
