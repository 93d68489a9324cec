// What the editor shows of a document, while the document changes: which findings of a new version were shown already, and
// which of those shown are not found any more. Layer: lsp.
import { byPlace, type Finding, type FindingFix, type RelatedPlace } from '../checks/finding';
import type { Change } from '../text/change';
import type { Span } from '../text/span';

export interface Comparison {
  /** Found, and not shown so far. */
  readonly fresh: ReadonlySet<Finding>;
  /** Shown, and not found any more; at their present places. */
  readonly gone: readonly Finding[];
}

/**
 * Compares what is shown with what was found in the version behind `changes`. A finding is the same one also where its own
 * text changed and its message quotes it.
 */
export function compare(shown: readonly Finding[], changes: readonly Change[], found: readonly Finding[]): Comparison {
  const moved = shown.map(finding => ({ finding, ...moveSpan(finding, changes) }));
  const equal = new Map<string, number>();
  for (const one of found) equal.set(keyOf(one, one), (equal.get(keyOf(one, one)) ?? 0) + 1);
  const missed = moved.filter(one => !take(equal, keyOf(one.finding, one)));
  const unmatched = found.filter(one => take(equal, keyOf(one, one)));
  const alike = new Map<string, Span[]>();
  const matched = new Set<Span>();
  for (const one of missed) {
    const kind = kindOf(one.finding);
    const others = alike.get(kind);
    if (others) others.push(one);
    else alike.set(kind, [one]);
  }
  const fresh = unmatched.filter(finding => {
    const same = alike.get(kindOf(finding))?.find(one => one.from <= finding.to && finding.from <= one.to);
    if (same) matched.add(same);
    return !same;
  });
  const gone = missed.filter(one => !matched.has(one)).map(one => moveFinding(one.finding, changes));
  return { fresh: new Set(fresh), gone };
}

/** Takes one off a count; whether there was one. */
function take(counts: Map<string, number>, key: string): boolean {
  const count = counts.get(key) ?? 0;
  if (count > 0) counts.set(key, count - 1);
  return count > 0;
}

function keyOf({ check, message }: Finding, { from, to }: Span): string {
  return `${from} ${to} ${check} ${message}`;
}

/** What a finding says, whatever it quotes. */
function kindOf({ check, message }: Finding): string {
  return `${check} ${message.replace(/`[^`]*`/g, '`')}`;
}

/** Findings of two lists in the order of the text. */
export function inOrder(a: readonly Finding[], b: readonly Finding[]): readonly Finding[] {
  return b.length === 0 ? a : [...a, ...b].sort(byPlace);
}

/** A span after changes; one in which something changed keeps its ends. */
export function moveSpan(span: Span, changes: readonly Change[]): Span {
  let { from, to } = span;
  for (const { from: at, toBefore, to: toAfter } of changes) {
    const delta = toAfter - toBefore;
    from = from >= toBefore ? from + delta : Math.min(from, at);
    to = to >= toBefore && to > at ? to + delta : Math.min(to, at);
  }
  return { from, to: Math.max(from, to) };
}

function moveFinding(finding: Finding, changes: readonly Change[]): Finding {
  const related = finding.related.map(
    (place): RelatedPlace => (place.file === undefined ? { ...place, ...moveSpan(place, changes) } : place),
  );
  const fixes = finding.fixes.flatMap((fix): readonly FindingFix[] => {
    const edits = fix.edits.map(edit => ({ ...edit, ...moveSpan(edit, changes) }));
    return edits.every((edit, i) => lengthOf(edit) === lengthOf(fix.edits[i]!)) ? [{ ...fix, edits }] : [];
  });
  return { ...finding, ...moveSpan(finding, changes), related, fixes };
}

function lengthOf({ from, to }: Span): number {
  return to - from;
}
