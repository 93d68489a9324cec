// A route that is muted at times and has routes below it that are not: these go on speaking. Layer: checks.
import type { Route } from '../../model/alertmanager';
import { routesOf, routesPerSlice } from '../../routing/names';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'routing/mute-not-inherited',
  summary: 'A route is muted at times, and the routes below it are not.',
  severity: 'info',
  since: '0.1.0',
  on: 'configuration',
  messages: {
    found:
      'Time intervals are not inherited: what the routes below take is sent at any time, and only what none of them takes keeps to `{name}`; name the intervals there, too.',
  },
  *run(file, ctx) {
    let seen = 0;
    for (const { route, base } of routesOf(file)) {
      if (++seen % routesPerSlice === 0) yield;
      const [named] = [...route.mutes, ...route.actives];
      const below = route === file.route ? file.routes.map(({ it }) => it) : route.routes;
      if (!named || below.length === 0 || below.some(hasTimes)) continue;
      ctx.report({ from: named.from + base, to: named.to + base }, 'found', { name: named.value });
    }
  },
});

function hasTimes({ mutes, actives, routes }: Route): boolean {
  return mutes.length > 0 || actives.length > 0 || routes.some(hasTimes);
}
