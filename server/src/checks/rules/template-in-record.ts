// A label of a recorded series that is written as a template: Prometheus fills in templates of alerts alone. Layer: checks.
import { outerSource } from '../../analysis/source';
import type { RuleEntry } from '../../model/ruleFile';
import type { Span } from '../../text/span';
import { entries, follow, get } from '../../yaml/path';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'rules/template-in-record',
  summary: 'A label of a recording rule is a template, which only labels of alerts may be.',
  severity: 'warning',
  since: '0.1.0',
  on: 'group',
  messages: {
    own: 'Templates are filled in for alerts alone: every recorded series gets this text as `{label}`; make the label in the expression, such as by `label_replace`.',
    group:
      'Templates are filled in for alerts alone: every series that `{record}` records gets this text as `{label}`; set the label at the alerts.',
  },
  run({ file, group }, ctx) {
    const source = outerSource(file.root.region.text);
    const record = group.rules.find(({ rule }) => rule.record && !rule.alert)?.rule.record;
    if (!record) return;
    const ofGroup = follow(group.map && get(group.map, 'labels'));
    for (const { key, value } of ofGroup?.kind === 'map' ? entries(ofGroup) : []) {
      const span = templateIn(value);
      if (span) ctx.report({ source, span }, 'group', { label: key.value, record: record.value });
    }
    for (const { rule, base } of group.rules) {
      if (!rule.record || rule.alert) continue;
      for (const { key, value } of rule.labels) {
        const own = templateIn(value);
        if (!own) continue;
        const at = { source, span: { from: own.from + base, to: own.to + base } };
        ctx.report(at, 'own', { label: key.value });
      }
    }
  },
});

/** The place of a text that reads what only a template of an alert knows. */
function templateIn(value: RuleEntry['value']): Span | undefined {
  const scalar = follow(value);
  if (scalar?.kind !== 'scalar' || !scalar.value.includes('{{')) return undefined;
  return known.some(name => scalar.value.includes(name)) ? { from: scalar.from, to: scalar.to } : undefined;
}

const known = ['$labels', '$value', '$externalLabels', '.Labels.'];
