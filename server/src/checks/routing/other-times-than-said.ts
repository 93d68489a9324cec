// A time interval whose comment or name tells other days or hours: a feast in every month, half of a night, a day too few.
// Layer: checks.
import { fieldValue } from '../../model/structure/fields';
import { type Range, timesOf } from '../../routing/intervals';
import type { YamlMap, YamlNode } from '../../yaml/node';
import { follow, itemsOf } from '../../yaml/path';
import { defineCheck } from '../check';
import { commentsOf, remarkAbove } from './remarks';

export const check = defineCheck({
  id: 'routing/other-times-than-said',
  summary: 'A time interval holds other days or hours than its comment or name says.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'item',
  on: 'configuration',
  messages: {
    month: '`{name}` is once a year, and without `months` these days are in every month: add `months`.',
    midnight: 'It says {said}, and what is {side} midnight is missing: add the times from {from} to {to}.',
    days: 'It says {said}, and `weekdays` holds other days: write `{right}`, or correct what it says.',
  },
  run({ root, intervals }, ctx) {
    for (const { name, node } of intervals) {
      const times = timesOf(node);
      const items = itemsOf(fieldValue(node, 'time_intervals') ?? fieldValue(node, 'timeIntervals')).map(follow);
      const [first] = items;
      if (!times || first?.kind !== 'map' || items.length !== times.length) continue;
      const { text } = root.region;
      const said = [name.value, remarkAbove(text, node.from) ?? '', ...commentsOf(text.slice(node.from, node.to))];
      const yearly = times.findIndex(({ days, months, someYears }) => days && !months && !someYears);
      const feast = items[yearly];
      if (feast?.kind === 'map' && feasts.test(name.value))
        ctx.report(keyIn(feast, /^days/), 'month', { name: name.value });
      const minutes = times.flatMap(one => one.minutes ?? []);
      const night = said.map(one => missingHalf(one, minutes)).find(one => one !== undefined);
      if (night && times.every(one => one.minutes)) ctx.report(keyIn(first, /^times$/), 'midnight', night);
      const days = said.map(daysSaid).filter(one => one !== undefined);
      const [only, another] = days;
      if (only && (!another || another.on === only.on) && times.every(one => one.weekdays)) {
        const on = onDays(times.flatMap(({ weekdays }) => weekdays!));
        if (on !== only.on) ctx.report(keyIn(first, /^weekdays$/), 'days', only);
      }
    }
  },
});

const feasts = /christmas|xmas|new[-_ ]?years?(?![a-z])|thanksgiving|easter|weihnacht|silvester|holidays?(?![a-z])/i;

function keyIn(map: YamlMap, name: RegExp): YamlNode {
  return map.pairs.find(({ key }) => key.kind === 'scalar' && name.test(key.value))?.key ?? map;
}

/** What is missing of hours that go on behind midnight: times end or begin there. */
function missingHalf(
  text: string,
  minutes: readonly Range[],
): { said: string; side: string; from: string; to: string } | undefined {
  const found = /(?<![\d:])(\d\d):(\d\d) ?(?:-|–|to|until) ?(\d\d):(\d\d)(?![\d:])/.exec(text);
  if (!found) return undefined;
  const [said, h1, m1, h2, m2] = found;
  const [from, to] = [Number(h1) * 60 + Number(m1), Number(h2) * 60 + Number(m2)];
  if (from <= to || to === 0) return undefined;
  const [before, behind] = [
    minutes.some(range => range[0] === from && range[1] === 1440),
    minutes.some(range => range[0] === 0 && range[1] === to),
  ];
  if (before === behind) return undefined;
  return before
    ? { said, side: 'behind', from: '00:00', to: `${h2}:${m2}` }
    : { said, side: 'before', from: `${h1}:${m1}`, to: '24:00' };
}

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** The only span of days that a text names, as the digits of its days; undefined where it may speak of what is outside of them. */
function daysSaid(text: string): { said: string; right: string; on: string } | undefined {
  const found = [...text.matchAll(spanOfDays)];
  const [one, another] = found;
  if (
    !one ||
    another ||
    /\b(?:outside|except|excluding|not?|off|after|without|besides|other|mute[ds]?|utc)\b/i.test(text)
  )
    return undefined;
  const [from, to] = [one[1], one[2]].map(word =>
    weekdays.findIndex(day => day.startsWith(word!.slice(0, 3).toLowerCase())),
  );
  const on = onDays(
    from! <= to!
      ? [[from!, to!]]
      : [
          [from!, 6],
          [0, to!],
        ],
  );
  const right =
    from! <= to!
      ? `['${weekdays[from!]}:${weekdays[to!]}']`
      : `[${on.replace(/\d/g, d => `${weekdays[Number(d)]}, `).slice(0, -2)}]`;
  return { said: `"${one[0]}"`, right, on };
}

const spanOfDays =
  /(?<![a-z])(mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?) ?(?:-|–|to|through|until) ?(mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)(?![a-z])/gi;

/** The days of ranges, as digits in order. */
function onDays(ranges: readonly Range[]): string {
  return [0, 1, 2, 3, 4, 5, 6].filter(day => ranges.some(([from, to]) => from <= day && day <= to)).join('');
}
