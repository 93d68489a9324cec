// Rule files for a Prometheus that evaluates every second: all that decides when alerts fire, over the metrics of the exporter.
import { Random } from '../fuzz/random';

/**
 * A rule file with so many alerts in groups of five. `offsets`: groups may say `query_offset` (2.53 and later). `fits` chooses
 * among names of a group, of which it is given the interval in milliseconds.
 */
export function ruleFile(
  alerts: number,
  seed: number,
  offsets: boolean,
  fits: (name: string, interval: number) => boolean,
): string {
  const random = new Random(seed);
  const groups: string[] = [];
  for (let made = 0, i = 0; made < alerts; i++) {
    const count = Math.min(5, alerts - made);
    groups.push(group(random, i, count, made, offsets, fits));
    made += count;
  }
  return `groups:\n${groups.join('')}`;
}

function group(
  random: Random,
  number: number,
  count: number,
  first: number,
  offsets: boolean,
  fits: (name: string, interval: number) => boolean,
): string {
  const interval = number % 4 === 1 ? 2_000 : 1_000;
  let name = `g${number}`;
  for (let i = 0; !fits(name, interval); i++) name = `g${number}_${i}`;
  const head = [
    ...(number % 4 === 1 ? ['  interval: 2s'] : []),
    ...(number % 5 === 3 ? ['  limit: 2'] : []),
    ...(offsets && number % 3 === 2 ? ['  query_offset: 1500ms'] : []),
    ...(offsets && number % 4 === 2 ? ['  labels: {team: ml}'] : []),
  ];
  const alerts = Array.from({ length: count }, (_, i) => alert(random, `A${first + i}`, number));
  // What is recorded before and behind the alerts that read it.
  const before = `  - record: early:temp${number}\n    expr: max by (gpu) (gpu_temp)\n`;
  const behind = `  - record: late:temp${number}\n    expr: max by (gpu) (gpu_temp)\n`;
  // Stamps tell which evaluations there were.
  const stamp = `  - record: evaluated\n    expr: vector(time())\n    labels: {group: ${name}}\n`;
  return `- name: ${name}\n${head.map(line => `${line}\n`).join('')}  rules:\n${before}${alerts.join('')}${behind}${stamp}`;
}

function alert(random: Random, name: string, group: number): string {
  const lines = [`  - alert: ${name}`, `    expr: '${expression(random, group)}'`];
  if (random.chance(65)) lines.push(`    for: ${random.pick(['1s', '2s', '3s', '5s', '1500ms', '8s'])}`);
  if (random.chance(45)) lines.push(`    keep_firing_for: ${random.pick(['1s', '2s', '4s', '2500ms'])}`);
  const labels = [
    'severity: page',
    'level: "{{ if gt $value 75.0 }}high{{ else }}low{{ end }}"',
    'where: "{{ $labels.host }}-{{ $labels.gpu }}"',
    'none: "{{ $labels.none }}"',
    'host: ""',
  ].filter(() => random.chance(25));
  if (labels.length > 0) lines.push('    labels:', ...labels.map(line => `      ${line}`));
  return `${lines.join('\n')}\n`;
}

function expression(random: Random, group: number): string {
  const temperature = 55 + random.below(30);
  return random.pick([
    () => `gpu_temp > ${temperature}`,
    () => `gpu_temp >= ${temperature} < ${temperature + 8}`,
    () => `${temperature} > gpu_temp`,
    () => `gpu_temp > ${temperature} and on (gpu) rate(requests_total[3s]) > ${10 + random.below(10)}`,
    () => `gpu_temp > ${temperature + 8} or other_temp < ${temperature - 10}`,
    () => `gpu_temp > ${temperature} unless on (gpu) gpu_info{model="a100"}`,
    () => `gpu_temp * on (gpu) group_left (model) gpu_info > ${temperature}`,
    () => `sum by (host) (gpu_temp) > ${2 * temperature}`,
    () => `avg_over_time(gpu_temp[4s]) > ${temperature}`,
    () => `rate(requests_total[5s]) > ${8 + random.below(12)}`,
    () => `increase(requests_total[3s]) < ${20 + random.below(30)}`,
    () => `resets(requests_total[10s]) > 0`,
    () => `queue_depth > ${random.below(10)}`,
    () => `sum(queue_depth) == ${random.below(14)}`,
    () => `absent(gpu_temp{gpu="${random.below(4)}"})`,
    () => `changes(gpu_temp[5s]) > 2`,
    () => `gpu_temp{gpu="0"} > on (gpu) limit_temp`,
    () => `{__name__=~"gpu_temp|other_temp"} > ${temperature + 5}`,
    () => `max_over_time(gpu_temp[6s:2s]) - min_over_time(gpu_temp[6s:2s]) > ${5 + random.below(12)}`,
    () => `early:temp${group} > ${temperature}`,
    () => `late:temp${group} > ${temperature}`,
    () => `topk(1, gpu_temp) > ${temperature}`,
    () => `count_values("value", queue_depth) > 0`,
    () => `gpu_temp @ end() > ${temperature}`,
    () => `gpu_temp != ${temperature} and hour() >= 0`,
    () => `deriv(gpu_temp[6s]) > ${random.below(4)}`,
    () => `vector(1) and on () queue_depth{model="llama"} > ${random.below(8)}`,
    () => `stddev(gpu_temp) > ${4 + random.below(8)}`,
    () => `gpu_temp offset 2s > ${temperature}`,
  ])();
}
