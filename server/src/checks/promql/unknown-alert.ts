// `ALERTS` asked for an alert that no rule of the workspace has, while one of nearly the same name is there. Layer: checks.
import { isAboutAlerts, metricName } from '../../promql/inspect';
import { slipOf } from '../../text/closest';
import { defineCheck, type Fix } from '../check';

export const check = defineCheck({
  id: 'promql/unknown-alert',
  summary: 'A rule asks for an alert by a name that none has, but nearly.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'selector',
  needs: ['workspace'],
  when: reads => reads.some(isAboutAlerts),
  messages: {
    near: 'No rule of this workspace has the alert `{alert}`, so this selects nothing; did you mean `{near}`?',
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound || !isAboutAlerts(metricName(node))) return;
    for (const { label, op, value } of node.matchers) {
      if (label.name !== 'alertname' || op !== '=' || !value?.closed || value.value === '') continue;
      const { documents } = ctx.workspace;
      const names = ctx.shared(() => new Set(documents.flatMap(({ alerts }) => alerts.map(({ name }) => name))));
      if (names.has(value.value)) continue;
      const near = slipOf(value.value, names);
      if (near === undefined) continue;
      const at = { from: value.from + 1, to: value.to - 1 };
      const isPlain = unit.text.slice(at.from, at.to) === value.value;
      const edits = [{ at, newText: near }];
      const fix: Fix | undefined = isPlain ? { title: `Use ${near}`, safe: false, edits } : undefined;
      ctx.report(at, 'near', { alert: value.value, near }, { fix });
    }
  },
});
