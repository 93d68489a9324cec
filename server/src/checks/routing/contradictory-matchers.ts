// Matchers of a route that no alert passes together, also with those of the routes above it. Layer: checks.

import type { RouteFact, RouteMatcher } from '../../analysis/facts';
import { byLabel, excludeEachOther } from '../../routing/allowed';
import { matcherText } from '../../routing/conditions';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'routing/contradictory-matchers',
  summary: 'No alert passes all matchers of a route.',
  severity: 'warning',
  since: '0.1.0',
  on: 'workspace',
  messages: {
    own: 'No alert passes both {one} and {other}, so this route gets nothing.',
    above:
      'No alert passes both {one} here and {other} of a route above, so this route gets nothing: move it out of there.',
  },
  *run({ facts }, ctx) {
    let seen = 0;
    for (const root of facts.routes) {
      const open = [{ path: [] as readonly RouteMatcher[], routes: [root] as readonly RouteFact[] }];
      for (let next = open.pop(); next; next = open.pop()) {
        const { path, routes } = next;
        const above = byLabel(path);
        for (const route of routes) {
          if (++seen % routesPerSlice === 0) yield;
          const own = byLabel(route.matchers);
          const all = [...own].flatMap(([label, matchers]) => [...(above.get(label) ?? []), ...matchers]);
          const clash = excludeEachOther(all);
          if (clash && route.conditions) {
            const isAbove = (matcher: RouteMatcher): boolean => above.get(matcher.label)?.includes(matcher) === true;
            const [one, other] = isAbove(clash[0]) ? [clash[1], clash[0]] : clash;
            const key = isAbove(other) ? 'above' : 'own';
            ctx.report(route.conditions, key, { one: `\`${matcherText(one)}\``, other: `\`${matcherText(other)}\`` });
          } else if (route.routes.length > 0) {
            open.push({ path: [...path, ...route.matchers], routes: route.routes });
          }
        }
      }
    }
  },
});

/** How many routes are looked at between two yields. */
const routesPerSlice = 128;
