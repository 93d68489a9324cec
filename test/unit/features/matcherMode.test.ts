// How Alertmanager reads matchers, as its flags and its version say: routes, inhibition and checks take the same reading.
import assert from 'node:assert/strict';
import { resolveConfig } from '../../../server/src/config/config';
import { createService } from '../../../server/src/service';
import { finish } from '../../../server/src/text/slices';
import { judgeFiles, shippedCatalog } from '../../harness/judge';

// To the UTF-8 parser the escape is an A; the classic one keeps its backslash, and so does the mode that asks both.
const configuration = String.raw`route:
  receiver: all
  routes:
  - receiver: escaped
    matchers: ['team="\x41"']
inhibit_rules:
- source_matchers: ['alertname="Down"']
  target_matchers: ['team="\x41"']
receivers: [{name: all}, {name: escaped}]
`;

function reached(features: readonly string[], alertmanager = '0.34'): readonly unknown[] {
  const service = createService({ catalog: shippedCatalog, onFailure: (_, error) => assert.fail(String(error)) });
  const workspace = service.workspace(resolveConfig([{ features, alertmanager }]));
  workspace.put('am.yml', service.open(configuration));
  const alert = (labels: Readonly<Record<string, string>>) => ({ labels: { alertname: 'X', ...labels }, startsAt: 0 });
  const alerts = [alert({ team: 'A' }), alert({ team: String.raw`\x41` }), alert({ alertname: 'Down' })];
  const { routing } = finish(service.route(workspace, { alerts, texts: false }));
  return routing!.alerts.slice(0, 2).map(({ routes, inhibited }) => [routes[0]!.receiver, inhibited !== undefined]);
}

describe('how matchers are read', () => {
  const plain = [
    ['all', false],
    ['escaped', true],
  ];
  it('is what the flags of Alertmanager say', () => {
    assert.deepEqual(reached([]), plain);
    assert.deepEqual(reached(['classic-mode']), plain);
    assert.deepEqual(reached(['utf8-strict-mode']), [
      ['escaped', true],
      ['all', false],
    ]);
  });

  it('goes by the version where no flag says it', () => {
    assert.deepEqual(reached([], '0.25'), plain);
    const unicode =
      'route:\n  receiver: a\n  routes:\n  - {receiver: a, matchers: ["größe=x"]}\nreceivers: [{name: a}]\n';
    const errors = (alertmanager: string, features: readonly string[] = []) =>
      judgeFiles([{ name: 'am.yml', text: unicode }], { config: { alertmanager, features } }).filter(
        ({ severity }) => severity === 'error',
      ).length;
    assert.deepEqual([errors('0.26'), errors('0.34'), errors('0.34', ['classic-mode'])], [1, 0, 1]);
  });

  it('is the same for what checks know of routes', () => {
    const rules = 'groups:\n- name: g\n  rules:\n  - {alert: X, expr: vector(1), labels: {team: A}}\n';
    const found = (features: readonly string[]) =>
      judgeFiles(
        [
          { name: 'am.yml', text: configuration },
          { name: 'rules.yml', text: rules },
        ],
        { config: { features } },
      )
        .map(({ check }) => check)
        .filter(check => check === 'routing/root-receiver-only');
    assert.deepEqual([found([]), found(['utf8-strict-mode'])], [['routing/root-receiver-only'], []]);
  });

  it('is the same for checks of single matchers', () => {
    const found = (matcher: string, features: readonly string[]): readonly string[] => {
      const text = `route:
  receiver: a
  routes:
  - receiver: a
    matchers: [${JSON.stringify(matcher)}]
inhibit_rules:
- source_matchers: ['alertname="Down"']
  target_matchers: [${JSON.stringify(matcher)}]
  equal: [node]
receivers: [{name: a}]
`;
      return judgeFiles([{ name: 'am.yml', text }], { config: { features } })
        .filter(({ check }) => /misread-matcher|pattern-as-text|bad-matcher/.test(check))
        .map(({ check }) => check);
    };
    const twice = (words: string) => [words, words];
    const asText = twice('routing/pattern-as-text');
    // An escape that only the UTF-8 parser reads, and quotes that only the classic one takes.
    assert.deepEqual(found(String.raw`team="\x61|\x62"`, ['utf8-strict-mode']), asText);
    assert.deepEqual(found(String.raw`team="\x61|\x62"`, []), []);
    assert.deepEqual(found(`team = 'a'`, []), twice('routing/misread-matcher'));
    assert.deepEqual(found(`team = 'a'`, ['classic-mode']), twice('routing/misread-matcher'));
    assert.equal(found(`team = 'a'`, ['utf8-strict-mode']).includes('routing/misread-matcher'), false);
    assert.deepEqual(found('"team"="a|b"', []), asText);
    assert.equal(found('"team"="a|b"', ['classic-mode']).includes('routing/pattern-as-text'), false);
  });
});
