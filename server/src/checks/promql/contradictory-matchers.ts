// Matchers of one selector that no series passes together: `{code="500", code!~"5.."}`. Layer: checks.

import type { RouteMatcher } from '../../analysis/facts';
import type { Matcher } from '../../promql/ast';
import { excludeEachOther } from '../../routing/allowed';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/contradictory-matchers',
  summary: 'No series passes all matchers of a selector.',
  severity: 'warning',
  since: '0.1.0',
  on: 'selector',
  given: ['sound', 'several matchers'],
  messages: {
    found:
      'No `{label}` passes both `{one}` and `{other}`, so this selects nothing: correct one, or for either value write `{label}=~"…|…"`.',
  },
  run({ node, in: unit }, ctx) {
    // Most selectors ask for each label once.
    if (!unit.sound || new Set(node.matchers.map(({ label }) => label.name)).size === node.matchers.length) return;
    const asked = node.matchers.flatMap(asAsked);
    const clash = excludeEachOther(asked) ?? opposites(asked);
    if (!clash) return;
    const [first, second] = asked.filter(one => clash.includes(one)).map(({ matcher }) => matcher);
    if (!first || !second) return;
    ctx.report({ from: first.from, to: second.to }, 'found', {
      label: first.label.name,
      one: unit.text.slice(first.from, first.to),
      other: unit.text.slice(second.from, second.to),
    });
  },
});

interface Asked extends RouteMatcher {
  readonly matcher: Matcher;
}

function asAsked(matcher: Matcher): readonly Asked[] {
  const { label, op, value } = matcher;
  return op && value?.closed && value.value.length <= longest
    ? [{ label: label.name, op, value: value.value, matcher }]
    : [];
}

/** Longer patterns take a while, and people do not write them by hand. */
const longest = 500;

/** A pattern that is asked for and forbidden, which is no list of values. */
function opposites(asked: readonly Asked[]): readonly [Asked, Asked] | undefined {
  for (const one of asked) {
    if (one.op !== '=~') continue;
    const other = asked.find(({ label, op, value }) => label === one.label && op === '!~' && value === one.value);
    if (other) return [one, other];
  }
  return undefined;
}
