// Hours of a place in a time interval without `location`: Alertmanager takes them for hours of UTC. Layer: checks.
import { fieldValue } from '../../model/structure/fields';
import { type Range, type Times, timesOf } from '../../routing/intervals';
import { civil } from '../../template/gotime';
import type { YamlMap, YamlNode } from '../../yaml/node';
import { follow, get, itemsOf } from '../../yaml/path';
import { defineCheck } from '../check';
import { hoursIn } from './hoursInWords';
import { commentsOf, remarkAbove } from './remarks';
import { type SaidZone, speaksOfUtc, zoneIn } from './zonesInWords';

export const check = defineCheck({
  id: 'routing/utc-hours',
  summary: 'A time interval holds the hours of a place and no `location`.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'item',
  on: 'configuration',
  messages: {
    zone: 'Without `location` these are hours of UTC: {hours} is {there} by the clock of {said}; add `location: {zone}`.',
    local:
      'Without `location` these are hours of UTC and not local time: add the time zone, such as `location: Europe/Berlin`.',
  },
  run({ root, intervals }, ctx) {
    // Objects of the operator have no time zones.
    if (root.kind !== 'alertmanager') return;
    const { text } = root.region;
    let remarks: readonly string[] | undefined;
    for (const { name, node } of intervals) {
      const items = itemsOf(fieldValue(node, 'time_intervals')).map(follow);
      const at = items.find(item => item?.kind === 'map' && get(item, 'times') && !get(item, 'location'));
      const minutes = timesOf(node)?.flatMap((one: Times) => one.minutes ?? []) ?? [];
      if (at?.kind !== 'map' || minutes.length === 0 || items.some(item => get(item, 'location'))) continue;
      const own = [
        remarkAbove(text, node.from) ?? '',
        ...commentsOf(text.slice(node.from, text.indexOf('\n', node.to))),
      ].join(' ');
      if (speaksOfUtc(`${name.value} ${own}`)) continue;
      let said = zoneIn(own, false) ?? zoneIn(name.value, true);
      let isTold = said !== undefined && tellsHours(own, minutes);
      if (!said) {
        remarks ??= commentsOf(text);
        const about = remarks.find(remark => tellsHours(remark, minutes));
        said = about === undefined || speaksOfUtc(about) ? undefined : zoneIn(about, false);
        isTold = said !== undefined;
      }
      const wanted = [name.value, remarkAbove(text, node.from) ?? ''].some(one => hoursIn(one) === 'off')
        ? 'night'
        : 'day';
      if (said) report(said, isTold ? undefined : wanted, timesKey(at), minutes);
    }
    /** `wanted`: the part of the day that is spoken of; undefined where a comment tells the very hours. */
    function report(
      { said, zone }: SaidZone,
      wanted: 'day' | 'night' | undefined,
      span: YamlNode,
      minutes: readonly Range[],
    ): void {
      if (zone === undefined) {
        ctx.report(span, 'local', {});
        return;
      }
      const offsets = [offsetOf(zone, winter), offsetOf(zone, summer)];
      if (offsets.every(offset => offset === 0)) return;
      const [is, ...there] = [0, ...offsets].map(offset => partOfDay(minutes.map(one => moved(one, offset))));
      // Somebody reckoned it out.
      if (wanted && is !== wanted && there.every(part => part === wanted)) return;
      const isWrong = !wanted || (is === wanted && there.every(part => part !== wanted));
      const [first] = minutes;
      const data = { hours: inWords(first!), there: inWords(moved(first!, offsets[0]!)), said, zone };
      ctx.report(span, 'zone', data, isWrong ? {} : { severity: 'info' });
    }
  },
});

function timesKey(item: YamlMap): YamlNode {
  return item.pairs.find(({ key }) => key.kind === 'scalar' && key.value === 'times')?.key ?? item;
}

/** Whether a remark names the very hours: `09:00-18:00`, `9 to 18`. */
function tellsHours(remark: string, minutes: readonly Range[]): boolean {
  for (const [, h1, m1 = '0', h2, m2 = '0'] of remark.matchAll(
    /(?<![\d:])(\d{1,2})(?::(\d\d))? ?(?:-|–|to|until) ?(\d{1,2})(?::(\d\d))?(?![\d:])/g,
  )) {
    const [from, to] = [Number(h1) * 60 + Number(m1), Number(h2) * 60 + Number(m2)];
    if (minutes.some(range => range[0] === from && range[1] === to)) return true;
  }
  return false;
}

const day = 24 * 60;
const [winter, summer] = [Date.UTC(2025, 0, 15), Date.UTC(2025, 6, 15)];

/** Minutes east of UTC. */
function offsetOf(zone: string, at: number): number {
  return civil({ kind: 'time', ns: BigInt(at) * 1_000_000n, zone, pointer: false }).offset / 60;
}

/** Minutes of the day by a clock that is ahead; behind midnight they go on. */
function moved([from, to]: Range, offset: number): Range {
  const start = (((from + offset) % day) + day) % day;
  return [start, start + to - from];
}

function partOfDay(minutes: readonly Range[]): 'day' | 'night' | undefined {
  if (minutes.every(([from, to]) => from >= 300 && to <= 1320)) return 'day';
  return minutes.every(([from, to]) => to <= 540 || from >= 1020) ? 'night' : undefined;
}

function inWords(range: Range): string {
  const [from, to] = range.map(minute => {
    const [hours, rest] = [Math.floor(minute / 60), minute % 60];
    return `${String(hours > 24 ? hours - 24 : hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
  });
  return `${from} to ${to}`;
}
