// The function tables of Prometheus, of Alertmanager and of Go itself: data for parser, checks, completion and hover.
// Layer: template. A table longer than the usual file: one row a function, nothing else.

import type { Version } from '../target/version';
import { versionOf } from '../target/version';

export interface FunctionParam {
  readonly name: string;
  /** Go type as the target's messages print it. */
  readonly type: string;
}

export interface FunctionRow {
  readonly name: string;
  readonly params: readonly FunctionParam[];
  /** The last parameter may be given any number of times, none included. */
  readonly variadic: boolean;
  /** Go type of the result. */
  readonly returns: string;
  readonly origin: 'go' | 'prometheus' | 'alertmanager';
  /** The first version that has it; undefined for those older than every supported version. */
  readonly since?: Version;
  readonly doc: string;
  readonly example: string;
}

/** Functions of rule templates in a version of Prometheus, Go's builtins included. */
export function prometheusFunctions(version: Version): ReadonlyMap<string, FunctionRow> {
  return select([...GO, ...PROMETHEUS], version);
}

/** Functions of notification templates in a version of Alertmanager, Go's builtins included. */
export function alertmanagerFunctions(version: Version): ReadonlyMap<string, FunctionRow> {
  return select([...GO, ...ALERTMANAGER], version);
}

/** A function that the target gained later than `version`, or that the other target has: for messages. */
export function functionElsewhere(name: string, target: 'prometheus' | 'alertmanager'): FunctionRow | undefined {
  const own = target === 'prometheus' ? PROMETHEUS : ALERTMANAGER;
  const other = target === 'prometheus' ? ALERTMANAGER : PROMETHEUS;
  return own.find(row => row.name === name) ?? other.find(row => row.name === name);
}

/** The call as a person reads it: `match(pattern string, text string) bool`. */
export function signature(row: FunctionRow): string {
  const params = row.params.map(
    (p, i) => `${p.name} ${row.variadic && i === row.params.length - 1 ? '...' : ''}${plainType(p.type)}`,
  );
  return `${row.name}(${params.join(', ')}) ${plainType(row.returns)}`;
}

function plainType(type: string): string {
  return type.replace(/interface \{\}|reflect\.Value/g, 'any').replace(/\*?template\./g, '');
}

function select(rows: readonly FunctionRow[], version: Version): ReadonlyMap<string, FunctionRow> {
  const found = new Map<string, FunctionRow>();
  for (const row of rows) {
    const since = row.since;
    const newEnough =
      !since || version.major > since.major || (version.major === since.major && version.minor >= since.minor);
    if (newEnough) found.set(row.name, row);
  }
  return found;
}

const ANY = 'interface {}';
const VALUE = 'reflect.Value';

/** `params` as `name:type, name:type…`; a trailing `...` makes the last one variadic. */
function rowsOf(
  origin: FunctionRow['origin'],
  rows: readonly (readonly [
    name: string,
    params: string,
    returns: string,
    doc: string,
    example: string,
    since?: string,
  ])[],
): readonly FunctionRow[] {
  return rows.map(([name, params, returns, doc, example, since]) => {
    const variadic = params.endsWith('...');
    const list = (variadic ? params.slice(0, -3) : params).split(', ').filter(Boolean);
    return {
      name,
      params: list.map(p => ({ name: p.slice(0, p.indexOf(':')), type: p.slice(p.indexOf(':') + 1) })),
      variadic,
      returns,
      origin,
      ...(since ? { since: versionOf(since) } : {}),
      doc,
      example,
    };
  });
}

const GO = rowsOf('go', [
  [
    'and',
    `first:${VALUE}, more:${VALUE}...`,
    VALUE,
    'Returns the first empty argument, or the last one when none is empty; later arguments are not evaluated then.',
    '{{ if and $labels.gpu $labels.node }}…{{ end }}',
  ],
  [
    'or',
    `first:${VALUE}, more:${VALUE}...`,
    VALUE,
    'Returns the first argument that is not empty, or the last one.',
    '{{ or $labels.Hostname $labels.instance }}',
  ],
  [
    'not',
    `value:${VALUE}`,
    'bool',
    'Tells whether its argument is empty: false, 0, an empty text, list or map.',
    '{{ if not $labels.gpu }}…{{ end }}',
  ],
  [
    'len',
    `value:${VALUE}`,
    'int',
    'Counts the elements of a list or map, or the bytes of a text.',
    '{{ len (query "up == 0") }}',
  ],
  [
    'index',
    `value:${VALUE}, keys:${VALUE}...`,
    VALUE,
    'Reads an element of a list or map; the way to labels whose names are no plain words.',
    '{{ index $labels "k8s.pod.name" }}',
  ],
  [
    'slice',
    `value:${VALUE}, bounds:${VALUE}...`,
    VALUE,
    'Cuts a part out of a text or list: from the first bound to before the second.',
    '{{ slice $labels.UUID 0 8 }}',
  ],
  [
    'print',
    `values:${ANY}...`,
    'string',
    'Joins its arguments to one text, with a space between two that are no texts.',
    '{{ print $labels.node ":" $labels.gpu }}',
  ],
  [
    'printf',
    `format:string, values:${ANY}...`,
    'string',
    'Formats its arguments; `%.2f` for numbers, `%s` for texts, `%v` for anything.',
    '{{ printf "%.1f" $value }}',
  ],
  [
    'println',
    `values:${ANY}...`,
    'string',
    'Joins its arguments with spaces and ends the line.',
    '{{ println $labels.node $value }}',
  ],
  [
    'html',
    `values:${ANY}...`,
    'string',
    'Escapes the characters that mean something in HTML.',
    '{{ html $labels.pod }}',
  ],
  [
    'js',
    `values:${ANY}...`,
    'string',
    'Escapes the characters that mean something in a JavaScript text.',
    '{{ js $labels.pod }}',
  ],
  [
    'urlquery',
    `values:${ANY}...`,
    'string',
    'Escapes a text for the query of an address.',
    '{{ urlquery $labels.pod }}',
  ],
  [
    'call',
    `function:${VALUE}, values:${VALUE}...`,
    VALUE,
    'Calls a value that is a function; the data of rules and notifications holds none.',
    '{{ call .Function 1 }}',
  ],
  [
    'eq',
    `first:${VALUE}, others:${VALUE}...`,
    'bool',
    'Tells whether the first argument equals any of the others; both sides must be of one kind.',
    '{{ if eq $labels.severity "critical" "page" }}…{{ end }}',
  ],
  [
    'ne',
    `first:${VALUE}, second:${VALUE}`,
    'bool',
    'Tells whether two values differ.',
    '{{ if ne $labels.env "prod" }}…{{ end }}',
  ],
  [
    'lt',
    `first:${VALUE}, second:${VALUE}`,
    'bool',
    'Tells whether the first value is less than the second; compare `$value` with `1.0`, not with `1`.',
    '{{ if lt $value 1.0 }}…{{ end }}',
  ],
  [
    'le',
    `first:${VALUE}, second:${VALUE}`,
    'bool',
    'Tells whether the first value is less than or equal to the second.',
    '{{ if le $value 1.0 }}…{{ end }}',
  ],
  [
    'gt',
    `first:${VALUE}, second:${VALUE}`,
    'bool',
    'Tells whether the first value is greater than the second; compare `$value` with `1.0`, not with `1`.',
    '{{ if gt $value 0.9 }}…{{ end }}',
  ],
  [
    'ge',
    `first:${VALUE}, second:${VALUE}`,
    'bool',
    'Tells whether the first value is greater than or equal to the second.',
    '{{ if ge $value 0.9 }}…{{ end }}',
  ],
]);

const RESULT = 'template.queryResult';
const SAMPLE = '*template.sample';

const PROMETHEUS = rowsOf('prometheus', [
  [
    'query',
    'expr:string',
    RESULT,
    'Runs a PromQL query at the moment of the evaluation and returns its series.',
    '{{ with query "sum(DCGM_FI_DEV_POWER_USAGE)" }}{{ . | first | value }} W{{ end }}',
  ],
  [
    'first',
    `series:${RESULT}`,
    SAMPLE,
    'Returns the first series of a query; fails when there is none.',
    '{{ query "up" | first | value }}',
  ],
  [
    'label',
    `name:string, series:${SAMPLE}`,
    'string',
    'Reads a label of a series.',
    '{{ query "up" | first | label "job" }}',
  ],
  ['value', `series:${SAMPLE}`, ANY, 'Reads the value of a series.', '{{ query "up" | first | value | humanize }}'],
  [
    'strvalue',
    `series:${SAMPLE}`,
    'string',
    'Reads the label `__value__` of a series.',
    '{{ query "up" | first | strvalue }}',
  ],
  [
    'sortByLabel',
    `name:string, series:${RESULT}`,
    RESULT,
    'Sorts the series of a query by a label.',
    '{{ range query "up" | sortByLabel "instance" }}{{ .Labels.instance }} {{ end }}',
  ],
  [
    'args',
    `values:${ANY}...`,
    `map[string]${ANY}`,
    'Packs several values as `.arg0`, `.arg1` and so on, to hand them to a named template.',
    '{{ template "line" (args $labels.gpu $value) }}',
  ],
  [
    'reReplaceAll',
    'pattern:string, replacement:string, text:string',
    'string',
    'Replaces what an RE2 regex matches; `${1}` stands for the first group.',
    '{{ reReplaceAll "(.*):\\\\d+" "$1" $labels.instance }}',
  ],
  [
    'safeHtml',
    'text:string',
    'template.HTML',
    'Marks a text as HTML that needs no escaping; without effect in labels and annotations.',
    '{{ safeHtml "<b>" }}',
  ],
  [
    'match',
    'pattern:string, text:string',
    'bool',
    'Tells whether an RE2 regex matches anywhere in a text; it is not anchored.',
    '{{ if match "^gpu-" $labels.node }}…{{ end }}',
  ],
  [
    'title',
    'text:string',
    'string',
    'Makes the first letter of each word a capital.',
    '{{ $labels.severity | title }}',
  ],
  ['toUpper', 'text:string', 'string', 'Makes all letters capitals.', '{{ $labels.severity | toUpper }}'],
  ['toLower', 'text:string', 'string', 'Makes all letters small.', '{{ $labels.Hostname | toLower }}'],
  [
    'graphLink',
    'expr:string',
    'string',
    'Returns the path of the graph page for an expression.',
    '{{ $externalURL }}{{ graphLink "up" }}',
  ],
  [
    'tableLink',
    'expr:string',
    'string',
    'Returns the path of the table page for an expression.',
    '{{ $externalURL }}{{ tableLink "up" }}',
  ],
  ['stripPort', 'address:string', 'string', 'Drops the port of `host:port`.', '{{ $labels.instance | stripPort }}'],
  [
    'stripDomain',
    'address:string',
    'string',
    'Drops the domain of a host name and keeps the port; addresses of numbers stay as they are.',
    '{{ $labels.instance | stripDomain }}',
  ],
  [
    'humanize',
    `number:${ANY}`,
    'string',
    'Writes a number with four digits and a prefix of thousands: k, M, G or m, u, n.',
    '{{ $value | humanize }}',
  ],
  [
    'humanize1024',
    `number:${ANY}`,
    'string',
    'Writes a number with four digits and a prefix of 1024: ki, Mi, Gi; for bytes.',
    '{{ $value | humanize1024 }}B',
  ],
  [
    'humanizeDuration',
    `seconds:${ANY}`,
    'string',
    'Writes seconds as days, hours, minutes and seconds.',
    '{{ $value | humanizeDuration }}',
  ],
  [
    'humanizePercentage',
    `ratio:${ANY}`,
    'string',
    'Writes a ratio as percent: 0.25 becomes 25%.',
    '{{ $value | humanizePercentage }}',
  ],
  [
    'humanizeTimestamp',
    `seconds:${ANY}`,
    'string',
    'Writes a Unix time in seconds as date and time in UTC.',
    '{{ $value | humanizeTimestamp }}',
  ],
  [
    'toTime',
    `seconds:${ANY}`,
    '*time.Time',
    'Turns a Unix time in seconds into a time, for its methods.',
    '{{ ($value | toTime).Format "15:04" }}',
  ],
  [
    'toDuration',
    `seconds:${ANY}`,
    '*time.Duration',
    'Turns seconds into a duration, for its methods.',
    '{{ ($value | toDuration).Hours }}',
    '3.6',
  ],
  ['now', '', 'float64', 'The time of the evaluation as Unix seconds.', '{{ now | humanizeTimestamp }}', '3.6'],
  ['pathPrefix', '', 'string', 'The path of the external address.', '{{ pathPrefix }}'],
  ['externalURL', '', 'string', 'The external address, as `$externalURL`.', '{{ externalURL }}'],
  [
    'parseDuration',
    'duration:string',
    'float64',
    'Turns a duration such as `1h30m` into seconds.',
    '{{ parseDuration "1h30m" }}',
  ],
  [
    'urlQueryEscape',
    'text:string',
    'string',
    'Escapes a text for the query of an address.',
    '{{ $labels.pod | urlQueryEscape }}',
    '3.8',
  ],
]);

const ALERTMANAGER = rowsOf('alertmanager', [
  ['toUpper', 'text:string', 'string', 'Makes all letters capitals.', '{{ .Status | toUpper }}'],
  ['toLower', 'text:string', 'string', 'Makes all letters small.', '{{ .CommonLabels.severity | toLower }}'],
  [
    'title',
    'text:string',
    'string',
    'Makes the first letter of each word a capital and the rest small.',
    '{{ .Status | title }}',
  ],
  [
    'trimSpace',
    'text:string',
    'string',
    'Drops white space at both ends.',
    '{{ .CommonAnnotations.summary | trimSpace }}',
    '0.26',
  ],
  [
    'join',
    'separator:string, texts:[]string',
    'string',
    'Joins a list of texts with a separator.',
    '{{ .CommonLabels.Values | join ", " }}',
  ],
  [
    'match',
    'pattern:string, text:string',
    'bool',
    'Tells whether an RE2 regex matches anywhere in a text; unlike in routes it is not anchored.',
    '{{ if match "^gpu" .CommonLabels.node }}…{{ end }}',
  ],
  [
    'safeHtml',
    'text:string',
    'template.HTML',
    'Marks a text as HTML that needs no escaping.',
    '{{ safeHtml .CommonAnnotations.details }}',
  ],
  [
    'safeUrl',
    'text:string',
    'template.URL',
    'Marks a text as an address that needs no escaping.',
    '{{ safeUrl .CommonAnnotations.runbook_url }}',
    '0.30',
  ],
  [
    'urlUnescape',
    'text:string',
    'string',
    'Undoes the escaping of an address.',
    '{{ (index .Alerts 0).GeneratorURL | urlUnescape }}',
    '0.30',
  ],
  [
    'reReplaceAll',
    'pattern:string, replacement:string, text:string',
    'string',
    'Replaces what an RE2 regex matches; `${1}` stands for the first group.',
    '{{ reReplaceAll ":\\\\d+$" "" .CommonLabels.instance }}',
  ],
  [
    'stringSlice',
    'texts:string...',
    '[]string',
    'Makes a list of texts.',
    '{{ .CommonLabels.Remove (stringSlice "alertname" "severity") }}',
  ],
  [
    'date',
    'layout:string, time:time.Time',
    'string',
    "Writes a time in Go's layout, an example date of 2 January 2006, 15:04:05.",
    '{{ (index .Alerts 0).StartsAt | date "15:04" }}',
    '0.28',
  ],
  [
    'tz',
    'zone:string, time:time.Time',
    'time.Time',
    'Moves a time into a time zone such as `Europe/Berlin`.',
    '{{ (index .Alerts 0).StartsAt | tz "Europe/Berlin" | date "15:04" }}',
    '0.28',
  ],
  [
    'since',
    'time:time.Time',
    'time.Duration',
    'The duration from a time until now.',
    '{{ since (index .Alerts 0).StartsAt | humanizeDuration }}',
    '0.28',
  ],
  [
    'humanizeDuration',
    `seconds:${ANY}`,
    'string',
    'Writes seconds or a duration as days, hours, minutes and seconds.',
    '{{ since (index .Alerts 0).StartsAt | humanizeDuration }}',
    '0.28',
  ],
  ['toJson', `value:${ANY}`, 'string', 'Writes a value as JSON.', '{{ .CommonLabels | toJson }}', '0.30'],
  ['list', `values:${ANY}...`, `[]${ANY}`, 'Makes a list of any values.', '{{ range list 1 2 3 }}…{{ end }}', '0.32'],
  [
    'append',
    `list:[]${ANY}, values:${ANY}...`,
    `[]${ANY}`,
    'Returns a list with more values at its end.',
    '{{ $l = append $l .Labels.gpu }}',
    '0.32',
  ],
  [
    'dict',
    `pairs:${ANY}...`,
    `map[string]${ANY}`,
    'Makes a map from names and values in turn.',
    '{{ template "line" (dict "alert" . "color" "red") }}',
    '0.32',
  ],
  ['now', '', 'time.Time', 'The present time.', '{{ now | date "15:04" }}', '0.33'],
  [
    'toDate',
    'layout:string, text:string',
    'time.Time',
    'Reads a time from a text; the zero time when that fails.',
    '{{ toDate "2006-01-02" .CommonLabels.day }}',
    '0.34',
  ],
  [
    'mustToDate',
    'layout:string, text:string',
    'time.Time',
    'Reads a time from a text and fails when that is impossible.',
    '{{ mustToDate "2006-01-02" .CommonLabels.day }}',
    '0.34',
  ],
  [
    'routeLabels',
    'name:string',
    'string',
    'Reads and renders a label of the route.',
    '{{ routeLabels "team" }}',
    '0.34',
  ],
  [
    'base64encode',
    'text:string',
    'string',
    'Encodes a text in the base64 that addresses may hold.',
    '{{ .GroupLabels.alertname | base64encode }}',
    '0.34',
  ],
  [
    'base64decode',
    'text:string',
    'string',
    'Decodes base64 in the alphabet for addresses.',
    '{{ .CommonLabels.payload | base64decode }}',
    '0.34',
  ],
]);
