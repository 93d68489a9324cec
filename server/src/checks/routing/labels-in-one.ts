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
  run({ map, of, source }, ctx) {
    const keys = of === 'route' ? ['group_by', 'groupBy'] : ['equal'];
    for (const key of keys) {
      const list = follow(get(map, key));
      if (list?.kind !== 'seq') continue;
      for (const item of list.items) {
        const scalar = scalarOf(item);
        if (!scalar || !isSeveral.test(scalar.value)) continue;
        const labels = scalar.value.split(between).filter(Boolean);
        const right = labels.map(label => `\`${label}\``).join(' and ');
        const fix = apart(item, scalar, labels, list.flow ? ', ' : itemsBelow(source.text, scalar));
        const message = labels.length === 1 ? 'blank' : of === 'route' ? 'group' : 'equal';
        ctx.report(scalar, message, { value: scalar.value, right }, fix ? { fix } : {});
      }
    }
  },
});

/** Names of labels with what people write between them, or one with that around it. */
const isSeveral = /^(?=.*[ ,;])[ ,;]*[a-zA-Z_]\w*(?:[ ,;]+[a-zA-Z_]\w*)*[ ,;]*$/;

const between = /[ ,;]+/;

/** What stands between two items of a block list, one of which begins its line: the dash of the next, below it. */
function itemsBelow(text: string, { from, to }: YamlScalar): string | undefined {
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const dash = text.slice(start, from);
  return /^ *-[ \t]+$/.test(dash) && !text.slice(from, to).includes('\n') ? `\n${dash}` : undefined;
}

/** The same labels as items of the list. */
function apart(
  item: YamlNode,
  scalar: YamlScalar,
  labels: readonly string[],
  between: string | undefined,
): Fix | undefined {
  if (item !== scalar || scalar.anchor !== undefined || between === undefined) return undefined;
  return {
    title: `Write ${labels.join(', ')}`,
    safe: false,
    edits: [{ at: scalar, newText: labels.join(between) }],
  };
}
