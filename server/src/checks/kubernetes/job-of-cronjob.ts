// A message speaks of a CronJob, and the expression asks for a Job of its name: the Jobs that it makes have a time behind it.
// Layer: checks.
import { defineCheck, type Fix } from '../check';

export const check = defineCheck({
  id: 'kubernetes/job-of-cronjob',
  summary: 'A Job is asked for by the name of its CronJob.',
  severity: 'info',
  since: '0.1.0',
  on: 'alert',
  given: ['sound'],
  mentions: ['job_name'],
  messages: {
    found:
      'The Jobs of the CronJob `{name}` are called `{name}-` and a time, so no Job is called `{name}`: write `job_name=~"{name}-.+"`.',
  },
  run({ expr, annotations }, ctx) {
    if (!expr?.sound) return;
    for (const { matchers } of expr.selectors) {
      for (const { label, op, opSpan, value } of matchers) {
        if (label.name !== 'job_name' || op !== '=' || !value?.closed || !/^[a-z0-9.-]+$/.test(value.value)) continue;
        const name = value.value;
        // The time is in minutes since 1970.
        if (/-\d{8,}$/.test(name) || !annotations.some(({ text }) => speaksOf(text, name))) continue;
        const at = { source: expr.source, span: { from: value.from, to: value.to } };
        const edits = opSpan && [
          { from: opSpan, text: '=~' },
          { from: value, text: `"${name.replaceAll('.', '[.]')}-.+"` },
        ];
        const fix: Fix | undefined = edits && {
          title: 'Match the Jobs of the CronJob',
          safe: false,
          edits: edits.map(({ from, text }) => ({ at: { source: expr.source, span: from }, newText: text })),
        };
        ctx.report(at, 'found', { name }, fix ? { fix } : {});
      }
    }
  },
});

/** Whether a text calls something of this name a CronJob. */
function speaksOf(text: string, name: string): boolean {
  const said = text
    .toLowerCase()
    .replace(/cron[ -]job/g, 'cronjob')
    .replace(/['"`]/g, '');
  return said.includes(`cronjob ${name}`) || said.includes(`${name} cronjob`);
}
