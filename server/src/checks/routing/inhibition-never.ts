// An inhibition rule that wants equal names of alerts that it chooses by different names. Layer: checks.

import type { MatcherNode } from '../../model/alertmanager';
import { conditionsOf, equalLabels } from '../../model/conditions';
import { listedValues } from '../../routing/allowed';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'routing/inhibition-never',
  summary: 'An inhibition rule never silences anything.',
  severity: 'warning',
  since: '0.1.0',
  on: 'conditions',
  messages: {
    found:
      'Source and target never have the same `{label}` ({source} and {target}), so this rule silences nothing: take `{label}` out of `equal`.',
  },
  run({ map, of }, ctx) {
    if (of !== 'inhibition') return;
    const [source, target] = [conditionsOf(map, 'source_'), conditionsOf(map, 'target_')];
    for (const { name: label, node } of equalLabels(map)) {
      const [ofSource, ofTarget] = [valuesOf(source, label), valuesOf(target, label)];
      if (!ofSource || !ofTarget || ofSource.some(value => ofTarget.includes(value))) continue;
      ctx.report(node, 'found', { label, source: inWords(ofSource), target: inWords(ofTarget) });
    }
  },
});

/** All values that a side allows for a label, where they can be listed. */
function valuesOf(matchers: readonly MatcherNode[], label: string): readonly string[] | undefined {
  const lists = matchers.flatMap(matcher => (matcher.label === label ? [listedValues(matcher)] : []));
  const [first, ...others] = lists.filter(list => list !== undefined);
  return first?.filter(value => others.every(list => list.includes(value)));
}

function inWords(values: readonly string[]): string {
  return values.map(value => `\`${value}\``).join(', ');
}
