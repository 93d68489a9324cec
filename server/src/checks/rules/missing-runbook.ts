// An alert without a runbook in a group where others have one: the author's own convention, forgotten once.
import type { RuleUnit } from '../../model/ruleFile';
import { defineCheck } from '../check';

const runbook = /^(runbook|playbook)(_?url|_?link)?$/i;

export const check = defineCheck({
  id: 'rules/missing-runbook',
  summary: 'An alert has no runbook while others of its group have one.',
  severity: 'hint',
  since: '0.1.0',
  on: 'group',
  messages: {
    missing: '{alert} has no `{key}`, while {other} in the same group has one.',
  },
  run({ group }, ctx) {
    const alerts = group.rules.filter(({ rule }) => rule.alert);
    const model = alerts.find(({ rule }) => runbookKey(rule) !== undefined);
    if (!model) return;
    for (const { rule, base } of alerts) {
      const { alert } = rule;
      if (!alert || runbookKey(rule) !== undefined) continue;
      ctx.report({ from: base + alert.from, to: base + alert.to }, 'missing', {
        alert: alert.value,
        key: runbookKey(model.rule)!,
        other: model.rule.alert!.value,
      });
    }
  },
});

function runbookKey({ annotations }: RuleUnit): string | undefined {
  return annotations.find(({ key }) => runbook.test(key.value))?.key.value;
}
