// The name of a recorded series that says another level of aggregation than its labels. Layer: checks.
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'rules/record-name',
  summary: 'The name of a recorded series says another level than it has.',
  severity: 'hint',
  since: '0.1.0',
  on: 'expr',
  given: ['record', 'sound'],
  messages: {
    level: 'The name says the level `{level}`, and the result has no such label; name what it is aggregated by.',
  },
  run(unit, ctx) {
    const { rule, sound, source } = unit;
    const { record } = rule;
    if (!record?.value || rule.alert || !source.outer) return;
    const at = { source: source.outer.source, span: { from: record.from, to: record.to } };
    const { value } = record;
    if (!value.includes(':')) return;
    const level = value.slice(0, value.indexOf(':'));
    if (!sound || !levels.has(level) || rule.labels.some(({ key }) => key.value === level)) return;
    const canCarry = unit.shape.branches.some(
      ({ possible, open, dropped }) => possible.has(level) || (open && !dropped.has(level)),
    );
    if (!canCarry) ctx.report(at, 'level', { level });
  },
});

/** Labels that levels are called by; a level of another name may be anything. */
const levels: ReadonlySet<string> = new Set(
  'instance job node pod namespace container gpu UUID device Hostname model model_name service'.split(' '),
);
