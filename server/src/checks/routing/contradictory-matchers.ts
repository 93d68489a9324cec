// Matchers of a route that no alert passes together, also with those of the routes above it. Layer: checks.

import type { RouteMatcher } from '../../analysis/facts';
import { excludeEachOther } from '../../routing/allowed';
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
      const open = [{ route: root, path: [] as readonly RouteMatcher[] }];
      for (let next = open.pop(); next; next = open.pop()) {
        if (++seen % routesPerSlice === 0) yield;
        const { route, path } = next;
        const labels = new Set(route.matchers.map(({ label }) => label));
        const all = [...path.filter(({ label }) => labels.has(label)), ...route.matchers];
        const clash = route.matchers.length > 0 ? excludeEachOther(all) : undefined;
        if (clash && route.conditions) {
          const [one, other] = path.includes(clash[0]) ? [clash[1], clash[0]] : clash;
          const key = path.includes(other) ? 'above' : 'own';
          ctx.report(route.conditions, key, { one: `\`${matcherText(one)}\``, other: `\`${matcherText(other)}\`` });
          continue;
        }
        const given = [...path, ...route.matchers];
        for (const child of route.routes) open.push({ route: child, path: given });
      }
    }
  },
});

/** How many routes are looked at between two yields. */
const routesPerSlice = 128;
