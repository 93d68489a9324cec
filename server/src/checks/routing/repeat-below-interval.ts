// Notifications are repeated at multiples of group_interval only: a shorter repeat_interval is not kept. Layer: checks.
import type { RouteFact, RouteInterval } from '../../analysis/facts';
import { routesPerSlice } from '../../routing/names';
import { defineCheck } from '../check';

/** Alertmanager's defaults in seconds (dispatch/route.go). */
const defaultGroupInterval = { seconds: 300, text: '5m' };

export const check = defineCheck({
  id: 'routing/repeat-below-interval',
  summary: 'A repeat_interval is shorter than the group_interval that it is counted in.',
  severity: 'hint',
  since: '0.1.0',
  on: 'workspace',
  messages: {
    found:
      'A group is looked at every `group_interval` ({group}) only, so notifications are repeated no sooner than that: a `repeat_interval` of {repeat} is not kept.',
  },
  *run({ facts }, ctx) {
    let seen = 0;
    for (const root of facts.routes) {
      const open: {
        readonly route: RouteFact;
        readonly group?: Pick<RouteInterval, 'seconds' | 'text'>;
        readonly repeat?: RouteInterval;
        // What an object's routes take over from the tree above is not known.
      }[] = [{ route: root, ...(root.isPart ? {} : { group: defaultGroupInterval }) }];
      for (let next = open.pop(); next; next = open.pop()) {
        if (++seen % routesPerSlice === 0) yield;
        const { route } = next;
        const group = route.groupInterval ?? next.group;
        const repeat = route.repeatInterval ?? next.repeat;
        const isOwn = route.repeatInterval !== undefined || route.groupInterval !== undefined;
        // Zero is refused and told as an error.
        if (isOwn && repeat && group && repeat.seconds > 0 && repeat.seconds < group.seconds) {
          const at = (route.repeatInterval ?? route.groupInterval)!.span;
          const severity = repeat.seconds * 2 <= group.seconds ? ('info' as const) : ('hint' as const);
          ctx.report(at, 'found', { group: group.text, repeat: repeat.text }, { severity });
        }
        for (const child of route.routes) open.push({ route: child, group, repeat });
      }
    }
  },
});
