// Moves findings from one version of a text to the next: what lies before the edit stays, what lies behind moves with
// the text, what the edit touches is dropped. Layer: checks.
import type { Span } from '../text/span';
import type { Finding } from './finding';

/** The findings at their places in `after`, as far as their own characters are the same in both texts. */
export function moveFindings(findings: readonly Finding[], before: string, after: string): readonly Finding[] {
  if (findings.length === 0 || before === after) return findings;
  const prefix = commonPrefix(before, after);
  const suffix = commonSuffix(before, after, Math.min(before.length, after.length) - prefix);
  const delta = after.length - before.length;
  const behind = before.length - suffix;
  const move = (span: Span): Span | undefined => {
    if (span.to <= prefix) return { from: span.from, to: span.to };
    return span.from >= behind ? { from: span.from + delta, to: span.to + delta } : undefined;
  };
  return findings.flatMap(finding => {
    const span = move(finding);
    if (!span) return [];
    const related = finding.related.flatMap(place => {
      if (place.file !== undefined) return [place];
      const moved = move(place);
      return moved ? [{ ...place, ...moved }] : [];
    });
    const fixes = finding.fixes.flatMap(fix => {
      const edits = fix.edits.map(edit => ({ ...edit, ...move(edit) }));
      return fix.edits.every(edit => move(edit)) ? [{ ...fix, edits }] : [];
    });
    return [{ ...finding, ...span, related, fixes }];
  });
}

/** Texts are compared in pieces first, which costs a fraction of comparing their characters. */
const piece = 4096;

function commonPrefix(a: string, b: string): number {
  const limit = Math.min(a.length, b.length);
  let at = 0;
  while (at + piece <= limit && a.slice(at, at + piece) === b.slice(at, at + piece)) at += piece;
  while (at < limit && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}

function commonSuffix(a: string, b: string, limit: number): number {
  let n = 0;
  while (
    n + piece <= limit &&
    a.slice(a.length - n - piece, a.length - n) === b.slice(b.length - n - piece, b.length - n)
  ) {
    n += piece;
  }
  while (n < limit && a.charCodeAt(a.length - n - 1) === b.charCodeAt(b.length - n - 1)) n++;
  return n;
}
