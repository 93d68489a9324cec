// How the time that reading a user's catalogue takes grows.
import assert from 'node:assert/strict';
import { readCatalogFile } from '../../../server/src/model/catalogFile';
import { parseYaml } from '../../../server/src/yaml/parse';
import { growsFaster } from '../../harness/cpuTime';

describe('a catalogue of anybody', () => {
  it('takes time by its size, whatever its lists are called by', () => {
    const names = (count: number): string => Array.from({ length: count }, (_, i) => `l${i}`).join(', ');
    const text = (count: number): string =>
      `title: x\nsets: { s: [${names(count)}] }\ngroups:\n- labels: s\n  metrics:\n${Array.from({ length: count }, (_, i) => `    m${i}: gauge\n`).join('')}`;
    const work = (count: number) => {
      const catalogue = text(count);
      return () => readCatalogFile(parseYaml(catalogue, 'v3', { isOwn: () => true }).documents[0]?.root);
    };
    assert.equal(growsFaster(work, 250, 8), undefined);
  });
});
