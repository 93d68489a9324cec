// Random groups of rules over random series, for the state machine of alerts: short times, so that much happens.
import type { Random } from './random';

export interface AlertCase {
  /** A rule file. */
  readonly content: string;
  /** Series with their values, one a minute. */
  readonly series: readonly (readonly [series: string, values: string])[];
  /** Evaluations a minute apart. */
  readonly slots: number;
}

const metrics = ['m', 'n', 'c_total'] as const;

/** A case of up to `groups` groups. */
export function alertCase(random: Random, groups = 3): AlertCase {
  const slots = 6 + random.below(30);
  const series = metrics.flatMap(metric =>
    random.list(0, 3, () => [`${metric}{${labels(random)}}`, values(random, slots, metric === 'c_total')] as const),
  );
  const written = random.list(1, groups, () => group(random)).map((text, i) => `- name: g${i}\n${text}`);
  return { content: `groups:\n${written.join('')}`, series: series.length > 0 ? series : [['m', '1']], slots };
}

function labels(random: Random): string {
  const all = ['a', 'b', 'job'].filter(() => random.chance(70));
  return all.map(name => `${name}="${random.pick(['x', 'y', 'z'])}"`).join(', ');
}

function values(random: Random, slots: number, counts: boolean): string {
  let total = 0;
  const words = Array.from({ length: slots }, () => {
    if (random.chance(15)) return '_';
    if (random.chance(6)) return 'stale';
    if (!counts) return String(random.pick([0, 0, 1, 1, 2, 3, 5, -1, 0.5]));
    total = random.chance(8) ? 0 : total + random.below(20);
    return String(total);
  });
  return words.join(' ');
}

function group(random: Random): string {
  const head = [
    ...(random.chance(20) ? [`  limit: ${1 + random.below(3)}`] : []),
    ...(random.chance(20) ? [`  query_offset: ${random.pick(['1m', '30s', '2m'])}`] : []),
    ...(random.chance(20) ? ['  labels: {team: ml, a: "{{ $value }}"}'] : []),
  ];
  const rules = random.list(1, 4, () => (random.chance(35) ? recording(random) : alert(random)));
  return `${[...head, '  rules:', ...rules].join('\n')}\n`;
}

function recording(random: Random): string {
  const labels = random.chance(30) ? `\n    labels: {${random.pick(['b: w', 'a: ""', 'c: d'])}}` : '';
  return `  - record: ${random.pick(['r:one', 'r:two', 'm'])}\n    expr: ${quoted(expression(random))}${labels}`;
}

function alert(random: Random): string {
  const lines = [`  - alert: ${random.pick(['A', 'B', 'C'])}`, `    expr: ${quoted(expression(random))}`];
  if (random.chance(60)) lines.push(`    for: ${random.pick(['1m', '2m', '3m', '90s', '5m', '0s'])}`);
  if (random.chance(40)) lines.push(`    keep_firing_for: ${random.pick(['1m', '2m', '90s', '4m'])}`);
  if (random.chance(60)) {
    const some = [
      'severity: page',
      "a: '{{ $labels.a }}-{{ $labels.b }}'",
      "b: '{{ $labels.none }}'",
      "v: '{{ $value }}'",
      'alertname: mine',
      "job: ''",
      'q: \'{{ with query "sum(m)" }}{{ . | first | value }}{{ end }}\'',
    ].filter(() => random.chance(25));
    if (some.length > 0) lines.push('    labels:', ...some.map(one => `      ${one}`));
  }
  if (random.chance(70)) {
    const some = [
      "summary: 'v {{ $value | humanize }} of {{ $labels.a }} {{ $labels.__name__ }}'",
      "all: '{{ $labels }}'",
      "empty: ''",
      'q: \'{{ range query "sum by (a) (m)" | sortByLabel "a" }}{{ .Labels.a }}={{ .Value }} {{ end }}\'',
      'broken: \'{{ template "none" }}{{ $labels.a }}\'',
    ].filter((_, i) => random.chance(i === 4 ? 0 : 40));
    if (some.length > 0) lines.push('    annotations:', ...some.map(one => `      ${one}`));
  }
  return lines.join('\n');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** An expression over the series of a case. */
export function expression(random: Random): string {
  return random.pick([
    () => `m > ${random.below(3)}`,
    () => 'm == 1',
    () => `n >= ${random.below(3)} and on (a) m`,
    () => `rate(c_total[${random.pick(['2m', '3m', '5m'])}]) > 0.0${random.below(9)}`,
    () => `increase(c_total[3m]) > ${random.below(40)}`,
    () => 'absent(m{a="x"})',
    () => 'sum by (a) (m) > 1',
    () => 'm unless n',
    () => 'm offset 1m > 0',
    () => 'm offset -1m > 0',
    () => 'max_over_time(m[3m:1m]) > 1',
    () => 'r:one > 0',
    () => 'r:two',
    () => 'sum(ALERTS{alertstate="firing"}) > 0',
    () => 'ALERTS_FOR_STATE',
    () => 'count by (alertname) (ALERTS)',
    () => '{__name__=~"r:.*|n"} > 0',
    () => 'm @ 180 > 0',
    () => 'm * 2',
    () => 'vector(1)',
    () => `vector(time()) % ${300 + 60 * random.below(5)} < 180`,
    () => 'changes(m[5m]) > 1',
    () => 'label_replace(m, "a", "$1", "b", "(.*)") > 0',
    () => 'm + n > 1',
    () => 'max by (a) (m)',
  ])();
}
