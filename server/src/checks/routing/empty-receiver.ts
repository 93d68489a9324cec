// A receiver without any integration that routes send to: its alerts are told to nobody. Layer: checks.
import { itemsOf } from '../../model/structure/fields';
import { hasAllRoutes, keepsAway, receiversUsed, routesPerSlice } from '../../routing/names';
import { entries } from '../../yaml/path';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'routing/empty-receiver',
  summary: 'Alerts are routed to a receiver that tells nobody.',
  severity: 'info',
  since: '0.1.0',
  awaits: 'item',
  on: 'configuration',
  messages: {
    root: 'Alerts that no route takes go to `{name}`, which has no integration, so nobody is told of them; add one, or call it `null` where that is meant.',
    route:
      'Alerts that are routed to `{name}` reach nobody, as it has no integration; add one, or call it `null` where that is meant.',
  },
  *run(file, ctx) {
    if (!hasAllRoutes(file)) return;
    const used = yield* receiversUsed(file);
    // Where none has any, the addresses come from elsewhere.
    if (!file.receivers.some(({ it }) => it.integrations.length > 0)) return;
    let seen = 0;
    for (const { it, base } of file.receivers) {
      if (++seen % routesPerSlice === 0) yield;
      const { name, node } = it;
      if (!name || keepsAway(name.value) || !used.has(name.value)) continue;
      // An alias or a list that is filled in may bring what is not seen here.
      if (entries(node).some(({ name: key, value }) => /(?:_c|C)onfigs$/.test(key) && itemsOf(value).length > 0))
        continue;
      const key = file.route?.receiver?.value === name.value ? 'root' : 'route';
      ctx.report({ from: name.from + base, to: name.to + base }, key, { name: name.value });
    }
  },
});
