// What matchers let through, decided without an alert: whether some value passes all of them, and whether one matcher follows
// from others. Unsure is no answer. Layer: routing (pure).
import { RE2JS } from 're2js';
import type { RouteMatcher } from '../analysis/facts';

/** Whether the matcher takes a value; '' stands for an alert without the label. Undefined where its pattern does not compile. */
export function takes({ op, value: wanted }: RouteMatcher, value: string): boolean | undefined {
  if (op === '=') return value === wanted;
  if (op === '!=') return value !== wanted;
  const matched = matchesPattern(wanted, value);
  return matched === undefined ? undefined : matched === (op === '=~');
}

/** Whether the pattern matches the whole text; undefined where it does not compile. */
function matchesPattern(pattern: string, text: string): boolean | undefined {
  // Most patterns are lists of texts: to compile one takes hundreds of times as long.
  const listed = listedTexts(pattern);
  if (listed) return listed.includes(text);
  try {
    return RE2JS.compile(pattern).matches(text);
  } catch {
    return undefined;
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
  for (const one of matchers) {
    // Most often no label is asked for twice.
    if (!matchers.some(other => other !== one && other.label === one.label)) continue;
    const values = listedValues(one);
    if (!values) continue;
    const others = matchers.filter(other => other !== one && other.label === one.label);
    if (values.some(value => others.every(other => takes(other, value) !== false))) continue;
    const other = others.find(candidate => values.every(value => takes(candidate, value) === false));
    return [one, other ?? others[0]!];
  }
  return undefined;
}

/** Whether whatever passes `given` passes `wanted`, too. */
export function follows(wanted: RouteMatcher, given: readonly RouteMatcher[]): boolean {
  if (takesAnything(wanted)) return true;
  const ofLabel = given.filter(({ label }) => label === wanted.label);
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
  return other.every(matcher => follows(matcher, one)) && one.every(matcher => follows(matcher, other));
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
