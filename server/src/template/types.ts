// The Go types that templates meet, with their fields and methods: data for completion, checks and the renderer.
// Layer: template.
import type { Version } from '../target/version';

/** The dot of a rule's template; the name is what Go prints in its messages. */
export const RULE_DATA =
  'struct { Labels map[string]string; ExternalLabels map[string]string; ExternalURL string; Value interface {} }';
/** The dot of a notification template. */
export const ALERTMANAGER_DATA = '*template.Data';

/** A field or method of a type. */
export interface MemberRow {
  readonly name: string;
  /** Go type of the field or of the method's result. */
  readonly type: string;
  /** Go types of a method's parameters; undefined for a field. */
  readonly params?: readonly string[];
  readonly since?: Version;
  readonly doc: string;
}

/** The members of a Go type, or undefined where the type has none that are known. */
export function membersOf(type: string): readonly MemberRow[] | undefined {
  return MEMBERS[type.startsWith('*') && !(type in MEMBERS) ? type.slice(1) : type];
}

/** What `range` yields, or `index` returns, for a list or map type; undefined where that is unknown. */
export function elementOf(type: string): string | undefined {
  if (type === 'template.queryResult') return '*template.sample';
  if (type === 'template.KV') return 'string';
  if (type === 'template.Alerts') return 'template.Alert';
  if (type === 'template.Pairs') return 'template.Pair';
  if (type === 'template.Strings') return 'string';
  const match = /^(?:\[\]|map\[string\])(.+)$/.exec(type);
  return match?.[1];
}

/** Whether members of the type are keys that the data decides (a label set). */
export function isMapType(type: string): boolean {
  return type.startsWith('map[') || type === 'template.KV';
}

const field = (name: string, type: string, doc: string, since?: Version): MemberRow => ({
  name,
  type,
  doc,
  ...(since ? { since } : {}),
});
const method = (name: string, params: readonly string[], type: string, doc: string, since?: Version): MemberRow => ({
  name,
  type,
  params,
  doc,
  ...(since ? { since } : {}),
});

const TIME: readonly MemberRow[] = [
  method('Format', ['string'], 'string', 'The time in a layout such as `2006-01-02 15:04`.'),
  method('Unix', [], 'int64', 'Seconds since 1970.'),
  method('UnixMilli', [], 'int64', 'Milliseconds since 1970.'),
  method('UnixMicro', [], 'int64', 'Microseconds since 1970.'),
  method('UnixNano', [], 'int64', 'Nanoseconds since 1970.'),
  method('Year', [], 'int', 'The year.'),
  method('Month', [], 'time.Month', 'The month, printed as its English name.'),
  method('Day', [], 'int', 'The day of the month.'),
  method('YearDay', [], 'int', 'The day of the year, from 1.'),
  method('Weekday', [], 'time.Weekday', 'The day of the week, printed as its English name.'),
  method('Hour', [], 'int', 'The hour, 0 to 23.'),
  method('Minute', [], 'int', 'The minute, 0 to 59.'),
  method('Second', [], 'int', 'The second, 0 to 59.'),
  method('Nanosecond', [], 'int', 'The nanoseconds within the second.'),
  method('UTC', [], 'time.Time', 'The same moment in UTC.'),
  method('IsZero', [], 'bool', 'Whether the time was never set.'),
  method('Add', ['time.Duration'], 'time.Time', 'The time a duration later.'),
  method('Sub', ['time.Time'], 'time.Duration', 'The duration since another time.'),
  method('Before', ['time.Time'], 'bool', 'Whether this time is earlier than another.'),
  method('After', ['time.Time'], 'bool', 'Whether this time is later than another.'),
  method('Equal', ['time.Time'], 'bool', 'Whether both are the same moment.'),
  method('String', [], 'string', 'The time as `2006-01-02 15:04:05 +0000 UTC`.'),
];

const DURATION: readonly MemberRow[] = [
  method('Seconds', [], 'float64', 'The duration in seconds.'),
  method('Minutes', [], 'float64', 'The duration in minutes.'),
  method('Hours', [], 'float64', 'The duration in hours.'),
  method('Milliseconds', [], 'int64', 'The duration in whole milliseconds.'),
  method('Microseconds', [], 'int64', 'The duration in whole microseconds.'),
  method('Nanoseconds', [], 'int64', 'The duration in nanoseconds.'),
  method('Abs', [], 'time.Duration', 'The duration without its sign.'),
  method('Round', ['time.Duration'], 'time.Duration', 'The duration rounded to a multiple of another.'),
  method('Truncate', ['time.Duration'], 'time.Duration', 'The duration cut to a multiple of another.'),
  method('String', [], 'string', 'The duration as `1h2m3s`.'),
];

const AM34: Version = { major: 0, minor: 34 };
const AM32: Version = { major: 0, minor: 32 };

const MEMBERS: Readonly<Record<string, readonly MemberRow[]>> = {
  [RULE_DATA]: [
    field('Labels', 'map[string]string', 'Labels of the series, as `$labels`.'),
    field('ExternalLabels', 'map[string]string', 'External labels of the Prometheus, as `$externalLabels`.'),
    field('ExternalURL', 'string', 'External address of the Prometheus, as `$externalURL`.'),
    field('Value', 'interface {}', 'Value of the series, as `$value`.'),
  ],
  'template.sample': [
    field('Labels', 'map[string]string', 'Labels of the series.'),
    field('Value', 'interface {}', 'Value of the series.'),
  ],
  'time.Time': TIME,
  'time.Duration': DURATION,
  'time.Month': [method('String', [], 'string', 'The English name of the month.')],
  'time.Weekday': [method('String', [], 'string', 'The English name of the day.')],
  [ALERTMANAGER_DATA]: [
    field('Receiver', 'string', 'Name of the receiver, with the characters that mean something in a regex escaped.'),
    field('Status', 'string', '`firing` when at least one alert fires, else `resolved`.'),
    field('Alerts', 'template.Alerts', 'All alerts of the group; `.Firing` and `.Resolved` select.'),
    field('GroupLabels', 'template.KV', 'The labels by which the alerts were grouped.'),
    field('CommonLabels', 'template.KV', 'The labels that all alerts of the group share.'),
    field('CommonAnnotations', 'template.KV', 'The annotations that all alerts of the group share.'),
    field('ExternalURL', 'string', 'Address of the Alertmanager that sent the notification.'),
    field('NotificationReason', 'string', 'Why this notification was sent.', AM32),
    field('RouteLabels', 'template.KV', 'The labels of the route, not yet rendered.', AM34),
  ],
  'template.Alerts': [
    method('Firing', [], '[]template.Alert', 'The alerts that fire.'),
    method('Resolved', [], '[]template.Alert', 'The alerts that are over.'),
  ],
  'template.Alert': [
    field('Status', 'string', '`firing` or `resolved`.'),
    field('Labels', 'template.KV', 'Labels of the alert.'),
    field('Annotations', 'template.KV', 'Annotations of the alert.'),
    field('StartsAt', 'time.Time', 'When the alert began to fire.'),
    field('EndsAt', 'time.Time', 'When the alert ended; only set for resolved alerts.'),
    field('GeneratorURL', 'string', 'Link back to the rule that caused the alert.'),
    field('Fingerprint', 'string', 'Identifies the label set of the alert.'),
  ],
  'template.KV': [
    method('SortedPairs', [], 'template.Pairs', 'All pairs, `alertname` first, then by name.'),
    method('Names', [], 'template.Strings', 'The names, in the order of `SortedPairs`.'),
    method('Values', [], 'template.Strings', 'The values, in the order of `SortedPairs`.'),
    method('Remove', ['[]string'], 'template.KV', 'The pairs without some names.'),
    method('String', [], 'string', 'All pairs as `name=value, …`.'),
  ],
  'template.Pairs': [
    method('Names', [], 'template.Strings', 'The names.'),
    method('Values', [], 'template.Strings', 'The values.'),
    method('String', [], 'string', 'All pairs as `name=value, …`.'),
  ],
  'template.Pair': [field('Name', 'string', 'The name.'), field('Value', 'string', 'The value.')],
  'template.Strings': [method('Join', ['string'], 'string', 'The texts joined by a separator.', AM34)],
};
