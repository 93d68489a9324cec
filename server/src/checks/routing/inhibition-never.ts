// An inhibition rule that silences nothing, whatever fires: what must be equal never is, a side takes nothing, or both sides
// take the same alerts. Layer: checks.

import type { MatcherNode } from '../../model/alertmanager';
import { conditionsOf, equalLabels, isWithout } from '../../model/conditions';
import { byLabel, excludeEachOther, listedValues, takes, takeTheSame } from '../../routing/allowed';
import { matcherText } from '../../routing/conditions';
import { inCode } from '../../text/words';
import { entries } from '../../yaml/path';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'routing/inhibition-never',
  summary: 'An inhibition rule never silences anything.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'item',
  on: 'conditions',
  messages: {
    found:
      'Source and target never have the same `{label}` ({source} and {target}), so this rule silences nothing: take `{label}` out of `equal`.',
    side: 'No alert passes both `{one}` and `{other}`, so this rule silences nothing.',
    same: 'Source and target choose the same alerts, and those never silence each other: this rule silences nothing; say what tells the two apart.',
    everybody:
      'Without matchers every alert is source and target, and those never silence each other: this rule silences nothing; say which alerts are the source and which the target.',
  },
  run({ map, of, mode }, ctx) {
    if (of !== 'inhibition') return;
    const [source, target] = [conditionsOf(map, 'source_', mode), conditionsOf(map, 'target_', mode)];
    const asked = byLabel([...source, ...target]);
    for (const { name: label, node } of equalLabels(map)) {
      if (!neverEqual(asked.get(label) ?? [])) continue;
      ctx.report(node, 'found', { label, source: inWords(source, label), target: inWords(target, label) });
    }
    for (const side of [source, target]) {
      const clash = excludeEachOther(side);
      if (!clash) continue;
      const [one, other] = clash;
      // Those that a side has are the very objects that were given.
      ctx.report((one as MatcherNode).node, 'side', { one: matcherText(one), other: matcherText(other) });
      return;
    }
    const [first] = target;
    // A key that is not known is a misspelt one, and told as such.
    const isKnown = entries(map).every(({ name }) => /^(?:name|equal)$|^(?:source|target)_?[mM]atch/.test(name));
    if (isKnown && isWithout(map, 'source_') && isWithout(map, 'target_')) {
      ctx.report(equalLabels(map)[0]?.node ?? map, 'everybody', {});
    }
    if (first && source.length > 0 && takeTheSame(source, target)) ctx.report(first.node, 'same', {});
  },
});

/** Whether no value of their label passes the matchers of both sides; absent counts as empty (inhibit.go). */
function neverEqual(ofLabel: readonly MatcherNode[]): boolean {
  const values = ofLabel.map(listedValues).find(list => list !== undefined);
  return values?.every(value => ofLabel.some(matcher => takes(matcher, value) === false)) ?? false;
}

function inWords(side: readonly MatcherNode[], label: string): string {
  const own = side.filter(matcher => matcher.label === label);
  const [list] = own.map(listedValues).filter(values => values !== undefined);
  return inCode(list ?? own.map(matcherText)).join(', ');
}
