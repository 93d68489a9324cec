// The functions that Prometheus adds for the templates of rules.
// Layer: template.

import { formatFloat } from '../go/floats';
import { toLower, toUpper } from '../go/letterCase';
import { compareText } from '../go/order';
import type { Call, QueryAnswer, QuerySample } from './calls';
import { CallError, matches, queryEscape, replaceAll, textOf } from './calls';
import { parseDurationSeconds } from './durations';
import { formatTime } from './gotime';
import { splitHostPort, stripDomain } from './hosts';
import { humanize, humanize1024, humanizeDuration, humanizePercentage, timeOf, toInt64, toNumber } from './humanize';
import { titleWords } from './titles';
import type { SliceValue, StructValue, UnknownValue, Value } from './values';
import { bool, float, INVALID, slice, struct, text, textMap, unknown } from './values';

const NIL_POINTER = 'runtime error: invalid memory address or nil pointer dereference';

export const RULE_FUNCTIONS: Readonly<Record<string, Call>> = {
  query: ([expr], context) => queryResult(context.query(textOf(expr))),
  first: ([list]) => {
    const item = list?.kind === 'slice' ? list.items[0] : undefined;
    if (!item) throw new CallError('first() called on vector with no elements');
    return item;
  },
  label: ([name, sample]) => text(sampleLabel(sample, textOf(name))),
  value: ([sample]) => sampleOf(sample).fields.get('Value') ?? INVALID,
  strvalue: ([sample]) => text(sampleLabel(sample, '__value__')),
  sortByLabel: ([name, list]) => sortByLabel(textOf(name), list ?? INVALID),
  args: values => ({
    kind: 'map',
    type: 'map[string]interface {}',
    entries: new Map(values.map((value, i) => [`arg${i}`, value] as const)),
  }),
  reReplaceAll: ([pattern, replacement, source]) =>
    text(replaceAll(textOf(pattern), textOf(replacement), textOf(source))),
  safeHtml: ([source]) => text(textOf(source), 'template.HTML'),
  match: ([pattern, source]) => bool(matches(textOf(pattern), textOf(source))),
  title: ([source]) => text(titleWords(textOf(source), false)),
  toUpper: ([source]) => text(toUpper(textOf(source))),
  toLower: ([source]) => text(toLower(textOf(source))),
  graphLink: ([expr]) => text(`/graph?g0.expr=${queryEscape(textOf(expr))}&g0.tab=0`),
  tableLink: ([expr]) => text(`/graph?g0.expr=${queryEscape(textOf(expr))}&g0.tab=1`),
  stripPort: ([address]) => text(splitHostPort(textOf(address))?.host ?? textOf(address)),
  stripDomain: ([address]) => text(stripDomain(textOf(address))),
  humanize: ([value]) => text(humanize(numberOf(value))),
  humanize1024: ([value]) => text(humanize1024(numberOf(value))),
  humanizeDuration: ([value]) => text(humanizeDuration(numberOf(value))),
  humanizePercentage: ([value]) => text(humanizePercentage(numberOf(value))),
  humanizeTimestamp: ([value]) => {
    const number = numberOf(value);
    const time = timeOf(number, false);
    if ('kind' in time) return text(formatTime(time));
    if (time.notFinite) return text(formatFloat(number, 'g', 4));
    throw new CallError(time.error);
  },
  toTime: ([value]) => {
    const time = timeOf(numberOf(value), true);
    if ('kind' in time) return time;
    throw new CallError(time.error);
  },
  toDuration: ([value]) => ({ kind: 'duration', ns: toInt64(numberOf(value) * 1e9), pointer: true }),
  now: (_, context) => float(context.now / 1000),
  pathPrefix: (_, { externalURL }) => (externalURL === undefined ? unknown('pathPrefix') : text(pathOf(externalURL))),
  externalURL: (_, { externalURL }) => (externalURL === undefined ? unknown('externalURL') : text(externalURL)),
  parseDuration: ([source]) => {
    const seconds = parseDurationSeconds(textOf(source));
    if (typeof seconds === 'number') return float(seconds);
    throw new CallError(seconds.error);
  },
  urlQueryEscape: ([source]) => text(queryEscape(textOf(source))),
};

/** The number that an argument stands for; a function's failure otherwise. */
export function numberOf(value: Value | undefined): number {
  const number = toNumber(value ?? INVALID);
  if (typeof number === 'number') return number;
  throw new CallError(number.error);
}

function queryResult(answer: QueryAnswer | 'unknown' | undefined): SliceValue | UnknownValue {
  if (answer === 'unknown') return unknown('query');
  if (answer && 'error' in answer) throw new CallError(answer.error);
  const samples = (answer?.samples ?? []).map(({ labels, value }) =>
    struct(
      'template.sample',
      {
        Labels: textMap(Object.entries(labels)),
        Value: sampleValue(value),
      },
      true,
    ),
  );
  return slice(samples, 'template.queryResult');
}

/** The number or histogram of a sample. */
export function sampleValue(value: QuerySample['value']): Value {
  if (typeof value === 'number') return float(value);
  return value === 'histogram' ? unknown('histogram') : { kind: 'histogram', text: value.histogram };
}

function sampleOf(value: Value | undefined): StructValue {
  if (value?.kind !== 'struct') throw new CallError(NIL_POINTER);
  return value;
}

function sampleLabel(sample: Value | undefined, name: string): string {
  const labels = sampleOf(sample).fields.get('Labels');
  return labels?.kind === 'map' ? textOf(labels.entries.get(name)) : '';
}

function sortByLabel(name: string, list: Value): Value {
  if (list.kind !== 'slice') return slice([], 'template.queryResult');
  // In place, as upstream: whoever holds the list sees the new order.
  list.items.sort((a, b) => compareText(sampleLabel(a, name), sampleLabel(b, name)));
  return list;
}

/** The path of an address, decoded, as Go's `url.URL.Path`. */
function pathOf(address: string): string {
  const path = /^(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?(?:\/\/[^/?#]*)?([^?#]*)/.exec(address)?.[1] ?? '';
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
