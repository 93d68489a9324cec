// What is taken from a server's configuration and flags, and what is left there.
import assert from 'node:assert/strict';
import { decodeExternalLabels, decodeExternalUrl } from '../../../server/src/datasource/prometheus/identity';
import { stepWords } from '../../../server/src/relabel/step';

const config = (yaml: string) => decodeExternalLabels({ yaml }, ['s3cret-token']);

describe('datasource: external labels', () => {
  it('are read as Prometheus prints them, and nothing else is', () => {
    const decoded = config(
      `global:
  scrape_interval: 2s
  evaluation_interval: 1m30s
  rule_query_offset: 500ms
  external_labels:
    cluster: a"b
    e2: "true"
    multi: |-
      x
      y # z
    num: "007"
    site: 'eu: 1'
    token: x-s3cret-token
  query_log_file: /secret/log
remote_write:
- url: http://u:password@127.0.0.1:1/x
  external_labels: {password: hunter2}
`,
    );
    const labels = {
      cluster: 'a"b',
      e2: 'true',
      multi: 'x\ny # z',
      num: '007',
      site: 'eu: 1',
      token: 'x-<redacted>',
    };
    assert.deepEqual(decoded, {
      ok: true,
      data: { labels, evaluationInterval: 90_000, queryOffset: 500, sending: { external: labels, stages: [] } },
      notes: [],
    });
  });

  it('come with what is done to alerts before they are sent', () => {
    const steps = (list: string) => {
      const decoded = config(
        `global:\n  scrape_interval: 1m\nalerting:\n  alert_relabel_configs:\n${list}  alertmanagers:\n  - basic_auth: {username: u, password: <secret>}\nrule_files: [x]\n`,
      );
      assert.ok(decoded.ok && !JSON.stringify(decoded).includes('username'));
      return decoded.data.sending?.stages.map(stage => stage.map(stepWords));
    };
    assert.deepEqual(
      steps(
        `  - separator: ;\n    regex: replica\n    replacement: $1\n    action: labeldrop\n  - source_labels: [team]\n    separator: ;\n    target_label: squad\n    replacement: $1-s3cret-token\n    action: replace\n  - source_labels: [severity]\n    regex: debug\n    action: drop\n`,
      ),
      [['drops labels `replica`', 'sets `squad`', 'drops alerts whose `severity` is `debug`']],
    );
    assert.deepEqual(steps('    []\n'), []);
    assert.equal(steps('  - ]\n'), undefined);
    assert.equal(steps('    - x\n'), undefined);
  });

  it('may be none', () => {
    for (const yaml of ['global:\n  scrape_interval: 1m\n', 'global: {}\n', 'rule_files: []\nglobal:\n'])
      assert.deepEqual(
        config(yaml),
        { ok: true, data: { labels: {}, sending: { external: {}, stages: [] } }, notes: [] },
        yaml,
      );
  });

  for (const [name, data] of [
    ['nothing', undefined],
    ['another answer', { config: 'x' }],
    ['another type', { yaml: 7 }],
    ['an empty configuration', { yaml: '' }],
    ['the configuration of something else', { yaml: 'server:\n  global:\n    external_labels: {a: b}\n' }],
    ['no YAML', { yaml: 'global:\n  external_labels: {a: [b\n' }],
    ['a section without end', { yaml: `global:\n${'  a: b\n'.repeat(50_000)}` }],
    ['nests without end', { yaml: `global:\n  external_labels: ${'['.repeat(40_000)}` }],
    ['unfolding aliases', { yaml: `global:\n  a: &a [x]\n${' <<: *a\n'.repeat(2000)}` }],
  ] as const)
    it(`are unknown where the server sends ${name}`, () => assert.ok(!decodeExternalLabels(data, []).ok));
});

describe('datasource: external address', () => {
  for (const [flag, url] of [
    ['http://prom.example/pre/', 'http://prom.example/pre'],
    ['https://prom.example', 'https://prom.example'],
    ['https://prom.example/s3cret-token/', 'https://prom.example/<redacted>'],
    ['', undefined],
    ['http://u:p@prom.example/', undefined],
  ] as const)
    it(`${flag} is ${url}`, () => {
      const decoded = decodeExternalUrl({ 'web.external-url': flag, 'web.config.file': '/x' }, ['s3cret-token']);
      assert.deepEqual(decoded, { ok: true, data: url === undefined ? {} : { url }, notes: [] });
    });
  for (const data of [undefined, {}, [], { 'web.external-url': 1 }, 'x'])
    it(`is unknown in ${JSON.stringify(data)}`, () => assert.ok(!decodeExternalUrl(data, []).ok));
});
