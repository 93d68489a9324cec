// Short texts that once took seconds or had no end: each is judged at once, and with the findings it should have.
import assert from 'node:assert/strict';
import { cpuTime, tooLong } from '../../harness/cpuTime';
import { judgeText, testService } from '../../harness/judge';

interface Hard {
  readonly text: string;
  /** Findings as `line check`, each once, in the order of their places. */
  readonly findings: readonly string[];
}

const rules = (expr: string): string => `groups:\n- name: g\n  rules:\n  - record: a\n    expr: ${expr}\n`;

/** A group with `inner` aliases of its first rule, and `outer` aliases of the group. */
const aliases = (inner: number, outer: number): string =>
  `- &g\n  name: g\n  rules:\n  - &r {record: a, expr: up}\n${'  - *r\n'.repeat(inner)}${'- *g\n'.repeat(outer)}`;

const plainRules = (count: number): string =>
  `- name: plain\n  rules:\n${Array.from({ length: count }, (_, i) => `  - {record: r${i}, expr: up}\n`).join('')}`;

const hard: Readonly<Record<string, Hard>> = {
  'comments with carriage returns before an object': {
    text: `${'# License\r\n'.repeat(40)}apiVersion: monitoring.coreos.com/v1\r\nkind: Probe\r\n`,
    findings: [],
  },
  'comments with carriage returns behind a line that cuts': {
    text:
      'apiVersion: v1\r\nkind: ConfigMap\r\nmetadata:\r\n  name: x\r\n---\r\n' +
      `${'# License\r\n'.repeat(40)}apiVersion: monitoring.coreos.com/v1\r\nkind: Probe\r\n`,
    findings: [],
  },
  'comments with carriage returns before a directive that stands alone': {
    text: `apiVersion: v1\r\nkind: ConfigMap\r\n---\r\n${'# License\r\n'.repeat(40)}%YAML 1.1\r\n---\r\n${[
      'apiVersion: monitoring.coreos.com/v1',
      'kind: PrometheusRule',
      'metadata: {name: x}',
      'spec: {groups: []}',
    ].join('\r\n')}`,
    findings: ['43 yaml/syntax', '48 rules/no-rules'],
  },
  'a number of many zeros': { text: rules(`up > ${'0'.repeat(60)}9`), findings: ['4 promql/threshold-out-of-range'] },
  'a number of many zeros and underscores': {
    text: rules(`vector(${'0_0'.repeat(40)}9_)`),
    findings: ['4 promql/invalid-number'],
  },
  'a character class of many ranges without its end': {
    text: rules(`up{a=~"[${'0-9'.repeat(40)}"}`),
    findings: ['4 promql/invalid-regexp'],
  },
  'many documents that are refused': {
    text: `groups:\n- name: g\n  rules: []\n${'---\na: b: c\n'.repeat(500)}`,
    findings: ['2 rules/no-rules'],
  },
  'many objects with a quote that is never closed': {
    text: `${[
      'apiVersion: monitoring.coreos.com/v1',
      'kind: PrometheusRule',
      'metadata: {name: x}',
      'spec:',
      '  groups:',
      "   '- name: g",
      '',
    ].join('\n')}---\n`.repeat(40),
    findings: Array.from({ length: 40 }, (_, i) => `${i * 7 + 5} yaml/syntax`),
  },
  'aliases that go-yaml refuses to unfold': {
    text: `groups:\n${aliases(99, 1000)}`,
    findings: ['139 yaml/syntax'],
  },
  'aliases that go-yaml unfolds and nobody should': {
    text: `groups:\n${plainRules(1000)}${aliases(99, 300)}`,
    findings: ['1191 yaml/unjudged-aliases'],
  },
  'aliases of aliases without end': {
    text: `groups:\n- name: g\n  rules:\n  - record: a\n    expr: up\n    labels:\n      l0: &l0 [a]\n${Array.from(
      { length: 300 },
      (_, i) => `      l${i + 1}: &l${i + 1} [${`*l${i},`.repeat(9)}]\n`,
    ).join('')}`,
    findings: ['10 yaml/syntax'],
  },
  'variables with defaults that never end': {
    text: `apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: x, annotations: {a: '${'$'}{A-${'${A-'.repeat(30_000)}'}}\nspec: {groups: []}\n`,
    findings: [],
  },
  'comments in a row that silence nothing': {
    text: `${rules('up').trimEnd()}\n${'  # ml-alert-rules disable promql/raw-counter\n'.repeat(3000)}  - {record: b, expr: up}\n`,
    findings: Array.from({ length: 3000 }, (_, i) => `${i + 5} comments/unused-suppression`),
  },
};

describe('time of hard texts', () => {
  for (const [name, { text, findings }] of Object.entries(hard)) {
    it(name, () => {
      judgeText(rules('up == 0'));
      // By a service that has not seen it.
      const judge = () => judgeText(text, { service: testService() });
      const { result, ms } = cpuTime(judge);
      assert.deepEqual([...new Set(result.map(({ start, check }) => `${start.line} ${check}`))], findings);
      assert.equal(tooLong(ms, judge, 100), undefined);
    });
  }
});
