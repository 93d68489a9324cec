// A key of the rule that its indentation made a label or an annotation: the rule loads without it. Layer: checks.
import type { RuleEntry, RuleUnit } from '../../model/ruleFile';
import { isNull } from '../../model/structure/scalars';
import { parseDuration } from '../../promql/durations';
import type { YamlNode } from '../../yaml/node';
import { follow, get } from '../../yaml/path';
import { defineCheck } from '../check';

/** Keys whose value has to be empty: what belongs to them stands among the labels or annotations, too. */
const blocks: ReadonlySet<string> = new Set(['labels', 'annotations']);
/** Keys whose value has to be a duration. */
const durations: ReadonlySet<string> = new Set(['for', 'keep_firing_for']);
/** Entries that nearly every rule has, by the block that they belong to. */
const usual = {
  labels: new Set(['severity']),
  annotations: new Set(['summary', 'description', 'message', 'runbook_url', 'dashboard_url', 'runbook', 'dashboard']),
} as const;

export const check = defineCheck({
  id: 'rules/key-among-labels',
  summary: 'A key of the rule stands among its labels or annotations by its indentation.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'item',
  on: 'rule',
  messages: {
    block:
      '`{key}` stands among the {place}, so the entries after it are {place}, too; indent it as far as `{place}:`.',
    duration: '`{key}` stands among the {place} and delays nothing; indent it as far as `{place}:`.',
    empty: 'Nothing stands below `{key}`, but {entries} among the {place}; move that below `{key}:`.',
  },
  run(rule, ctx) {
    for (const place of ['labels', 'annotations'] as const) {
      for (const entry of rule[place]) {
        const kind = misplaced(entry, rule);
        const { from, to, value: key } = entry.key;
        if (kind) ctx.report({ from, to }, kind, { key, place });
      }
      const other = place === 'labels' ? 'annotations' : 'labels';
      const key = rule.keys.find(pair => pair.key.kind === 'scalar' && pair.key.value === other)?.key;
      if (!key || !isEmpty(get(rule.map, other))) continue;
      const lost = rule[place].map(entry => entry.key.value).filter(name => usual[other].has(name));
      if (lost.length === 0) continue;
      const entries = lost.map(name => `\`${name}\``).join(', ');
      ctx.report({ from: key.from, to: key.to }, 'empty', { key: other, entries, place });
    }
  },
});

function misplaced({ key, value }: RuleEntry, rule: RuleUnit): 'block' | 'duration' | undefined {
  const block = blockOf(key.value);
  if (!block && !durations.has(key.value)) return undefined;
  // Where the rule has the key itself, the label is somebody's choice.
  if (get(rule.map, block ?? key.value) !== undefined) return undefined;
  if (block) return isEmpty(value) ? 'block' : undefined;
  const scalar = follow(value);
  return scalar?.kind === 'scalar' && 'seconds' in parseDuration(scalar.value) ? 'duration' : undefined;
}

/** The block that a key is meant for: nobody calls a label or annotation without a value so. */
function blockOf(key: string): string | undefined {
  const name = key.toLowerCase();
  for (const block of blocks) if (name === block || `${name}s` === block) return block;
  return undefined;
}

function isEmpty(node: YamlNode | undefined): boolean {
  const value = follow(node);
  return value?.kind === 'scalar' && (value.absent === true || value.value === '' || isNull(value, 'v3'));
}
