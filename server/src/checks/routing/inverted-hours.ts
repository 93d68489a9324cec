// A route for the nights that is active in the hours of work, or the other way round, by what it is called. Layer: checks.
import type { Route } from '../../model/alertmanager';
import { intervalsOf, type Times } from '../../routing/intervals';
import { routesOf, routesPerSlice } from '../../routing/names';
import type { YamlScalar } from '../../yaml/node';
import { defineCheck } from '../check';
import { daysIn, daysOf, type Hours, hoursIn, hoursOf } from './hoursInWords';
import { remarkAbove } from './remarks';

export const check = defineCheck({
  id: 'routing/inverted-hours',
  summary: 'A route speaks at other hours than its name or the remark above it says.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'item',
  on: 'configuration',
  messages: {
    active:
      'This route is active in `{name}` alone, {hours}, and "{said}" says the opposite: name the interval under `mute_time_intervals`, or another one.',
    muted:
      'This route is muted in `{name}`, {hours}, and "{said}" says that it is for these: name the interval under `active_time_intervals`, or another one.',
    interval: '`{name}` holds {hours}, the opposite of what it is called: correct its times or its name.',
  },
  *run(file, ctx) {
    if (file.intervals.length === 0) return;
    const known = intervalsOf(file);
    for (const { name } of file.intervals) {
      const [is, says] = [hoursOf(known.get(name.value) ?? []), hoursIn(name.value)];
      if (is && says && is !== says) ctx.report(name, 'interval', { name: name.value, hours: inWords[is] });
      else {
        const [on, called] = [daysOf(known.get(name.value) ?? []), daysIn(name.value)];
        if (on && called && on !== called) ctx.report(name, 'interval', { name: name.value, hours: daysInWords[on] });
      }
    }
    let seen = 0;
    for (const { route, base } of routesOf(file)) {
      if (++seen % routesPerSlice === 0) yield;
      const { actives, mutes } = route;
      const [first] = actives.length > 0 ? actives : mutes;
      // Of both kinds together the rest of the day may be meant.
      if (!first || (actives.length > 0 && mutes.length > 0)) continue;
      const named = hoursOfAll(actives.length > 0 ? actives : mutes, known);
      const speaks = actives.length > 0 ? named : named && other[named];
      const said =
        speaks && contradiction(route, other[speaks], () => remarkAbove(file.root.region.text, route.node.from + base));
      if (!named || said === undefined) continue;
      const at = { from: first.from + base, to: first.to + base };
      const data = { name: first.value, hours: inWords[named], said };
      ctx.report(at, actives.length > 0 ? 'active' : 'muted', data);
    }
  },
});

const other: Readonly<Record<Hours, Hours>> = { work: 'off', off: 'work' };

const inWords: Readonly<Record<Hours, string>> = {
  work: 'the hours of work',
  off: 'nights or weekends',
};

const daysInWords: Readonly<Record<Hours, string>> = { work: 'working days', off: 'the days of the weekend' };

function hoursOfAll(names: readonly YamlScalar[], known: ReadonlyMap<string, readonly Times[]>): Hours | undefined {
  const found = new Set(names.map(({ value }) => hoursOf(known.get(value) ?? [])));
  const [only] = found;
  return found.size === 1 ? only : undefined;
}

/** What says that a route is for the other hours: the remark above it or the name of its receiver. */
function contradiction({ receiver }: Route, wanted: Hours, remark: () => string | undefined): string | undefined {
  const said = [remark(), receiver?.value].filter(text => text !== undefined);
  const hours = said.map(hoursIn);
  if (hours.includes(other[wanted])) return undefined;
  return said[hours.indexOf(wanted)];
}
