// What matchers let through, decided without an alert: whether some value passes all of them, and whether one matcher follows
// from others. Unsure is no answer. Layer: routing (pure).
import { RE2JS } from 're2js';
import type { RouteMatcher } from '../analysis/facts';

/** Whether the matcher takes a value; '' stands for an alert without the label. Undefined where its pattern does not compile. */
export function takes(matcher: RouteMatcher, value: string): boolean | undefined {
  const { op, value: wanted } = matcher;
  if (op === '=') return value === wanted;
  if (op === '!=') return value !== wanted;
  let pattern = patterns.get(matcher);
  if (!pattern) patterns.set(matcher, (pattern = readPattern(wanted)));
  if (pattern === 'refused') return undefined;
  const matched = 'includes' in pattern ? pattern.includes(value) : pattern.matches(value);
  return matched === (op === '=~');
}

/** The patterns of matchers: one is asked about all alerts of a workspace. */
const patterns = new WeakMap<RouteMatcher, Pattern>();

type Pattern = RE2JS | readonly string[] | 'refused';

/** Most patterns are lists of texts: to compile one takes hundreds of times as long. */
function readPattern(text: string): Pattern {
  const listed = listedTexts(text);
  if (listed) return listed;
  try {
    return RE2JS.compile(text);
  } catch {
    return 'refused';
  }
}

/** The only values that a matcher takes, where they can be listed: of `=` and of `a|b`. */
export function listedValues({ op, value }: RouteMatcher): readonly string[] | undefined {
  if (op === '=') return [value];
  return op === '=~' ? listedTexts(value) : undefined;
}

/** The texts that a pattern matches, where it is `a|b`. */
export function listedTexts(value: string): readonly string[] | undefined {
  // Most have nothing around the list, and each route's patterns are looked at at every edit of one.
  if (isList.test(value)) return value.split('|');
  const inner = /^\^?(?:\((?:\?:)?([^()]*)\)|([^()]*))\$?$/.exec(value);
  const body = inner?.[1] ?? inner?.[2];
  return body !== undefined && isList.test(body) ? body.split('|') : undefined;
}

const isList = /^[\w \-:@/|]*$/;

/** Whether no alert passes all matchers: those on one label exclude each other. */
export function excludeEachOther(matchers: readonly RouteMatcher[]): readonly [RouteMatcher, RouteMatcher] | undefined {
  for (const ofLabel of byLabel(matchers).values()) {
    // Most often no label is asked for twice.
    if (ofLabel.length < 2) continue;
    // What the first list leaves is in all other lists as well, so no second list needs to be tried.
    for (const one of ofLabel) {
      const values = listedValues(one);
      if (!values) continue;
      const others = ofLabel.filter(other => other !== one);
      let left = values;
      for (const other of others) {
        if (left.length > 0) left = left.filter(value => takes(other, value) !== false);
      }
      if (left.length > 0) break;
      const other = others.find(candidate => values.every(value => takes(candidate, value) === false));
      return [one, other ?? others[0]!];
    }
  }
  return undefined;
}

/** Matchers by the label that they ask for. */
export function byLabel<T extends RouteMatcher>(matchers: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>();
  for (const one of matchers) {
    const known = found.get(one.label);
    if (known) known.push(one);
    else found.set(one.label, [one]);
  }
  return found;
}

/**
 * What an alert has to pass on a label: the matchers of the routes above, and the own ones. A route may have thousands of matchers
 * and as many routes below it, so those above are put by label once for all of these.
 */
export function ofLabels<T extends RouteMatcher>(
  above: ReadonlyMap<string, readonly T[]>,
  own: readonly T[],
): (label: string) => readonly T[] {
  const byOwn = own.length > 4 ? byLabel(own) : undefined;
  return label => {
    const ofOwn = byOwn ? (byOwn.get(label) ?? []) : own.filter(one => one.label === label);
    const ofAbove = above.get(label);
    return ofAbove ? [...ofAbove, ...ofOwn] : ofOwn;
  };
}

/** Whether whatever passes `given` passes `wanted`, too. */
export function follows(wanted: RouteMatcher, given: readonly RouteMatcher[]): boolean {
  return (
    takesAnything(wanted) ||
    followsOnLabel(
      wanted,
      given.filter(({ label }) => label === wanted.label),
    )
  );
}

/** The same of all `wanted`, where somebody has the given matchers by their label. */
export function allFollowFrom(
  wanted: readonly RouteMatcher[],
  ofLabel: (label: string) => readonly RouteMatcher[],
): boolean {
  return wanted.every(one => takesAnything(one) || followsOnLabel(one, ofLabel(one.label)));
}

/** The same of all `wanted`; each label's matchers are gathered once. */
export function allFollow(wanted: readonly RouteMatcher[], given: readonly RouteMatcher[]): boolean {
  // Most of what is compared is short, or differs in the first.
  const [first, ...more] = wanted;
  if (!first) return true;
  if (!follows(first, given)) return false;
  if (more.length < 4) return more.every(one => follows(one, given));
  const labels = byLabel(given);
  return more.every(one => takesAnything(one) || followsOnLabel(one, labels.get(one.label) ?? []));
}

function followsOnLabel(wanted: RouteMatcher, ofLabel: readonly RouteMatcher[]): boolean {
  if (ofLabel.some(({ op, value }) => op === wanted.op && value === wanted.value)) return true;
  for (const one of ofLabel) {
    const values = listedValues(one);
    if (!values) continue;
    const left = values.filter(value => ofLabel.every(other => takes(other, value) !== false));
    if (left.length > 0 && left.every(value => takes(wanted, value) === true)) return true;
  }
  return false;
}

/** Whether two lists take the same alerts; as source and target of an inhibition they silence nothing (inhibit.go). */
export function takeTheSame(one: readonly RouteMatcher[], other: readonly RouteMatcher[]): boolean {
  return allFollow(other, one) && allFollow(one, other);
}

/** Whether a matcher takes every alert: each has a name. */
export function takesAnyAlert(matcher: RouteMatcher): boolean {
  const { label, op, value } = matcher;
  if (takesAnything(matcher)) return true;
  return label === 'alertname' && (op === '=~' ? /^\^?\(?\.\+\)?\$?$/.test(value) : op === '!=' && value === '');
}

function takesAnything({ op, value }: RouteMatcher): boolean {
  return op === '=~' && /^\^?\(?\.\*\)?\$?$/.test(value);
}
