// The same as needs.test.ts over real files and over pages whose rules hold other things than they were written with.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { allChecks } from '../../../server/src/checks/registry.gen';
import { decodeBytes } from '../../../server/src/files/decode';
import { pageText } from '../../../tools/gen-registry';
import { parsePage } from '../../../tools/page';
import { askedAlways } from '../../harness/askedAlways';
import { judgeText, testService } from '../../harness/judge';

const corpus = path.resolve(import.meta.dirname, '../../../../shared/corpus');

describe('needs of checks', () => {
  const chosen = testService();
  const all = testService(askedAlways);

  it('leave nothing out of the rules of the pages, made unsound and turned from alerts to recordings', () => {
    for (const { id } of allChecks) {
      for (const { files } of parsePage(pageText(id)).samples) {
        for (const { text } of files) {
          for (const other of variants(text)) {
            assert.deepEqual(judgeText(other, { service: chosen }), judgeText(other, { service: all }), other);
          }
        }
      }
    }
  });

  for (const folder of ['rules', 'ml', 'k8s']) {
    it(`leave nothing out of real files: ${folder}`, function () {
      const files = fs.existsSync(path.join(corpus, folder)) ? fs.readdirSync(path.join(corpus, folder)) : [];
      if (files.length === 0) this.skip();
      for (const file of files.filter(name => /\.ya?ml$/.test(name))) {
        const { text } = decodeBytes(fs.readFileSync(path.join(corpus, folder, file)));
        if (text.length > 60_000) continue;
        assert.deepEqual(judgeText(text, { service: chosen }), judgeText(text, { service: all }), file);
      }
    });
  }
});

/** The same text with what rules hold changed: no alert, no `for`, no labels, other operators, no matchers. */
function variants(text: string): readonly string[] {
  if (!/^\s*(?:- )?alert:/m.test(text)) return [];
  return [
    text.replaceAll(/^(\s*(?:- )?)alert:/gm, '$1record:'),
    text.replaceAll(/^\s*for:.*\n/gm, ''),
    text.replaceAll(/\{[^{}\n]*\}(?!\})/g, ''),
    text.replaceAll(/ (?:>|<|>=|<=|==) [\d.e]+/g, ''),
  ];
}
