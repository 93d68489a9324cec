// Mistakes that people make in files of promtool's unit tests: unknown fields, files that are not there, broken notation,
// labels that are none, times that are none.
import { mutateYaml, poolOf } from './mutateYaml';
import type { Random } from './random';

/** The file with one to three mistakes, or changes that look like some. */
export function broken(text: string, others: readonly string[], random: Random): string {
  if (random.chance(25)) return mutateYaml(poolOf([text, ...others]), random);
  let made = text;
  for (let n = random.pick([1, 1, 1, 2, 3]); n > 0; n--) made = mistake(made, random);
  return made;
}

function mistake(text: string, random: Random): string {
  return random.pick([
    () =>
      text.replace(/^/, random.pick(['unknown: 1\n', 'fuzzy_compare: maybe\n', 'fuzzy_compare: true\n', '# note\n'])),
    () =>
      text.replace(
        /rule_files: \[.*\]/,
        `rule_files: [${random.pick(['none.yml', '"*.none"', '"["', '', '1', '{}', 'null'])}]`,
      ),
    () =>
      text.replace(
        'evaluation_interval: 1m',
        `evaluation_interval: ${random.pick(['1', '0s', '2m', '-1m', '1m30s', 'x', '""', '30s'])}`,
      ),
    () => text.replace('- interval: 1m', `- interval: ${random.pick(['0', '30s', '1y', 'a', '~', '1m 1s'])}`),
    () => inject(text, '  input_series:', random.pick(misplaced), random),
    () => replaceOne(text, /values: '[^']*'/g, () => `values: '${notation(random)}'`, random),
    () => replaceOne(text, /series: '[^']*'/g, () => `series: '${metric(random)}'`, random),
    () => replaceOne(text, /labels: "(?:[^"\\]|\\.)*"/g, () => `labels: ${JSON.stringify(metric(random))}`, random),
    () =>
      replaceOne(
        text,
        /value: [^}]*\}/g,
        () => `value: ${random.pick(['NaN', '.nan', 'x', '"1"', '1e3', '0x10', '.inf', '+Inf', '1_000', '~', '[]'])}}`,
        random,
      ),
    () =>
      replaceOne(
        text,
        /eval_time: \w+/g,
        () => `eval_time: ${random.pick(['1', '-1m', '1h', '90', '1m1m', '0', 'x', '~', '1.5m'])}`,
        random,
      ),
    () =>
      replaceOne(
        text,
        /alertname: \w+/g,
        () => random.pick(['alertname: ""', 'alert: A', 'alertname: ~', 'alertname: None', 'alertname: 1']),
        random,
      ),
    () =>
      replaceOne(
        text,
        /expr: "/g,
        () => random.pick(['expr: "(', 'expr: "sum by (', 'expr: "m[5m]", x: "', 'expr: "1 + ', 'expr: "nothing(']),
        random,
      ),
    () =>
      text.replace(
        'tests:\n',
        `group_eval_order: ${random.pick(['[g0]', '[g0, g0]', '[x, g0]', 'g0', '[~]', '[1]'])}\ntests:\n`,
      ),
  ])();
}

/** Lines below a test. */
const misplaced: readonly string[] = [
  '  start_timestamp: 2026-01-01T00:00:00Z',
  '  start_timestamp: 1700000000',
  '  start_timestamp: tomorrow',
  '  start_timestamp: "2026-01-01"',
  '  start_timestamp: 1.5',
  '  start_timestamp: ""',
  '  external_labels: {a: b}',
  '  external_labels: {a: [b]}',
  '  external_labels: [a]',
  '  external_url: 1',
  '  external_url: {}',
  '  name: [x]',
  '  name: 1',
  '  unknown: 1',
  '  alert_rule_test: []',
  '  promql_expr_test: ~',
  '  input_series: ~',
];

function inject(text: string, before: string, line: string, random: Random): string {
  return random.chance(50) ? text.replace(before, `${line}\n${before}`) : `${text}${line}\n`;
}

function replaceOne(text: string, pattern: RegExp, make: () => string, random: Random): string {
  const found = [...text.matchAll(pattern)];
  if (found.length === 0) return text;
  const at = random.pick(found);
  return text.slice(0, at.index) + make() + text.slice(at.index + at[0].length);
}

/** Values of a series, about half of them as they should be. */
export function notation(random: Random): string {
  const words = random.list(1, 4, () =>
    random.chance(75)
      ? random.pick([
          () => String(random.below(20) - 5),
          () => `${random.below(9)}${random.pick(['+', '-'])}${random.below(5)}x${random.below(12)}`,
          () => `${random.below(9)}x${random.below(9)}`,
          () =>
            random.pick([
              '_',
              `_x${random.below(6)}`,
              'stale',
              'NaN',
              'Inf',
              '-Inf',
              '+Inf',
              '1e3',
              '0x1f',
              '.5',
              '1.',
              '1_000',
              '-0',
            ]),
          () =>
            `{{schema:${random.below(9) - 4} sum:${random.below(9)} count:${random.below(9)} buckets:[${random.list(0, 4, () => random.below(5)).join(' ')}]}}`,
          () => `{{count:${random.below(5)} sum:1}}${random.pick(['+', '-'])}{{count:1 sum:1}}x${random.below(5)}`,
          () => `{{schema:-53 custom_values:[1 2] buckets:[1 ${random.below(4)} 1]}}x${random.below(4)}`,
          () =>
            `{{schema:1 z_bucket:${random.below(4)} z_bucket_w:0.1 n_buckets:[1 2] n_offset:${random.below(3) - 1} offset:2 buckets:[1] counter_reset_hint:${random.pick(['gauge', 'reset', 'not_reset', 'unknown'])}}}`,
        ])()
      : random.pick(odd),
  );
  return words.join(random.pick([' ', ' ', ' ', '  ', '\t']));
}

const odd: readonly string[] = [
  '1+',
  '1+1',
  '1+1x',
  'x5',
  '1x-1',
  '1x1.5',
  '1+-1x3',
  '1-+1x3',
  '--1',
  '1,2',
  '_x',
  '_ x3',
  'stalex3',
  'stale5',
  '{{}}',
  '{{}}x2',
  '{{count}}',
  '{{count:x}}',
  '{{nothing:1}}',
  '{{schema:1}',
  '{{schema:99}}',
  '{{buckets:[1 2}}',
  '{{count:1}}+1x2',
  '1+{{count:1}}x2',
  '1x2x3',
  'a',
  'm',
  '1 x3',
  '1+1 x3',
  "1+1x'3",
  '1e',
  '0x',
  '1x1e2',
  '5 @st',
  '# 1',
  '1;2',
  'nan',
  'inf',
  'Nan',
  '+_',
  '-stale',
  '1/0',
  '_0',
  '__',
  '1X3',
  '1+2X3',
  '1@2',
  '@1',
  '@st',
  '1@st',
  '5x2@3',
  '@st:5',
  '1st2',
  '00',
  '1+1x0',
  '1x0',
  '_x0',
  '∞',
  '1+Infx2',
  'Inf-1x2',
  '{{count:1}}-{{count:2}}x3',
];

/** A metric, about half of them as it should be. */
export function metric(random: Random): string {
  return random.pick([
    'm{a="x"}',
    'm',
    '{a="x"}',
    '{__name__="m"}',
    'm{__name__="n"}',
    '{"m"}',
    '{"m", a="x"}',
    'm{a=x}',
    'm{a="x"',
    'm{a!="x"}',
    'm{a=~"x"}',
    'm{a="x",}',
    'm{,}',
    'm{a="x" b="y"}',
    'm{1a="x"}',
    'm{"1 a"="x"}',
    '1m',
    'm{a="x", a="y"}',
    'm {a="x"}',
    ' m',
    'm 1',
    '',
    '{}',
    'm{}',
    'm{a=""}',
    'a:b',
    'sum(m)',
    'm[5m]',
    'm offset 1m',
    'm{a="\\\\x"}',
    '#m',
    'm{le="+Inf"}',
    'é',
    'm{é="1"}',
    'm-n',
    '"m"',
    '{__name__=""}',
  ]);
}
