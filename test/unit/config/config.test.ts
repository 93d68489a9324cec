import assert from 'node:assert/strict';
import manifest from '../../../package.json';
import {
  isKnownAlertmanager,
  isKnownPrometheus,
  readConfigFile,
  readSettings,
  resolveConfig,
} from '../../../server/src/config/config';
import { settings, settingsSection } from '../../../server/src/config/schema';

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

  it('knows the versions that it can judge for', () => {
    for (const version of ['2.42', '2.55', '3.0', '3.16', 'v3.16.1', '3.16.0-rc.0'])
      assert.ok(isKnownPrometheus(version), version);
    for (const version of ['2.41', '2.56', '3.17', '3', '', 'new', '3.16x', '4.0'])
      assert.ok(!isKnownPrometheus(version), version);
    assert.ok(isKnownAlertmanager('0.25') && isKnownAlertmanager('v0.34.0'));
    assert.ok(!isKnownAlertmanager('0.24') && !isKnownAlertmanager('1.0'));
  });

  it('has each setting of the editor in the manifest', () => {
    const { contributes } = manifest as { contributes?: { configuration?: { properties?: Record<string, unknown> } } };
    const declared = Object.keys(contributes?.configuration?.properties ?? {});
    for (const { name, inEditor } of settings) {
      assert.equal(declared.includes(`${settingsSection}.${name}`), inEditor, name);
    }
  });
});
