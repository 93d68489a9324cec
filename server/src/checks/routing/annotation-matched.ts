// Routes and inhibition rules see the labels of alerts and none of their annotations. Layer: checks.
import { type ConditionSide, conditionsOf, equalLabels } from '../../model/conditions';
import { defineCheck } from '../check';
import { effectOfAbsent } from './absentLabel';

/** What is an annotation by its name, whoever writes the rules. */
const annotations: ReadonlySet<string> = new Set(['summary', 'description', 'runbook_url', 'dashboard_url']);

export const check = defineCheck({
  id: 'routing/annotation-matched',
  summary: 'A matcher asks for an annotation, and only labels are matched.',
  severity: 'warning',
  since: '0.1.0',
  on: 'conditions',
  messages: {
    found:
      '`{label}` is an annotation, and only labels are matched, so {effect}: set a label in the rule and match that.',
  },
  run({ map, of, mode }, ctx) {
    const sides: readonly ConditionSide[] = of === 'route' ? [''] : ['source_', 'target_'];
    for (const side of sides) {
      for (const matcher of conditionsOf(map, side, mode)) {
        const { label, node } = matcher;
        const effect = annotations.has(label) ? effectOfAbsent(matcher) : undefined;
        if (effect) ctx.report(node, 'found', { label, effect });
      }
    }
    if (of !== 'inhibition') return;
    for (const { name, node } of equalLabels(map)) {
      if (annotations.has(name)) ctx.report(node, 'found', { label: name, effect: 'here all alerts count as equal' });
    }
  },
});
