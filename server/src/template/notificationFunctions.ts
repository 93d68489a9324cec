// The functions that Alertmanager adds for notification templates.
// Layer: template.
import { decodeBase64, encodeBase64, isBytes } from '../go/base64';
import { toLower, toUpper } from '../go/letterCase';
import { fromUtf8, utf8 } from '../go/utf8';
import type { Call } from './calls';
import { CallError, matches, replaceAll, textOf } from './calls';
import { isZone, layoutTime } from './gotime';
import { parseTime } from './gotimeParse';
import { humanizeDuration } from './humanize';
import { marshal } from './json';
import { ZERO_TIME } from './methods';
import { numberOf } from './ruleFunctions';
import { titleWords } from './titles';
import type { TimeValue, Value } from './values';
import { bool, slice, text, typeName } from './values';

export const NOTIFICATION_FUNCTIONS: Readonly<Record<string, Call>> = {
  toUpper: ([source]) => text(toUpper(textOf(source))),
  toLower: ([source]) => text(toLower(textOf(source))),
  title: ([source]) => text(titleWords(textOf(source), true)),
  trimSpace: ([source]) => text(trimSpace(textOf(source))),
  join: ([separator, list]) => text(itemsOf(list).map(textOf).join(textOf(separator))),
  match: ([pattern, source]) => bool(matches(textOf(pattern), textOf(source))),
  safeHtml: ([source]) => text(textOf(source), 'template.HTML'),
  safeUrl: ([source]) => text(textOf(source), 'template.URL'),
  urlUnescape: ([source]) => text(queryUnescape(textOf(source))),
  reReplaceAll: ([pattern, replacement, source]) =>
    text(replaceAll(textOf(pattern), textOf(replacement), textOf(source))),
  stringSlice: texts => slice([...texts], '[]string'),
  date: ([layout, time]) => text(layoutTime(timeOf(time), textOf(layout))),
  tz: ([name, time]) => {
    const zone = textOf(name);
    if (zone !== '' && zone !== 'UTC' && !isZone(zone)) throw new CallError(`unknown time zone ${zone}`);
    return { ...timeOf(time), zone: zone === '' ? 'UTC' : zone };
  },
  since: ([time], context) => ({
    kind: 'duration',
    ns: BigInt(Math.trunc(context.now)) * 1_000_000n - timeOf(time).ns,
    pointer: false,
  }),
  humanizeDuration: ([value]) => text(humanizeDuration(numberOf(value))),
  toJson: ([value], { json }) => text(marshal(value, json)),
  list: values => slice([...values], '[]interface {}'),
  append: ([list, ...values]) => slice([...itemsOf(list), ...values], '[]interface {}'),
  dict: values => {
    if (values.length % 2 !== 0) throw new CallError('dict requires an even number of arguments');
    const entries = new Map<string, Value>();
    for (let i = 0; i < values.length; i += 2) {
      const key = values[i]!;
      if (typeName(key) !== 'string') throw new CallError('dict keys must be strings');
      entries.set(textOf(key), values[i + 1]!);
    }
    return { kind: 'map', type: 'map[string]interface {}', entries };
  },
  now: (_, context) => ({
    kind: 'time',
    ns: BigInt(Math.trunc(context.now)) * 1_000_000n,
    zone: 'UTC',
    pointer: false,
  }),
  toDate: ([layout, source]) => {
    const parsed = parseTime(textOf(layout), textOf(source));
    return 'kind' in parsed ? parsed : { kind: 'time', ns: ZERO_TIME, zone: 'UTC', pointer: false };
  },
  mustToDate: ([layout, source]) => {
    const parsed = parseTime(textOf(layout), textOf(source));
    if ('kind' in parsed) return parsed;
    throw new CallError(parsed.error);
  },
  routeLabels: ([name], context) => text(context.routeLabel(textOf(name))),
  base64encode: ([source]) => text(encodeBase64(utf8(textOf(source)), 'url')),
  base64decode: ([source]) => {
    const decoded = decodeBase64(textOf(source), 'url');
    if (isBytes(decoded)) return text(fromUtf8(decoded));
    throw new CallError(`illegal base64 data at input byte ${decoded.at}`);
  },
};

function itemsOf(value: Value | undefined): readonly Value[] {
  return value?.kind === 'slice' ? value.items : [];
}

function timeOf(value: Value | undefined): TimeValue {
  return value?.kind === 'time' ? value : { kind: 'time', ns: ZERO_TIME, zone: 'UTC', pointer: false };
}

/** `url.QueryUnescape`. */
function queryUnescape(source: string): string {
  const bad = /%(?![0-9a-fA-F]{2}).{0,2}/.exec(source);
  if (bad) throw new CallError(`invalid URL escape ${JSON.stringify(bad[0])}`);
  try {
    return decodeURIComponent(source.replace(/\+/g, ' '));
  } catch {
    return source.replace(/\+/g, ' ').replace(/%[0-9a-fA-F]{2}/g, '\ufffd');
  }
}

/** Go's strings.TrimSpace: white space of Unicode, to which the byte order mark does not belong. */
function trimSpace(source: string): string {
  let from = 0;
  let to = source.length;
  while (from < to && isBlank(source[from]!)) from++;
  while (to > from && isBlank(source[to - 1]!)) to--;
  return source.slice(from, to);
}

function isBlank(char: string): boolean {
  return char !== '\ufeff' && /[\s\u0085]/.test(char);
}
