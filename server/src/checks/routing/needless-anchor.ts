// Anchors around a whole pattern: Alertmanager matches the whole value anyway. Layer: checks.
import { type ConditionSide, conditionsOf } from '../../model/conditions';
import { withoutAnchors } from '../../routing/anchors';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'routing/needless-anchor',
  summary: 'A pattern has anchors that it has anyway.',
  severity: 'hint',
  since: '0.1.0',
  on: 'conditions',
  messages: { found: 'A pattern matches the whole value anyway: `{right}` means the same as `{value}`.' },
  run({ map, of, mode }, ctx) {
    const sides: readonly ConditionSide[] = of === 'route' ? [''] : ['source_', 'target_'];
    for (const side of sides) {
      for (const { op, value, node } of conditionsOf(map, side, mode)) {
        const right = op === '=~' || op === '!~' ? withoutAnchors(value) : undefined;
        if (right !== undefined) ctx.report(node, 'found', { value, right });
      }
    }
  },
});
