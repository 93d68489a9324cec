// A key of the rule that its indentation made a label or an annotation: the rule loads without it.
import type { RuleEntry, RuleUnit } from '../../model/ruleFile';
import { parseDuration } from '../../promql/durations';
import { follow, get } from '../../yaml/path';
import { defineCheck } from '../check';

/** Keys whose value has to be empty: what belongs to them stands among the labels or annotations, too. */
const blocks: ReadonlySet<string> = new Set(['labels', 'annotations']);
/** Keys whose value has to be a duration. */
const durations: ReadonlySet<string> = new Set(['for', 'keep_firing_for']);

export const check = defineCheck({
  id: 'rules/key-among-labels',
  summary: 'A key of the rule stands among its labels or annotations by its indentation.',
  severity: 'warning',
  since: '0.1.0',
  on: 'rule',
  messages: {
    block:
      '`{key}` stands among the {place}, so the entries after it are {place}, too; indent it as far as `{place}:`.',
    duration: '`{key}` stands among the {place} and delays nothing; indent it as far as `{place}:`.',
  },
  run(rule, ctx) {
    for (const place of ['labels', 'annotations'] as const) {
      for (const entry of rule[place]) {
        const kind = misplaced(entry, rule);
        const { from, to, value: key } = entry.key;
        if (kind) ctx.report({ from, to }, kind, { key, place });
      }
    }
  },
});

function misplaced({ key, value }: RuleEntry, rule: RuleUnit): 'block' | 'duration' | undefined {
  const name = key.value;
  if (!blocks.has(name) && !durations.has(name)) return undefined;
  const scalar = follow(value);
  // Where the rule has the key itself, the label is somebody's choice.
  if (scalar?.kind !== 'scalar' || get(rule.map, name) !== undefined) return undefined;
  if (blocks.has(name)) return scalar.value === '' || scalar.absent ? 'block' : undefined;
  return 'seconds' in parseDuration(scalar.value) ? 'duration' : undefined;
}
