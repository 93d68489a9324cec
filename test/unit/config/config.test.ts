import assert from 'node:assert/strict';
import manifest from '../../../package.json';
import { loadCatalog } from '../../../server/src/catalog/lookup';
import { versionedExporters } from '../../../server/src/catalog/versions';
import { readSettings, resolveConfig } from '../../../server/src/config/config';
import { readConfigFile } from '../../../server/src/config/file';
import { settings, settingsSection } from '../../../server/src/config/schema';
import { isKnownAlertmanager, isKnownPrometheus } from '../../../server/src/config/targets';
import { judgeFiles } from '../../harness/judge';

describe('config', () => {
  it('reads the configuration file', () => {
    const { layer, problems } = readConfigFile(
      'target:\n  prometheus: 3.5\n  features: [promql-experimental-functions]\nchecks:\n  gpu: info\n  rules/missing-runbook: off\nignore: old/**\ncatalogs:\n- a.yaml\nscrapeInterval: 1m30s\n',
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(layer, {
      prometheus: '3.5',
      features: ['promql-experimental-functions'],
      checks: { gpu: 'info', 'rules/missing-runbook': 'off' },
      ignore: ['old/**'],
      catalogs: ['a.yaml'],
      scrapeInterval: '1m30s',
    });
  });

  it('says what it cannot use and takes the rest', () => {
    const { layer, problems } = readConfigFile(
      'target:\n  prometheus: "9.9"\n  alertmanager: "0.27"\nchecks:\n  gpu: error\n  rules: hint\nscrapeInterval: often\n',
    );
    assert.deepEqual(layer, { alertmanager: '0.27', checks: { rules: 'hint' } });
    assert.deepEqual(
      problems.map(problem => /`([\w.]+)`/.exec(problem.message)?.[1]),
      ['target.prometheus', 'checks', 'scrapeInterval'],
    );
  });

  it('reads the external labels as they are written', () => {
    const { layer, problems } = readConfigFile('externalLabels: {region: eu-1, shard: 007, site: "a b"}\n');
    assert.deepEqual(problems, []);
    assert.deepEqual(layer.externalLabels, { region: 'eu-1', shard: '007', site: 'a b' });
    assert.deepEqual(resolveConfig([layer]).externalLabels, layer.externalLabels);
    assert.equal(resolveConfig([{}]).externalLabels, undefined);
    assert.equal(readConfigFile('externalLabels: [region]').problems.length, 1);
    assert.equal(readConfigFile('externalLabels: {region: {a: b}}').problems.length, 1);
  });

  it('reads options of checks as they declare them', () => {
    const { layer, problems } = readConfigFile(
      'options:\n  rules/unknown-severity: {severities: [page, ticket]}\n  rules/missing-runbook: {required: true, key: sop}\n',
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(layer.options, {
      'rules/unknown-severity': { severities: ['page', 'ticket'] },
      'rules/missing-runbook': { required: true, key: 'sop' },
    });
    const said = (text: string): readonly string[] =>
      readConfigFile(`options: ${text}\n`).problems.map(({ message }) => message);
    assert.deepEqual(said('[]'), ['`options` must map checks to their options.']);
    assert.deepEqual(said('{rules/unknown-severty: {}}'), [
      '`options` names rules/unknown-severty, which is no check with options; did you mean `rules/unknown-severity`?',
    ]);
    assert.deepEqual(said('{rules/missing-runbook: {requird: true}}'), [
      '`options` gives rules/missing-runbook `requird`, which it does not have; did you mean `required`?',
    ]);
    assert.deepEqual(said('{rules/missing-runbook: {required: often, constructor: 1}}'), [
      '`options` gives `required` of rules/missing-runbook no true or false.',
      '`options` gives rules/missing-runbook `constructor`, which it does not have; it has required, key.',
    ]);
    assert.deepEqual(said('{rules/missing-runbook: yes}'), [
      '`options` must map the options of rules/missing-runbook to their values.',
    ]);
  });

  it('tells unknown keys and checks at their place, with what was meant', () => {
    const said = (text: string): readonly string[] =>
      readConfigFile(text).problems.map(({ message, span }) => `${text.slice(span!.from, span!.to)}: ${message}`);
    assert.deepEqual(said('chekcs:\n  gpu: off\n'), [
      'chekcs: `chekcs` is no key of the configuration; did you mean `checks`?',
    ]);
    assert.deepEqual(said('target: {promethues: 3.5}\n'), [
      'promethues: `target.promethues` is no key of the configuration; did you mean `target.prometheus`?',
    ]);
    assert.deepEqual(said('prometheus: "3.5"\nscrape_interval: 30s\nexternal_labels: {a: b}\n'), [
      'prometheus: `prometheus` is no key of the configuration; did you mean `target.prometheus`?',
      'scrape_interval: `scrape_interval` is no key of the configuration; did you mean `scrapeInterval`?',
      'external_labels: `external_labels` is no key of the configuration; did you mean `externalLabels`?',
    ]);
    assert.deepEqual(said('target:\n  zzzzzzzzz: 1\n'), [
      'zzzzzzzzz: `target.zzzzzzzzz` is no key of the configuration; known are prometheus, alertmanager, features, exporters.',
    ]);
    assert.deepEqual(
      said('checks:\n  promql/raw-conter: off\n  raw-counter: off\n  gup: hint\n  gpu/last-xid: error\n'),
      [
        'promql/raw-conter: `checks` names promql/raw-conter, which is no check; did you mean `promql/raw-counter`?',
        'raw-counter: `checks` names raw-counter, which is no check; did you mean `promql/raw-counter`?',
        'gup: `checks` names gup, which is no check; did you mean `gpu`?',
        'gpu/last-xid: `checks` gives `gpu/last-xid` "error"; it must be off, hint, info or warning.',
      ],
    );
    assert.deepEqual(said('target: {prometheus: "9.9"}\n'), [
      'prometheus: `target.prometheus` has an unknown version "9.9"; known are 2.42 to 2.55 and 3.0 to 3.16.',
    ]);
    assert.deepEqual(said('[]\n'), [': The configuration must be a mapping.']);
  });

  it('never fails, whatever an editor answers', () => {
    for (const value of [null, undefined, 3, 'x', [], { target: 4 }, { target: { features: 7 } }, { checks: [] }]) {
      assert.deepEqual(
        Object.keys(readSettings(value).layer).filter(key => key !== 'checks'),
        [],
      );
    }
    assert.equal(readConfigFile(': [').problems.length > 0, true);
    assert.deepEqual(readConfigFile('').layer, {});
  });

  it('puts layers together, the last one first in rank', () => {
    const config = resolveConfig([
      { prometheus: '2.42', checks: { a: 'off', b: 'hint' } },
      { prometheus: '3.5', checks: { b: 'off' }, features: 'all' },
    ]);
    assert.deepEqual(config.dialect.version, { major: 3, minor: 5 });
    assert.ok(config.dialect.features.has('promql-binop-fill-modifiers'));
    assert.deepEqual(config.checks, { a: 'off', b: 'off' });
    assert.deepEqual(resolveConfig([]).dialect.version, { major: 3, minor: 16 });
    assert.deepEqual(resolveConfig([]).alertmanager, { major: 0, minor: 34 });
  });

  it('says how Alertmanager reads matchers', () => {
    const isRefused = (features: readonly string[], matcher: string): boolean => {
      const text = `route:\n  receiver: a\n  routes:\n  - matchers:\n    - '${matcher}'\nreceivers:\n- name: a\n`;
      const { layer, problems } = readSettings({ target: { features } });
      assert.deepEqual(problems, []);
      return judgeFiles([{ name: 'alertmanager.yml', text }], { config: layer }).some(
        ({ severity }) => severity === 'error',
      );
    };
    for (const [features, spaced, quoted] of [
      [[], false, false],
      [['utf8-strict-mode'], true, false],
      [['classic-mode'], false, true],
    ] as const) {
      assert.equal(isRefused(features, 'team=ml infra'), spaced, features.join());
      assert.equal(isRefused(features, '"my.team"="ml"'), quoted, features.join());
    }
  });

  it('knows the versions that it can judge for', () => {
    for (const version of ['2.42', '2.55', '3.0', '3.16', 'v3.16.1', '3.16.0-rc.0'])
      assert.ok(isKnownPrometheus(version), version);
    for (const version of ['2.41', '2.56', '3.17', '3', '', 'new', '3.16x', '4.0'])
      assert.ok(!isKnownPrometheus(version), version);
    assert.ok(isKnownAlertmanager('0.25') && isKnownAlertmanager('v0.34.0'));
    assert.ok(!isKnownAlertmanager('0.24') && !isKnownAlertmanager('1.0'));
  });

  it('takes the versions of exporters that somebody gives instead of those that images tell', () => {
    const read = readSettings({ target: { exporters: { vllm: 'v0.8.5', vlmm: '1', 'node-exporter': 'new' } } });
    assert.deepEqual(read.layer.exporters, { vllm: '0.8.5' });
    assert.deepEqual(
      read.problems.map(({ message }) => message),
      [
        '`target.exporters` names vlmm, of which no versions are known; did you mean `vllm`?',
        '`target.exporters` gives `node-exporter` "new"; a version is such as "4.6".',
      ],
    );
    const files = [
      { name: 'deployment.yaml', text: 'kind: Deployment\nspec:\n  image: vllm/vllm-openai:v0.13.0\n' },
      {
        name: 'rules.yaml',
        text: 'groups: [{name: g, rules: [{record: "a:b:c", expr: "vllm:gpu_cache_usage_perc"}]}]',
      },
    ];
    const removed = (exporters: Readonly<Record<string, string>>): readonly string[] =>
      judgeFiles(files, { config: { exporters } })
        .filter(({ check }) => check === 'promql/removed-metric')
        .map(({ message }) => message);
    assert.match(removed({})[0]!, /the workspace runs vllm\/vllm-openai:v0\.13\.0/);
    assert.match(removed({ vllm: '0.12' })[0]!, /the workspace runs vLLM 0\.12/);
    assert.deepEqual(removed({ vllm: '0.9' }), []);
  });

  it('knows all exporters of which versions say something', () => {
    const versioned = loadCatalog()
      .exporters()
      .filter(({ metrics }) => metrics.some(({ since, removedIn }) => since ?? removedIn));
    assert.deepEqual([...versionedExporters].sort(), versioned.map(({ id }) => id).sort());
  });

  it('has each setting of the editor in the manifest', () => {
    const { contributes } = manifest as { contributes?: { configuration?: { properties?: Record<string, unknown> } } };
    const declared = Object.keys(contributes?.configuration?.properties ?? {});
    for (const { name, inEditor } of settings) {
      assert.equal(declared.includes(`${settingsSection}.${name}`), inEditor, name);
    }
  });
});
