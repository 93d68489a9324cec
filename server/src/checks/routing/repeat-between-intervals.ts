// A repeat_interval that is no multiple of group_interval, or longer than Alertmanager remembers: repeated at another time than it
// says. Layer: checks.
import type { RouteFact, RouteInterval } from '../../analysis/facts';
import { routesPerSlice } from '../../routing/names';
import { defineCheck } from '../check';

/** Alertmanager's defaults in seconds (dispatch/route.go, `--data.retention`). */
const defaults = { groupInterval: { seconds: 300, text: '5m' }, retention: 120 * 3600 };

export const check = defineCheck({
  id: 'routing/repeat-between-intervals',
  summary: 'Notifications are repeated at another time than repeat_interval says.',
  severity: 'hint',
  since: '0.1.0',
  on: 'workspace',
  messages: {
    between:
      'A group is looked at every {group} only, so a `repeat_interval` of {repeat} repeats after {real}; write a multiple of `group_interval`.',
    forgotten:
      'Alertmanager remembers for 120h what it has sent, unless `--data.retention` says more: a `repeat_interval` of {repeat} repeats after that time.',
  },
  *run({ facts }, ctx) {
    let seen = 0;
    for (const root of facts.routes) {
      const open: { readonly route: RouteFact; readonly group?: Interval; readonly repeat?: RouteInterval }[] = [
        { route: root, ...(root.isPart ? {} : { group: defaults.groupInterval }) },
      ];
      for (let next = open.pop(); next; next = open.pop()) {
        if (++seen % routesPerSlice === 0) yield;
        const { route } = next;
        const group = route.groupInterval ?? next.group;
        const repeat = route.repeatInterval ?? next.repeat;
        for (const child of route.routes)
          open.push({ route: child, ...(group ? { group } : {}), ...(repeat ? { repeat } : {}) });
        if (!repeat || (!route.repeatInterval && !route.groupInterval)) continue;
        const at = (route.repeatInterval ?? route.groupInterval)!.span;
        if (route.repeatInterval && repeat.seconds > defaults.retention)
          ctx.report(at, 'forgotten', { repeat: repeat.text }, { severity: 'info' });
        else if (group && group.seconds > 0 && repeat.seconds > group.seconds && repeat.seconds % group.seconds > 0) {
          const real = durationText((Math.floor(repeat.seconds / group.seconds) + 1) * group.seconds);
          ctx.report(at, 'between', { group: group.text, repeat: repeat.text, real });
        }
      }
    }
  },
});

type Interval = Pick<RouteInterval, 'seconds' | 'text'>;

/** `1h15m`; nothing below a millisecond comes here. */
function durationText(seconds: number): string {
  const parts: string[] = [];
  let left = Math.round(seconds * 1000);
  for (const [unit, size] of [
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
    ['ms', 1],
  ] as const) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) parts.push(`${count}${unit}`);
  }
  return parts.join('');
}
