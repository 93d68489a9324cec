// Random configurations of Alertmanager that load, and label sets near to what their matchers ask for.
import type { Random } from './random';

export type Labels = Readonly<Record<string, string>>;

const NAMES = ['alertname', 'severity', 'team', 'cluster', 'gpu', 'namespace', 'model'];
const VALUES: Readonly<Record<string, readonly string[]>> = {
  alertname: ['GPUHot', 'GPUFallenOffTheBus', 'LatencyHigh', 'Watchdog', 'Node Down'],
  severity: ['critical', 'warning', 'info', 'page'],
  team: ['ml', 'A', '\\x41', 'infra', 'ml-platform', 'data "x"', 'a\\b'],
  cluster: ['a100-1', 'a100-2', 'h100', 'eu.west', 'Zürich'],
  gpu: ['0', '1', '7', '10'],
  namespace: ['ml', 'gpu-operator', 'monitoring'],
  model: ['llama-70b', 'mixtral', 'line\nbreak', ' blank '],
};
const PATTERNS = [
  '.*',
  '.+',
  '',
  'a|b',
  'critical|page',
  'ml.*',
  '(ml|infra)',
  '^ml$',
  'GPU.+',
  '[0-9]+',
  '(?i)watchdog',
  'a100-\\d',
  'eu.west',
  'eu\\.west',
  '\\pL+',
  '[[:alpha:]]+',
  'llama-\\d+b|',
  '.',
  '(?:x|ml)(-platform)?',
  'ü|Zürich',
];

/** A label set, often with labels that matchers ask for. */
export function randomLabels(random: Random): Labels {
  const labels: Record<string, string> = {};
  for (const name of NAMES) if (random.chance(60)) labels[name] = random.pick(VALUES[name]!);
  if (random.chance(5)) labels['other.name'] = 'x';
  return labels;
}

/** A label name, an operator and a value or pattern that is near to what `randomLabels` makes. */
export function matcherParts(random: Random): { readonly name: string; readonly op: string; readonly value: string } {
  const name = random.pick(NAMES);
  const op = random.pick(['=', '=', '=', '!=', '=~', '=~', '!~']);
  const plain = VALUES[name]!.filter(one => !/[\\"\n]/.test(one));
  const value = op.endsWith('~') ? random.pick([...PATTERNS, ...plain]) : random.pick([...VALUES[name]!, '']);
  return { name, op, value };
}

/** `name op "value"` as the text of a matcher, in one of the ways to write it. */
function matcher(random: Random): string {
  // The two parsers read this escape differently.
  if (random.chance(4)) return `team${random.pick(['=', '!='])}"\\x41"`;
  const { name, op, value } = matcherParts(random);
  const quoted = `"${value.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;
  const bare = /^[\w|.-]+$/.test(value);
  const space = random.pick(['', '', ' ']);
  return `${name}${space}${op}${space}${bare && random.chance(30) ? value : quoted}`;
}

function list(items: readonly string[]): string {
  return `[${items.map(item => JSON.stringify(item)).join(', ')}]`;
}

/** Matchers of a route or of one side of inhibition, in flow style. */
function conditions(random: Random, prefix = ''): string[] {
  const keys: string[] = [];
  const items = random.list(0, 2, () =>
    random.chance(10) ? `{${matcher(random)},${matcher(random)}}` : matcher(random),
  );
  if (items.length > 0 || random.chance(10)) keys.push(`${prefix}matchers: ${list(items)}`);
  if (random.chance(15)) {
    const name = random.pick(NAMES);
    keys.push(`${prefix}match: {${name}: ${JSON.stringify(random.pick(VALUES[name]!))}}`);
  }
  if (random.chance(10))
    keys.push(`${prefix}match_re: {${random.pick(NAMES)}: ${JSON.stringify(random.pick(PATTERNS))}}`);
  return keys;
}

const RECEIVERS = ['a', 'b', 'c', 'root'];

function route(random: Random, depth: number, intervals: readonly string[], hasLabels = true): string {
  const keys: string[] = depth === 0 ? ['receiver: root'] : conditions(random);
  if (depth > 0 && random.chance(70)) keys.push(`receiver: ${random.pick(RECEIVERS)}`);
  if (depth > 0 && random.chance(30)) keys.push('continue: true');
  const groupBy = [...new Set(random.list(0, 3, () => random.pick(NAMES)))];
  if (random.chance(40)) keys.push(`group_by: ${random.chance(15) ? "['...']" : list(groupBy)}`);
  for (const [key, values] of [
    ['group_wait', ['0s', '10s', '1m30s', '500ms']],
    ['group_interval', ['1s', '5m', '1h']],
    ['repeat_interval', ['1m', '4h', '1d', '1w2d']],
  ] as const)
    if (random.chance(20)) keys.push(`${key}: ${random.pick(values)}`);
  if (depth > 0 && intervals.length > 0) {
    if (random.chance(15)) keys.push(`mute_time_intervals: [${random.pick(intervals)}]`);
    if (random.chance(15)) keys.push(`active_time_intervals: [${random.pick(intervals)}]`);
  }
  if (hasLabels && random.chance(10)) keys.push('labels: {tier: "{{ .Status }}", area: gold}');
  const below =
    depth < 3 ? random.list(0, depth === 0 ? 5 : 3, () => route(random, depth + 1, intervals, hasLabels)) : [];
  if (below.length > 0) keys.push(`routes: [${below.join(', ')}]`);
  return `{${keys.join(', ')}}`;
}

/** A tree of routes without time intervals. */
export function randomTree(random: Random, hasLabels = true): string {
  return route(random, 0, [], hasLabels);
}

function clock(random: Random): readonly [string, string] {
  const [a, b] = [random.below(1440), random.below(1441)].sort((x, y) => x - y) as [number, number];
  const text = (minute: number): string =>
    `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  return a === b ? ['00:00', '24:00'] : [text(a), text(b)];
}

function range(random: Random, words: readonly string[]): string {
  const [a, b] = [random.below(words.length), random.below(words.length)].sort((x, y) => x - y) as [number, number];
  return random.chance(40) ? words[a]! : `${words[a]}:${words[b]}`;
}

const WEEKDAYS = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ');
const MONTHS = 'january february march april may june july august september october november december'.split(' ');
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Apia'];

function interval(random: Random): string {
  const keys: string[] = [];
  if (random.chance(60)) {
    const times = random.list(random.chance(5) ? 0 : 1, 2, () => clock(random));
    keys.push(`times: [${times.map(([from, to]) => `{start_time: '${from}', end_time: '${to}'}`).join(', ')}]`);
  }
  if (random.chance(50)) keys.push(`weekdays: ${list(random.list(1, 2, () => range(random, WEEKDAYS)))}`);
  if (random.chance(25)) {
    const days = random.list(1, 2, () => {
      if (random.chance(30)) {
        const [a, b] = [1 + random.below(31), 1 + random.below(31)].sort((x, y) => y - x) as [number, number];
        return `-${a}:-${b}`;
      }
      const [a, b] = [1 + random.below(28), 1 + random.below(31)].sort((x, y) => x - y) as [number, number];
      return a < 28 && random.chance(30) ? `${a}:-1` : `${a}:${b}`;
    });
    keys.push(`days_of_month: ${list(days)}`);
  }
  if (random.chance(25)) keys.push(`months: ${list([random.chance(30) ? '3:11' : range(random, MONTHS)])}`);
  if (random.chance(15)) keys.push(`years: ['${random.pick(['2025', '2026:2027', '2020:2024'])}']`);
  if (random.chance(50)) keys.push(`location: ${random.pick(ZONES)}`);
  return `{${keys.join(', ')}}`;
}

export interface RandomConfiguration {
  readonly content: string;
  readonly intervals: readonly string[];
}

/** A configuration that loads: a tree, inhibition rules and named intervals. */
export function randomConfiguration(random: Random): RandomConfiguration {
  const intervals = random.list(1, 4, () => '').map((_, i) => `i${i}`);
  const inhibitions = random.list(0, 4, () => {
    const sides = [...conditions(random, 'source_'), ...conditions(random, 'target_')];
    const equal = [...new Set(random.list(0, 2, () => random.pick(NAMES)))];
    return `{${[...sides, `equal: ${list(equal)}`].join(', ')}}`;
  });
  const content = [
    `route: ${route(random, 0, intervals)}`,
    `inhibit_rules: [${inhibitions.join(', ')}]`,
    'receivers: [{name: a}, {name: b}, {name: c}, {name: root}]',
    'time_intervals:',
    ...intervals.map(
      name => `- {name: ${name}, time_intervals: [${random.list(1, 2, () => interval(random)).join(', ')}]}`,
    ),
  ].join('\n');
  return { content: `${content}\n`, intervals };
}
