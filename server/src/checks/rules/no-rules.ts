// A rule file that loads without a single rule: the list was left empty, or all of it is commented out. Layer: checks.
import type { Root } from '../../model/root';
import type { RuleFile } from '../../model/ruleFile';
import type { YamlNode, YamlPair } from '../../yaml/node';
import { follow, get } from '../../yaml/path';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'rules/no-rules',
  summary: 'A rule file holds no rule.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'file',
  on: 'ruleFile',
  messages: {
    nothing: 'No rule is loaded from this file: `{key}` holds none. Write the rules below it, or remove the file.',
    empty: 'No rule is loaded from this file: `{key}` is empty.',
  },
  run(file, ctx) {
    const { root } = file;
    // A template engine or whoever reads the values of a chart may bring the rules.
    if (root.templated || root.holder || root.part || root.document.problems.length > 0) return;
    if (file.groups.some(({ rules }) => rules.some(({ rule }) => rule.map !== undefined))) return;
    const pair = emptyList(root, file);
    const key = pair?.key;
    if (!pair || key?.kind !== 'scalar') return;
    // What is no list at all is an error of its own.
    if (pair.value && follow(pair.value)?.kind === 'map') return;
    const { from, to, value } = key;
    // An empty list that is written out is meant.
    if (isWrittenOut(pair.value)) ctx.report({ from, to }, 'empty', { key: value }, { severity: 'info' });
    else ctx.report({ from, to }, 'nothing', { key: value });
  },
});

/** The first list that has nothing in it: of the rules of a group, or of the groups. */
function emptyList({ kind, node }: Root, { groups }: RuleFile): YamlPair | undefined {
  for (const { map } of groups) {
    const rules = map && pairOf(map, 'rules');
    if (rules) return rules;
  }
  // A list of other things may be called so as well.
  if (groups.length > 0) return undefined;
  return pairOf(kind === 'prometheus-rule' ? get(node, 'spec') : node, 'groups');
}

function pairOf(node: YamlNode | undefined, name: string): YamlPair | undefined {
  const map = follow(node);
  if (map?.kind !== 'map') return undefined;
  return map.pairs.find(({ key }) => key.kind === 'scalar' && key.value === name);
}

function isWrittenOut(value: YamlNode): boolean {
  const list = follow(value);
  return list?.kind === 'seq' && list.items.length === 0;
}
