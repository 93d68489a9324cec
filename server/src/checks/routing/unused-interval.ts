// A time interval that no route names. Layer: checks.
import { hasAllRoutes, intervalsUsed } from '../../routing/names';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'routing/unused-interval',
  summary: 'No route names a time interval.',
  severity: 'info',
  since: '0.1.0',
  awaits: 'file',
  on: 'configuration',
  messages: {
    unused:
      'No route names the time interval `{name}`, so it silences nothing; put it into `{mute}` or `{active}` of a route, or remove it.',
  },
  *run(file, ctx) {
    if (!hasAllRoutes(file)) return;
    const used = yield* intervalsUsed(file);
    // A name that is not defined was to be one of these.
    const defined = new Set(file.intervals.map(({ name }) => name.value));
    if ([...used].some(name => !defined.has(name))) return;
    const [mute, active] =
      file.root.kind === 'alertmanager'
        ? ['mute_time_intervals', 'active_time_intervals']
        : ['muteTimeIntervals', 'activeTimeIntervals'];
    for (const { name } of file.intervals) {
      if (name.value !== '' && !used.has(name.value)) ctx.report(name, 'unused', { name: name.value, mute, active });
    }
  },
});
