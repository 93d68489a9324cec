// The checks that tell unused names and the symbol index, by which names are found and renamed, know the same uses.
import assert from 'node:assert/strict';
import { createAnalysis } from '../../../server/src/analysis/analysis';
import { createSymbolReader } from '../../../server/src/analysis/symbols';
import { loadCatalog } from '../../../server/src/catalog/lookup';
import { openDocument } from '../../../server/src/model/document';
import { judgeText, testService } from '../../harness/judge';
import { everything } from '../promql/tree';

const service = testService();
const analysis = createAnalysis((id, error) => assert.fail(`${id}: ${String(error)}`));
const symbols = createSymbolReader(analysis);
const terms = { dialect: everything, catalog: loadCatalog(), alertmanager: { major: 0, minor: 34 } };

/** Names that the index knows to be given and never used. */
function unusedByIndex(text: string): readonly string[] {
  const sites = openDocument(text).roots.flatMap(root => symbols.ofRoot(root, terms));
  const isUsed = (kind: string, name: string): boolean =>
    sites.some(one => one.kind === kind && one.name === name && one.role === 'use');
  return sites
    .filter(
      ({ kind, role, name }) =>
        (kind === 'receiver' || kind === 'interval') && role === 'definition' && !isUsed(kind, name),
    )
    .map(({ kind, name }) => `${kind} ${name}`)
    .sort();
}

/** Names that checks tell. */
function unusedByChecks(text: string): readonly string[] {
  return judgeText(text, { service })
    .flatMap(({ check, message }) => {
      const name = /`([^`]*)`/.exec(message)![1]!;
      if (check === 'routing/unused-receiver') return [`receiver ${name}`];
      return check === 'routing/unused-interval' ? [`interval ${name}`] : [];
    })
    .sort();
}

const receivers = ['a', 'b', 'c', 'd', 'e'].map(name => `- name: ${name}\n`).join('');
const intervals = ['x', 'y', 'z'].map(name => `- name: ${name}\n  time_intervals: [{weekdays: [monday]}]\n`).join('');
const below = (lines: string): string =>
  `route:\n  receiver: a\n  routes:\n${lines}receivers:\n${receivers}time_intervals:\n${intervals}`;

const configurations: Readonly<Record<string, string>> = {
  'a root alone': `route: {receiver: a}\nreceivers:\n${receivers}`,
  'nested routes': below(
    '  - receiver: b\n    routes:\n    - receiver: "c"\n      active_time_intervals: [z]\n      routes: [{receiver: d, mute_time_intervals: [x]}]\n',
  ),
  'aliases and merged keys': below(
    '  - &base {receiver: b, mute_time_intervals: &m [x]}\n  - <<: *base\n    receiver: c\n  - active_time_intervals: *m\n    matchers: [p="q"]\n',
  ),
  'the old list of intervals': `route: {receiver: a, routes: [{mute_time_intervals: [o]}]}\nreceivers:\n${receivers}mute_time_intervals:\n- name: o\n  time_intervals: [{}]\n- name: p\n  time_intervals: [{}]\n`,
  'an object': `apiVersion: monitoring.coreos.com/v1beta1\nkind: AlertmanagerConfig\nmetadata: {name: n, namespace: ml}\nspec:\n  route:\n    receiver: a\n    routes:\n    - receiver: c\n      muteTimeIntervals: [x]\n  receivers:\n${receivers.replace(/^/gm, '  ').trimEnd()}\n  timeIntervals:\n  - name: x\n    timeIntervals: [{}]\n  - name: y\n    timeIntervals: [{}]\n`,
  'a Secret': `apiVersion: v1\nkind: Secret\nmetadata: {name: n}\nstringData:\n  alertmanager.yaml: |\n${below('  - receiver: e\n').replace(/^/gm, '    ')}`,
};

describe('unused names', () => {
  for (const [title, text] of Object.entries(configurations)) {
    it(`are the same to checks and index in ${title}`, () => {
      const told = unusedByChecks(text);
      assert.ok(told.length > 0);
      assert.deepEqual(told, unusedByIndex(text));
    });
  }
});
