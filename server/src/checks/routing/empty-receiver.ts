// A receiver without any integration that routes send to: its alerts are told to nobody. Layer: checks.

import { hasAllRoutes, keepsAway, receiversUsed, routesPerSlice } from '../../routing/names';
import { entries, itemsOf } from '../../yaml/path';
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
    nobody:
      'No receiver has an integration, so nobody is told of anything; add one, or call the receiver `null` where that is meant.',
    route:
      'Alerts that are routed to `{name}` reach nobody, as it has no integration; add one, or call it `null` where that is meant.',
  },
  *run(file, ctx) {
    if (!hasAllRoutes(file)) return;
    const used = yield* receiversUsed(file);
    if (!file.receivers.some(({ it }) => it.integrations.length > 0)) {
      const [first] = file.receivers;
      const { name } = first?.it ?? {};
      // Of one alone, or of names that say nothing, the addresses come from elsewhere.
      if (!first || !name || file.receivers.length < 2) return;
      const isOther = file.receivers.some(
        ({ it }) => !it.name || keepsAway(it.name.value) || !used.has(it.name.value) || mayBeFilled(it.node),
      );
      if (isOther || !file.receivers.some(({ it }) => tells.test(it.name!.value))) return;
      ctx.report({ from: name.from + first.base, to: name.to + first.base }, 'nobody', {});
      return;
    }
    let seen = 0;
    for (const { it, base } of file.receivers) {
      if (++seen % routesPerSlice === 0) yield;
      const { name, node, integrations } = it;
      if (!name || integrations.length > 0 || !used.has(name.value) || keepsAway(name.value)) continue;
      if (mayBeFilled(node)) continue;
      const key = file.route?.receiver?.value === name.value ? 'root' : 'route';
      ctx.report({ from: name.from + base, to: name.to + base }, key, { name: name.value });
    }
  },
});

/** Names that say who is told, how or of what. */
const tells = /critical|warn|page|slack|mail|chat|sms|on-?call|alert|notif|ops|infra/i;

/** An alias or a list that is filled in may bring what is not seen here. */
function mayBeFilled(node: Parameters<typeof entries>[0]): boolean {
  return entries(node).some(({ name, value }) => /(?:_c|C)onfigs$/.test(name) && itemsOf(value).length > 0);
}
