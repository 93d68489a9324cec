// `^` or `$` where a pattern has already begun or goes on: no value passes there. Layer: checks.
import { type ConditionSide, conditionsOf } from '../../model/conditions';
import { misplacedAnchor } from '../../routing/anchors';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'routing/anchor-inside-pattern',
  summary: 'An anchor stands inside of a pattern, where it matches nothing.',
  severity: 'warning',
  since: '0.1.0',
  on: 'conditions',
  messages: {
    found:
      '`{anchor}` after `{before}` and before `{after}` matches nothing, as a value {why}; write the anchors outside, or leave them out, as patterns match the whole value anyway.',
  },
  run({ map, of, mode }, ctx) {
    const sides: readonly ConditionSide[] = of === 'route' ? [''] : ['source_', 'target_'];
    for (const side of sides) {
      for (const { op, value, node } of conditionsOf(map, side, mode)) {
        const at = op === '=~' || op === '!~' ? misplacedAnchor(value) : undefined;
        if (at === undefined) continue;
        const anchor = value[at]!;
        const why = anchor === '^' ? 'does not begin there' : 'does not end there';
        ctx.report(node, 'found', { anchor, before: value.slice(0, at), after: value.slice(at + 1), why });
      }
    }
  },
});
