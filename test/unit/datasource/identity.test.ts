// What is taken from a server's configuration and flags, and what is left there.
import assert from 'node:assert/strict';
import { decodeExternalLabels, decodeExternalUrl } from '../../../server/src/datasource/prometheus/identity';

const config = (yaml: string) => decodeExternalLabels({ yaml }, ['s3cret-token']);

describe('datasource: external labels', () => {
  it('are read as Prometheus prints them, and nothing else is', () => {
    const decoded = config(
      `global:
  scrape_interval: 2s
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
    assert.deepEqual(decoded, {
      ok: true,
      data: {
        labels: {
          cluster: 'a"b',
          e2: 'true',
          multi: 'x\ny # z',
          num: '007',
          site: 'eu: 1',
          token: 'x-<redacted>',
        },
      },
      notes: [],
    });
  });

  it('may be none', () => {
    for (const yaml of ['global:\n  scrape_interval: 1m\n', 'global: {}\n', 'rule_files: []\nglobal:\n'])
      assert.deepEqual(config(yaml), { ok: true, data: { labels: {} }, notes: [] }, yaml);
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
