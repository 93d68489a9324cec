// Several labels in one text under `group_by` or `equal`: Alertmanager takes it for the name of one label. Layer: checks.
import type { YamlNode, YamlScalar } from '../../yaml/node';
import { follow, get, scalarOf } from '../../yaml/path';
import { defineCheck, type Fix } from '../check';

export const check = defineCheck({
  id: 'routing/labels-in-one',
  summary: 'Several labels stand in one text under `group_by` or `equal`.',
  severity: 'warning',
  since: '0.1.0',
  on: 'conditions',
  messages: {
    group:
      'This is one label called `{value}`, which no alert has, so nothing is grouped by it: write {right} as an item each.',
    equal:
      'This is one label called `{value}`, which no alert has, and without it all alerts count as equal: write {right} as an item each.',
    blank: 'No alert has a label called `{value}`: write {right}.',
  },
  run({ map, of }, ctx) {
    const keys = of === 'route' ? ['group_by', 'groupBy'] : ['equal'];
    for (const key of keys) {
      const list = follow(get(map, key));
      if (list?.kind !== 'seq') continue;
      for (const item of list.items) {
        const scalar = scalarOf(item);
        if (!scalar || !isSeveral.test(scalar.value)) continue;
        const labels = scalar.value.split(between).filter(Boolean);
        const right = labels.map(label => `\`${label}\``).join(' and ');
        const fix = list.flow ? apart(item, scalar, labels) : undefined;
        const message = labels.length === 1 ? 'blank' : of === 'route' ? 'group' : 'equal';
        ctx.report(scalar, message, { value: scalar.value, right }, fix ? { fix } : {});
      }
    }
  },
});

/** Names of labels with what people write between them, or one with that around it. */
const isSeveral = /^(?=.*[ ,;])[ ,;]*[a-zA-Z_]\w*(?:[ ,;]+[a-zA-Z_]\w*)*[ ,;]*$/;

const between = /[ ,;]+/;

/** The same labels as items of a list in brackets. */
function apart(item: YamlNode, scalar: YamlScalar, labels: readonly string[]): Fix | undefined {
  if (item !== scalar || scalar.anchor !== undefined) return undefined;
  const newText = labels.join(', ');
  return { title: `Write ${newText}`, safe: false, edits: [{ at: scalar, newText }] };
}
