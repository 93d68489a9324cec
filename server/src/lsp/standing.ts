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

/** A shown finding at its present place. */
interface Moved extends Span {
  readonly finding: Finding;
}

/**
 * Compares what is shown with what was found in the version behind `changes`, both in the order of the text. A finding is the
 * same one also where its own text changed and its message quotes it.
 */
export function compare(shown: readonly Finding[], changes: readonly Change[], found: readonly Finding[]): Comparison {
  const { missed, unmatched } = withoutEqual(shown, changes, found);
  const alike = new Map<string, { readonly list: Moved[]; next: number }>();
  for (const one of missed) {
    const kind = kindOf(one.finding);
    const others = alike.get(kind);
    if (others) others.list.push(one);
    else alike.set(kind, { list: [one], next: 0 });
  }
  const matched = new Set<Moved>();
  const fresh = unmatched.filter(finding => {
    const others = alike.get(kindOf(finding));
    if (!others) return true;
    while (others.next < others.list.length && others.list[others.next]!.to < finding.from) others.next++;
    const same = others.list[others.next];
    if (!same || same.from > finding.to) return true;
    matched.add(same);
    return false;
  });
  const gone = missed.filter(one => !matched.has(one)).map(one => moveFinding(one.finding, changes));
  return { fresh: new Set(fresh), gone };
}

/** Walks both lists once: of thousands of findings a key changes the place of most and the rest of few. */
function withoutEqual(
  shown: readonly Finding[],
  changes: readonly Change[],
  found: readonly Finding[],
): { readonly missed: readonly Moved[]; readonly unmatched: readonly Finding[] } {
  const missed: Moved[] = [];
  const unmatched: Finding[] = [];
  let next = 0;
  for (const finding of shown) {
    const { from, to } = moveSpan(finding, changes);
    while (next < found.length && found[next]!.from < from) unmatched.push(found[next++]!);
    const one = found[next];
    if (one && one.from === from && one.to === to && says(one, finding)) next++;
    else missed.push({ finding, from, to });
  }
  while (next < found.length) unmatched.push(found[next++]!);
  return missed.length === 0 || unmatched.length === 0 ? { missed, unmatched } : withoutTwins(missed, unmatched);
}

/** Of findings at one place the order may be another. */
function withoutTwins(
  missed: readonly Moved[],
  unmatched: readonly Finding[],
): { readonly missed: readonly Moved[]; readonly unmatched: readonly Finding[] } {
  const left = new Map<string, number>();
  for (const one of unmatched) left.set(keyOf(one, one), (left.get(keyOf(one, one)) ?? 0) + 1);
  return {
    missed: missed.filter(one => !take(left, keyOf(one.finding, one))),
    unmatched: unmatched.filter(one => take(left, keyOf(one, one))),
  };
}

function says(a: Finding, b: Finding): boolean {
  return a.check === b.check && a.message === b.message;
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
