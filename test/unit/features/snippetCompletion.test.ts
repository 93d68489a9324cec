// Snippets among what is proposed.
import assert from 'node:assert/strict';
import { at, hasFirst } from './driver';
import { config, group, rule } from './yamlTexts';

describe('snippets in completion', () => {
  it('are offered by title where an item begins', () => {
    hasFirst(`${group}      - gpu¦\n`, ['GPU temperature high']);
    hasFirst(`${group}      - GPU te¦\n`, ['GPU temperature high']);
    hasFirst(`${rule}      - alert-gpu-te¦\n`, ['GPU temperature high']);
    assert.match(at(`${group}      - GPU te¦\n`).take('GPU temperature high'), /^ {6}- alert: \w+\n {8}expr: DCGM_FI/m);
    const { entry, take } = at(`${group}      - ¦\n`);
    assert.equal(entry('GPU temperature high').kind, 'snippet');
    const text = take('GPU temperature high');
    assert.match(text, /^ {6}- alert: \w+\n {8}expr: DCGM_FI_DEV_GPU_TEMP/m);
    assert.match(text, /^ {8}annotations:\n {10}summary: /m);
  });

  it('bring the dash where it is not written', () => {
    const text = at(`${rule}      ¦\n`).take('GPU temperature high');
    assert.match(text, /^ {6}- alert: \w+\n {8}expr: DCGM_FI_DEV_GPU_TEMP/m);
  });

  it('follow a dash with more than one blank', () => {
    assert.match(at(`${group}      -   ¦\n`).take('GPU temperature high'), /^ {6}- {3}alert: \w+\n {10}expr: /m);
  });

  it('are routes, receivers, inhibitions and intervals in Alertmanager files', () => {
    const of = (marked: string): readonly string[] =>
      at(marked).completion?.entries.flatMap(({ kind, detail }) => (kind === 'snippet' ? [detail!] : [])) ?? [];
    assert.ok(
      of(config('  routes:\n    - ¦\n')).every(prefix => /^route-(?!receiver-|inhibit-|interval-)/.test(prefix)),
    );
    assert.ok(of(config('  routes:\n    - ¦\n')).length > 0);
    assert.ok(of('route:\n  receiver: a\nreceivers:\n  - name: a\n  - ¦\n').includes('route-receiver-slack'));
    assert.ok(of(config('inhibit_rules:\n  - ¦\n')).length > 0);
    assert.ok(of(config('time_intervals:\n  - ¦\n')).length > 0);
    assert.deepEqual(of(config('  ¦\n')), []);
    assert.deepEqual(of('groups:\n  - ¦\n'), ['group']);
    assert.deepEqual(of(`${rule}        ¦\n`), []);
  });
});
