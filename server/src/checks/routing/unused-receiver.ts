// A receiver that no route names: nothing is ever sent by it. Layer: checks.
import { hasAllRoutes, receiversUsed, routesPerSlice } from '../../routing/names';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'routing/unused-receiver',
  summary: 'No route names a receiver.',
  severity: 'info',
  since: '0.1.0',
  awaits: 'file',
  on: 'configuration',
  messages: { unused: 'No route names the receiver `{name}`, so nothing is sent by it; give it a route or remove it.' },
  *run(file, ctx) {
    if (!hasAllRoutes(file)) return;
    const used = yield* receiversUsed(file);
    // A name that is not defined was to be one of these.
    const defined = new Set(file.receivers.map(({ it }) => it.name?.value));
    if (!file.route?.receiver || [...used].some(name => !defined.has(name))) return;
    let seen = 0;
    for (const { it, base } of file.receivers) {
      if (++seen % routesPerSlice === 0) yield;
      const { name } = it;
      if (!name || name.value === '' || used.has(name.value)) continue;
      ctx.report({ from: name.from + base, to: name.to + base }, 'unused', { name: name.value });
    }
  },
});
