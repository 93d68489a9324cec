// Matchers of selectors as tests of values. Layer: evaluation.
import type { Matcher } from '../promql/ast';
import { isPlainPattern, patternTest } from '../promql/regex';
import type { LabelMatcher } from '../series/series';

/** A matcher with its test; undefined where it is half typed or its pattern is none. */
export function matcherOf({ label, op, value }: Matcher): LabelMatcher | undefined {
  return op && value ? makeMatcher(label.name, op, value.value) : undefined;
}

/** The same from its parts. */
export function makeMatcher(name: string, op: LabelMatcher['op'], value: string): LabelMatcher | undefined {
  if (op === '=') return { name, op, value, matches: other => other === value };
  if (op === '!=') return { name, op, value, matches: other => other !== value };
  const test = alternatives(value) ?? patternTest(value);
  if (!test) return undefined;
  return { name, op, value, matches: op === '=~' ? test : other => !test(other) };
}

/** Patterns such as `a|b|c`, which most are, need no engine. */
function alternatives(pattern: string): ((text: string) => boolean) | undefined {
  if (!/^[\w :/@,|-]*$/.test(pattern) || !isPlainPattern(pattern)) return undefined;
  const texts = new Set(pattern.split('|'));
  return text => texts.has(text);
}
