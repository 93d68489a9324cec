import assert from 'node:assert/strict';
import type { SchemaKind } from '../../../server/src/model/schema/types';
import { parseYaml } from '../../../server/src/yaml/parse';
import { checkStructure, newest } from './carets';

const around = (receiver: string): string => `route: {receiver: r}\nreceivers:\n- name: r\n${receiver}`;
const crd = (rule: string): string =>
  `apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: a}\nspec:\n  groups:\n  - name: g\n    rules:\n    - alert: A\n      expr: up\n${rule}`;

// kind, file, what the fix makes of the faulty part, whether it is certain
const mended: readonly (readonly [SchemaKind, string, string, string, boolean])[] = [
  ['rules', 'groups:\n- name: g\n  intervall: 1m\n', 'intervall', 'interval', true],
  ['rules', 'groups:\n- name: g\n  Rules: []\n', 'Rules', 'rules', true],
  ['rules', 'groups:\n- name: g\n  rule: []\n', 'rule', 'rules', false],
  ['rules', 'groups:\n- name: g\n  interval: 30\n', '30', '30s', false],
  ['rules', "groups:\n- name: g\n  interval: '5min'\n", '5min', '5m', false],
  ['rules', 'groups:\n- name: g\n  interval: 2 hours\n', '2 hours', '2h', false],
  ['alertmanager', 'route: {receiver: pagr}\nreceivers: [{name: pager}]\n', 'pagr', 'pager', false],
  ['alertmanager', 'route: {receiver: "pagr"}\nreceivers: [{name: pager}]\n', 'pagr', 'pager', false],
  [
    'alertmanager',
    around('  telegram_configs: [{chat_id: 1, bot_token: t, parse_mode: Html}]\n'),
    'Html',
    'HTML',
    false,
  ],
  ['prometheus-rule', crd('      for: 30\n'), '30', '30s', false],
  ['prometheus-rule', crd('      labels: {gpu: 0}\n'), '0', '"0"', true],
  ['prometheus-rule', crd('      keepFiringFor: 1m\n'), 'keepFiringFor', 'keep_firing_for', false],
];

describe('fixes of structure problems', () => {
  for (const [kind, text, from, to, safe] of mended) {
    it(`writes ${to} for ${from}`, () => {
      const problems = (source: string) => checkStructure(kind, parseYaml(source).documents[0]?.root, newest);
      const fix = problems(text).find(one => one.fix)?.fix;
      assert.ok(fix, 'no fix is offered');
      assert.equal(text.slice(fix.span.from, fix.span.to), from);
      assert.deepEqual([fix.newText, fix.safe], [to, safe]);
      const fixed = text.slice(0, fix.span.from) + fix.newText + text.slice(fix.span.to);
      assert.deepEqual(problems(fixed), []);
    });
  }

  it('are not offered where the result is not certain', () => {
    const none = [
      'groups:\n- name: g\n  interval: |\n    30\n',
      'groups:\n- name: g\n  "intervall": 1m\n',
      'groups:\n- name: g\n  interval: 1m\n  intervall: 1m\n',
    ];
    for (const text of none) {
      const problems = checkStructure('rules', parseYaml(text).documents[0]?.root, newest);
      assert.deepEqual([problems.length, problems[0]?.fix], [1, undefined], text);
    }
  });
});
