// An alert without a runbook in a group where most have one: the author's own convention, forgotten.
import type { RuleEntry, RuleUnit } from '../../model/ruleFile';
import { follow } from '../../yaml/path';
import { defineCheck } from '../check';

const runbook = /^(?:run[_-]?book|play[_-]?book|sop)(?:[_-]?(?:url|link|uri|href))?$/i;
/** What every such link has in it; told faster than the rest. */
const isBook = /book/i;
/** A link to one in another annotation serves as well. */
const link =
  /https?:\/\/\S{0,500}(?:runbook|playbook)|\b(?:runbook|playbook)\b\S{0,100}\s{0,9}[:(<]{0,9}\s{0,9}https?:/i;

export const check = defineCheck({
  id: 'rules/missing-runbook',
  summary: 'An alert has no runbook while others of its group have one.',
  severity: 'hint',
  since: '0.1.0',
  awaits: 'item',
  on: 'group',
  messages: {
    missing: '{alert} has no `{key}`, while {other} in the same group has one.',
  },
  run({ group }, ctx) {
    const alerts = group.rules.filter(({ rule }) => rule.alert && !isForNobody(rule));
    const model = alerts.find(({ rule }) => runbookKey(rule) !== undefined);
    if (!model) return;
    const missing = alerts.filter(({ rule }) => !hasRunbook(rule));
    // One among many without is no convention.
    if (missing.length * 2 > alerts.length) return;
    for (const { rule, base } of missing) {
      const { alert } = rule;
      if (!alert) continue;
      ctx.report({ from: base + alert.from, to: base + alert.to }, 'missing', {
        alert: alert.value,
        key: runbookKey(model.rule)!,
        other: model.rule.alert!.value,
      });
    }
  },
});

function runbookKey({ annotations }: RuleUnit): string | undefined {
  for (const { key } of annotations) if (runbook.test(key.value)) return key.value;
  return undefined;
}

function hasRunbook(rule: RuleUnit): boolean {
  return runbookKey(rule) !== undefined || rule.annotations.some(hasLink) || rule.labels.some(hasLink);
}

function hasLink({ value }: RuleEntry): boolean {
  const text = follow(value);
  return text?.kind === 'scalar' && isBook.test(text.value) && link.test(text.value);
}

/** Alerts that only keep a pipe alive or inhibit others wake nobody up. */
function isForNobody({ labels }: RuleUnit): boolean {
  return labels.some(({ key, value }) => {
    const text = follow(value);
    return key.value === 'severity' && text?.kind === 'scalar' && text.value === 'none';
  });
}
