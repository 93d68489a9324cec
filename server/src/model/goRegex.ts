// Regular expressions as Go compiles them (RE2), through re2js. Layer: model.
import { RE2JS } from 're2js';
import { hasBareNamedGroup } from '../promql/namedGroup';
import { isPlainPattern } from '../promql/regex';
import type { Version } from '../target/version';

/** What is wrong with the pattern of an Alertmanager matcher, as a sentence; undefined where Go takes it. */
export function regexProblem(pattern: string): string | undefined {
  // Compiling takes 30 µs, seeing that nothing can be wrong 0.1 µs: 0.3 s for ten thousand different patterns.
  if (isPlainPattern(pattern)) return undefined;
  // Go takes one group name twice, re2js does not: number them apart first.
  let count = 0;
  const distinct = pattern.replace(/\(\?P?<([A-Za-z_]\w*)>/g, group => group.replace('>', `_${count++}>`));
  try {
    // Alertmanager compiles it anchored, which lets `)(` pass and breaks an open `\Q`.
    RE2JS.compile(`^(?:${distinct})$`);
    return undefined;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    // The anchors are not the author's.
    const said = text.replace(/^error parsing regexp: /, '');
    const quoted = said.endsWith(')$`') ? said.indexOf(': `^(?:') : -1;
    const reason = quoted < 0 ? said : said.slice(0, quoted);
    return `${reason.replace(/\)\$`$/, '`')}.`;
  }
}

/** The same for an Alertmanager of a version: before 0.28 they were built with a Go (1.21 and older) that lacks `(?<name>…)`. */
export function regexProblemFor({ major, minor }: Version): (pattern: string) => string | undefined {
  if (major > 0 || minor >= 28) return regexProblem;
  return pattern =>
    regexProblem(pattern) ??
    (hasBareNamedGroup(pattern) ? 'a group `(?<name>…)` needs a newer Alertmanager; write `(?P<name>…)`.' : undefined);
}

/** Whether a pattern of Go's syntax is found in `text`; true for a pattern that does not compile. */
export function findsPattern(pattern: string, text: string): boolean {
  try {
    return RE2JS.compile(pattern).matcher(text).find();
  } catch {
    return true;
  }
}

/** Whether a pattern of Go's syntax, anchored as Prometheus and Alertmanager do, matches `text`; true where it does not compile. */
export function matchesWhole(pattern: string, text: string): boolean {
  try {
    return RE2JS.compile(pattern, RE2JS.DOTALL).matches(text);
  } catch {
    return true;
  }
}
