// The time of judging grows with the text and not with its square: a text of twice the size takes about twice as long.
import assert from 'node:assert/strict';
import type { RouteMatcher } from '../../../server/src/analysis/facts';
import { fixWorkspace } from '../../../server/src/cli/fix/fixWorkspace';
import type { JudgedWorkspace } from '../../../server/src/cli/judge';
import { readConfigFile } from '../../../server/src/config/file';
import { codeActions } from '../../../server/src/lsp/codeActions';
import { createOpenDocuments } from '../../../server/src/lsp/openDocuments';
import { openDocument } from '../../../server/src/model/document';
import { dialect } from '../../../server/src/promql/dialect';
import { excludeEachOther, takeTheSame } from '../../../server/src/routing/allowed';
import { finish } from '../../../server/src/text/slices';
import { runTestFile } from '../../../server/src/unittest/runFile';
import { growsFaster, leastTime, yardstick } from '../../harness/cpuTime';
import { judgeFiles, judgeText, testService } from '../../harness/judge';

/** What is done with a text of `n` parts, by a service that has not seen it; making the text is not measured. */
type Work = (n: number) => () => unknown;

const times = (n: number, part: (i: number) => string): string => Array.from({ length: n }, (_, i) => part(i)).join('');
const indented = (text: string, by: string): string => text.replace(/^(?=.)/gm, by);

const yaml =
  (text: (n: number) => string): Work =>
  n => {
    const made = text(n);
    return () => judgeText(made, { service: testService() });
  };

const code =
  (name: string, text: (n: number) => string): Work =>
  n => {
    const files = [{ name, text: text(n) }];
    return () => judgeFiles(files, { service: testService() });
  };

/** A file as often as a folder with a chart in many versions has it. */
const copies =
  (text: string): Work =>
  n => {
    const files = Array.from({ length: n }, (_, i) => ({ name: `v${i}/rules.yaml`, text }));
    return () => judgeFiles(files, { service: testService() });
  };

const templateFile = (text: (n: number) => string): Work => {
  const config = { name: 'alertmanager.yaml', text: `templates: ['a.tmpl']\n${ROUTE}receivers: [{name: a}]\n` };
  return n => {
    const files = [config, { name: 'a.tmpl', text: text(n) }];
    return () => judgeFiles(files, { service: testService() });
  };
};

const settings =
  (text: (n: number) => string): Work =>
  n => {
    const made = text(n);
    return () => readConfigFile(made);
  };

/** The rules of a file evaluated three times over one series. */
const evaluated =
  (rule: (i: number) => string): Work =>
  n => {
    const document = openDocument(RULES + times(n, rule));
    const [root] = openDocument(
      'tests:\n- input_series: [{series: m, values: 1 2 3}]\n  alert_rule_test: [{eval_time: 2m, alertname: A0}]\n',
    ).roots;
    return () => finish(runTestFile(root!, [{ file: 'r.yaml', document }], dialect('3.16')));
  };

const unsummed = (n: number): string =>
  RULES + times(n, i => `  - {alert: A${i}, expr: 'histogram_quantile(0.9, sum(rate(m${i}_bucket[5m]))) > 1'}\n`);

/** What `--fix` does with a file that has a fix in each rule, without judging it. */
const fixed: Work = n => {
  const text = unsummed(n);
  const findings = judgeText(text, { service: testService() });
  return () => {
    let present = text;
    const workspace: JudgedWorkspace = {
      paths: ['r.yaml'],
      text: () => present,
      findings: () => (present === text ? findings : []),
      change: (_, next) => {
        present = next;
      },
      report: () => {
        throw new Error('nothing is reported');
      },
    };
    const { files } = fixWorkspace(workspace);
    assert.equal(files[0]!.fixed.length, n);
  };
};

/** What an editor may do with the findings of a file that is selected as a whole. */
const actions: Work = n => {
  const service = testService();
  const document = createOpenDocuments(service).open('file:///r.yaml', 1, unsummed(n));
  const findings = judgeText(document.text, { service });
  const range = { start: { line: 0, character: 0 }, end: document.lines.position(document.text.length) };
  const params = { textDocument: { uri: document.uri }, range, context: { diagnostics: [] } };
  return () => assert.ok(codeActions(document, params, findings, service).length > 100);
};

const RULES = 'groups:\n- name: g\n  rules:\n';
const OBJECT = 'apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: x}\nspec:\n';
const ROUTE = 'route: {receiver: a}\n';
const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n';
const SECRET = 'apiVersion: v1\nkind: Secret\nmetadata: {name: x}\ndata:\n';
const UNIT_TESTS = 'rule_files: [a.yaml]\ntests:\n';
const CLIENT = 'from prometheus_client import Counter, Gauge\n';

const COPIED =
  RULES +
  times(
    8,
    i => `  - {record: 'job:a${i}:sum', expr: 'sum by (job) (m${i}) + on (job) job:a${i + 1}:sum * job:b:sum'}\n`,
  ) +
  `  - {record: 'job:b:sum', expr: sum by (job) (n)}\n  - {record: 'job:a8:sum', expr: sum by (job) (o) / job:b:sum}\n` +
  times(20, i => `  - {alert: A${i}, expr: 'job:a${i % 8}:sum / job:b:sum > ${i}'}\n`);
const soundRules = (n: number): string => RULES + times(n, i => `  - record: r${i}\n    expr: sum(m${i})\n`);
const brokenRules = (n: number): string => RULES + times(n, i => `  - record: r${i}\n    expr: sum(m${i}\n   x: [\n`);
/** Broken in every rule, and none nests in the one before. */
const oftenBroken = (n: number): string =>
  RULES + times(n, i => `  - record: r${i}\n    expr: sum(m${i}\n    x: b: c\n`);
const expression = (expr: string): string => `${RULES}  - record: a\n    expr: >-\n      ${expr}\n`;
const description = (text: string): string =>
  `${RULES}  - alert: a\n    expr: up == 0\n    annotations:\n      description: |-\n${indented(text, '        ')}\n`;
const matchers = (n: number, matcher: (i: number) => string): string =>
  `route:\n  receiver: a\n  routes:\n  - matchers:\n${times(n, i => `    - '${matcher(i)}'\n`)}receivers: [{name: a}]\n`;
const differentMatchers = (n: number): RouteMatcher[] =>
  Array.from({ length: n }, (_, i) => ({ label: `l${i}`, op: '=', value: 'v' }));
const inhibition = (source: string, target: string, equal: string): string =>
  `${ROUTE}receivers: [{name: a}]\ninhibit_rules:\n- source_matchers:\n${source}  target_matchers:\n${target}  equal: [${equal}]\n`;
const receivers = (n: number, rest: string): string =>
  `route:\n  receiver: a0\n  routes:\n${times(n, i => `  - {receiver: a${i}, matchers: ['job="j${i}"']}\n`)}receivers:\n${times(
    n,
    i => `- name: a${i}\n  webhook_configs:\n  - url: http://a/${i}\n${rest}`,
  )}`;
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const unitTests = (n: number, values: string, expr: string): string =>
  UNIT_TESTS +
  times(
    n,
    i =>
      `- interval: 1m\n  input_series:\n  - {series: 'm${i}{a="b"}', values: '${values}'}\n  promql_expr_test:\n  - expr: '${expr}'\n    eval_time: 4m\n`,
  );

/** Each with the number of parts to begin with. */
const kinds: Readonly<Record<string, readonly [n: number, work: Work]>> = {
  'sound rules': [200, yaml(soundRules)],
  'broken rules': [50, yaml(brokenRules)],
  'rules that are all broken': [40, yaml(oftenBroken)],
  'keys that no rule has': [
    400,
    yaml(n => `${RULES}  - alert: A\n    expr: up == 0\n${times(n, i => `    alrt${i}: 1\n`)}`),
  ],
  'labels of one rule': [
    1000,
    yaml(n => `${RULES}  - alert: A\n    expr: up == 0\n    labels:\n${times(n, i => `      severty${i}: x\n`)}`),
  ],
  'statements of a template that nothing closes': [
    500,
    yaml(n => `${RULES}  - alert: A\n    expr: up == 0\n    annotations: {summary: "${'{{ if 1 }}'.repeat(n)}"}\n`),
  ],
  'aliases of a group': [
    40,
    yaml(
      n =>
        `groups:\n- &g\n  name: a\n  rules:\n${times(n, i => `  - {alert: A${i}, expr: up == ${i}}\n`)}${'- *g\n'.repeat(n)}`,
    ),
  ],
  'a file that is no Python': [500, code('a.py', n => `${CLIENT}Counter(${'\\'.repeat(n)}`)],
  'Python on one line': [200, code('a.py', n => `${CLIENT}${"Counter('a_total', 'x') ".repeat(n)}`)],
  'equal keys in one flow map': [
    400,
    yaml(n => `${RULES}  - {record: a, expr: up, labels: {${'a: b, '.repeat(n)}}}\n`),
  ],
  'rules in one line': [
    200,
    yaml(n => `groups: [{name: a, rules: [${times(n, i => `{record: r${i}, expr: up}, `)}]}]\n`),
  ],
  'refused documents': [100, yaml(n => `groups:\n- name: g\n  rules: []\n${'---\na: b: c\n'.repeat(n)}`)],
  'empty documents': [4000, yaml(n => `${'---\n'.repeat(n)}${RULES}  - {record: a, expr: up}\n`)],
  'sound objects': [50, yaml(n => times(n, i => `${OBJECT}  groups: [{name: g${i}, rules: []}]\n---\n`))],
  'suppressions in a row': [
    600,
    yaml(n => `${RULES}${'  # ml-alert-rules disable promql\n'.repeat(n)}  - {record: a, expr: up}\n`),
  ],
  'sound receivers': [80, yaml(n => receivers(n, ''))],
  'broken receivers': [100, yaml(n => receivers(n, '    max_alerts: x\n    nothing: 1\n'))],
  'receivers whose YAML is broken': [50, yaml(n => receivers(n, '   x: [\n'))],
  'routes in each other': [
    3000,
    yaml(n => `route: {receiver: a${', routes: [{receiver: a'.repeat(n)}${'}]'.repeat(n)}}\nreceivers: [{name: a}]\n`),
  ],
  'a ConfigMap with a large file': [200, yaml(n => `${CONFIG_MAP}  r.yaml: |\n${indented(soundRules(n), '    ')}`)],
  'a ConfigMap with a large broken file': [
    50,
    yaml(n => `${CONFIG_MAP}  r.yaml: |\n${indented(oftenBroken(n), '    ')}`),
  ],
  'a ConfigMap with a quoted file': [400, yaml(n => `${CONFIG_MAP}  r.yaml: ${JSON.stringify(soundRules(n))}\n`)],
  'a ConfigMap with many files': [
    40,
    yaml(n => CONFIG_MAP + times(n, i => `  r${i}.yaml: |\n${indented(soundRules(2), '    ')}`)),
  ],
  'a ConfigMap with many broken files': [
    20,
    yaml(n => CONFIG_MAP + times(n, i => `  r${i}.yaml: |\n${indented(oftenBroken(2), '    ')}`)),
  ],
  'a Secret with a large file': [100, yaml(n => `${SECRET}  alertmanager.yaml: ${base64(receivers(n, ''))}\n`)],
  'a Secret with a large broken file': [
    100,
    yaml(n => `${SECRET}  alertmanager.yaml: ${base64(receivers(n, '    max_alerts: x\n'))}\n`),
  ],
  'a ConfigMap with a fix for each rule of its file': [
    1500,
    yaml(n => {
      const rules = times(n, i => `  - alert: A${i}\n    expr: DCGM_FI_DEV_FB_USED / DCGM_FI_DEV_FB_FREE > 0.9\n`);
      return `${CONFIG_MAP}  r.yaml: |\n${indented(`groups:\n- name: g\n  rules:\n${rules}`, '    ')}`;
    }),
  ],
  'fixes that are applied together': [1500, fixed],
  'actions for a whole file that is selected': [1500, actions],
  'a Secret with many files': [40, yaml(n => SECRET + times(n, i => `  r${i}.yaml: ${base64(soundRules(2))}\n`))],
  'a sound sum': [800, yaml(n => expression(`${times(n, i => `sum(rate(m${i}{a="b"}[5m])) + `)}1`))],
  'a broken sum': [400, yaml(n => expression(times(n, i => `sum(rate(m${i}{a="b"}[5q])) + `)))],
  'an expression of closing brackets': [100000, yaml(n => expression(`up ${') '.repeat(n)}`))],
  'an expression of opening brackets': [100000, yaml(n => expression(`up ${'( '.repeat(n)}`))],
  'a selector of many labels': [12000, yaml(n => expression(`up{${times(n, i => `l${i}=~"a|b",`)}}`))],
  'a selector of many broken labels': [200, yaml(n => expression(`up{${times(n, i => `l${i}=~"a(b",`)}}`))],
  'a sound annotation': [
    200,
    yaml(n => description('{{ if $value }}{{ $labels.a | title }}{{ end }} text\n'.repeat(n))),
  ],
  'a broken annotation': [50, yaml(n => description('{{ if $value }}{{ $x | titel }}{{ end }} {{ .\n'.repeat(n)))],
  'an annotation of blocks without an end': [300, yaml(n => description('{{ if $value }}\n'.repeat(n)))],
  'an annotation of many variables': [200, yaml(n => description(times(n, i => `{{ $v${i} := 1 }}{{ $v${i} }}\n`)))],
  'sound matchers': [2000, yaml(n => matchers(n, i => `l${i}=~"a|b"`))],
  'a route of many matchers with as many routes below it': [
    400,
    yaml(
      n =>
        `route:\n  receiver: a\n  routes:\n  - matchers: [${times(n, i => `'l${i}="x"', `)}]\n    routes:\n${times(n, i => `    - matchers: ['l${i}="x"', 'm${i}="y"']\n`)}receivers: [{name: a}]\n`,
    ),
  ],
  'the same with routes below that are silent at times': [
    800,
    yaml(
      n =>
        `route:\n  receiver: a\n  routes:\n  - matchers: [${times(n, i => `'l${i}="x"', `)}]\n    routes:\n${times(n, i => `    - {matchers: ['l${i}="x"'], receiver: a${i % 2}, mute_time_intervals: [t]}\n`)}receivers: [{name: a}, {name: a0}, {name: a1}]\ntime_intervals: [{name: t, time_intervals: [{weekdays: [monday]}]}]\n`,
    ),
  ],
  'equal labels of an inhibition with as many matchers': [
    500,
    yaml(n =>
      inhibition(
        times(n, i => `  - a${i}="v"\n`),
        times(n, i => `  - b${i}="v"\n`),
        times(n, i => `c${i}, `),
      ),
    ),
  ],
  'an inhibition whose sides ask for the same': [
    500,
    yaml(n =>
      inhibition(
        times(n, i => `  - a${i}="v"\n`),
        times(n, i => `  - a${i}="v"\n`),
        'c',
      ),
    ),
  ],
  'matchers that may exclude each other': [
    2000,
    n => {
      const asked = differentMatchers(n);
      return () => assert.equal(excludeEachOther(asked), undefined);
    },
  ],
  'matchers that follow from each other': [
    2000,
    n => {
      const asked = differentMatchers(n);
      return () => assert.ok(takeTheSame(asked, [...asked].reverse()));
    },
  ],
  'matchers of one label': [500, yaml(n => matchers(n, i => `l!="v${i}"`))],
  'recordings that read the one before': [
    500,
    yaml(n => RULES + times(n, i => `  - {record: 'r${i + 1}', expr: sum(r${i})}\n`)),
  ],
  'recordings that read each other in a circle': [
    300,
    yaml(n => RULES + times(n, i => `  - {record: 'r${(i + 1) % n}', expr: sum(r${i})}\n`)),
  ],
  'values of one regular expression': [4000, yaml(n => expression(`up{job=~"${times(n, i => `a${i}|`)}b"}`))],
  'groups of one name': [2000, yaml(n => `groups:\n${'- {name: g, rules: []}\n'.repeat(n)}`)],
  'equal alerts': [500, yaml(n => RULES + '  - {alert: A, expr: up == 0}\n'.repeat(n))],
  inhibitions: [
    300,
    yaml(
      n =>
        `${ROUTE}receivers: [{name: a}]\ninhibit_rules:\n${times(n, i => `- {source_matchers: [a=x${i}], target_matchers: [b=y${i}], equal: [c]}\n`)}`,
    ),
  ],
  'time intervals': [
    400,
    yaml(
      n =>
        `${ROUTE}receivers: [{name: a}]\ntime_intervals:\n${times(n, i => `- {name: t${i}, time_intervals: [{weekdays: [monday]}]}\n`)}`,
    ),
  ],
  'broken objects': [500, yaml(n => `${OBJECT}  groups: [{name: g\n---\n`.repeat(n))],
  'broken matchers': [50, yaml(n => matchers(n, i => `l${i}=~"a(b"`))],
  'matchers in one line': [800, yaml(n => matchers(1, () => `{${times(n, i => `l${i}="v",`)}}`))],
  'broken matchers in one line': [3000, yaml(n => matchers(1, () => `{${times(n, i => `l${i}="v,`)}}`))],
  'sound unit tests': [100, yaml(n => unitTests(n, '1+1x10', 'sum(rate(m[5m]))'))],
  'broken unit tests': [100, yaml(n => unitTests(n, '1+1y10', 'sum(rate(m[5m])'))],
  'a unit test of many values': [80000, yaml(n => unitTests(1, '1 '.repeat(n), 'm'))],
  'copies of rules that read each other': [4, copies(COPIED)],
  'evaluated rules': [200, evaluated(i => `  - {record: r${i}, expr: m > ${i % 5}}\n`)],
  'evaluated rules that read each other': [200, evaluated(i => `  - {record: r${i + 1}, expr: r${i} or m}\n`)],
  'evaluated rules that read later ones': [
    100,
    evaluated(i => `  - {record: r${9e9 - i}, expr: r${9e9 - i - 1} or m}\n`),
  ],
  'evaluated alerts': [200, evaluated(i => `  - {alert: A${i}, expr: m > ${i % 5}}\n`)],
  'evaluated alerts that read alerts': [
    100,
    evaluated(
      i => `  - {alert: A${i}, expr: 'm > 0 unless on () ALERTS{alertname="A${i + 1}", alertstate="firing"}'}\n`,
    ),
  ],
  'evaluated alerts of one name': [100, evaluated(i => `  - {alert: A0, expr: m > ${i % 5}, labels: {i: '${i}'}}\n`)],
  'a sound counters file': [1000, code('c.csv', n => times(n, i => `DCGM_FI_DEV_X${i}, gauge, Figure ${i}.\n`))],
  'a broken counters file': [
    60000,
    code('c.csv', n => times(n, i => `DCGM_FI_DEV_X${i},${' '.repeat(i % 50)}gauge gauge\n`)),
  ],
  'a counters row of many blanks': [8000, code('c.csv', n => `DCGM_FI_DEV_X, gauge, a${' '.repeat(n)}b\n`)],
  'a sound exporter': [200, code('m.py', n => CLIENT + times(n, i => `c${i} = Counter('c${i}', 'h', ['a'])\n`))],
  'a broken exporter': [200, code('m.py', n => CLIENT + times(n, i => `c${i} = Counter('c${i}', 'h', ['a'\n`))],
  'an exporter of constants': [
    100,
    code('m.py', n => CLIENT + times(n, i => `L${i} = ${i ? `L${i - 1}` : "['a']"}\nGauge('g${i}', 'h', L${i})\n`)),
  ],
  'sound settings': [
    3000,
    settings(n => `ignore:\n${times(n, i => `- a/b${i}/**\n`)}checks:\n${times(n, i => `  a/b${i}: off\n`)}`),
  ],
  'broken settings': [250, settings(n => times(n, i => `checks:\n  a/b${i}: b: nothing\nignore: 1\n`))],
  'sound template files': [
    800,
    templateFile(n => times(n, i => `{{ define "t${i}" }}{{ .CommonLabels.a | title }}{{ end }}\n`)),
  ],
  'broken template files': [
    200,
    templateFile(n => times(n, i => `{{ define "t${i}" }}{{ .Nothing | titel }}{{ template "u${i}" . }}\n`)),
  ],
  'templates that call each other': [
    900,
    templateFile(n => times(n, i => `{{ define "t${i}" }}{{ template "t${(i + 1) % n}" . }}{{ end }}\n`)),
  ],
};

describe('time of growing texts', () => {
  for (const [name, [begin, work]] of Object.entries(kinds)) {
    it(name, () => {
      let n = begin;
      while (leastTime(work(n), 1) < yardstick() / 2 && n < 20 * begin) n *= 2;
      assert.equal(growsFaster(work, n, 4), undefined);
    });
  }
});
