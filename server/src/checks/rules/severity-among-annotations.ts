// The severity of an alert as an annotation: nothing is routed, grouped or silenced by those. Layer: checks.
import type { RuleEntry } from '../../model/ruleFile';
import { follow, get } from '../../yaml/path';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'rules/severity-among-annotations',
  summary: 'The severity of an alert is an annotation, which no route asks for.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'item',
  on: 'group',
  messages: {
    found:
      '`severity` is an annotation here, and the alert has no such label: routes, inhibition and silences by severity pass it over; move it to the labels.',
  },
  run({ group }, ctx) {
    if (get(group.map, 'labels') !== undefined) return;
    for (const { rule, base } of group.rules) {
      if (rule.labels.some(isSeverity)) continue;
      const entry = rule.annotations.find(isSeverity);
      const value = entry && follow(entry.value);
      if (!entry || value?.kind !== 'scalar' || !GRADE.test(value.value)) continue;
      // The series may bring the label.
      if (rule.expr?.value.includes('severity') || get(rule.map, 'labels')?.kind === 'alias') continue;
      ctx.report({ from: entry.key.from + base, to: entry.key.to + base }, 'found', {});
    }
  },
});

function isSeverity({ key }: RuleEntry): boolean {
  return key.value === 'severity';
}

/** Words that routes ask for. */
const GRADE =
  /^(?:crit(?:ical)?|error|fatal|page|warn(?:ing)?|info(?:rmational)?|low|medium|moderate|high|major|minor|urgent|[ps][0-5]|sev-?[0-5])$/i;
