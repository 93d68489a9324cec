// Enter at the end of a line breaks the line: where a list of proposals is open then, nothing in it would change the text.
// Every line of right files is typed anew, with nothing below it yet and with the rest below it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { completionTriggers } from '../../../server/src/lsp/completion';
import { apply, at, cursor, isSilent, type Proposed } from './driver';

const folder = path.join(import.meta.dirname, '../../../examples/clean');
const files = fs.readdirSync(folder).filter(name => /\.ya?ml$/.test(name));

/** Characters that open a list in which nothing is selected; behind a colon or a bar a line breaks most often of all. */
const opening = completionTriggers.filter(character => !':|'.includes(character));

/** Whether an editor that selects the first proposal while a word is typed would change the text on Enter. */
function destroys(text: string, { completion }: Proposed): boolean {
  const first = completion?.entries[0];
  return first !== undefined && apply(text, first) !== text;
}

describe('Enter at the end of a line', () => {
  for (const name of files) {
    const text = fs.readFileSync(path.join(folder, name), 'utf8');
    const ends = [...text.matchAll(/[^\n](?=\n)/g)].flatMap(({ 0: last, index }) =>
      opening.includes(last) ? [] : [index + 1],
    );
    it(`leaves what is written in ${name}`, () => {
      const bad = ends.flatMap(end => {
        const [before, after] = [text.slice(0, end), text.slice(end)];
        const line = before.slice(before.lastIndexOf('\n') + 1);
        return [
          ...(destroys(before, at(before + cursor)) ? [`${line}| at the end`] : []),
          ...(destroys(text, at(before + cursor + after)) ? [`${line}| above the rest`] : []),
        ];
      });
      assert.deepEqual(bad, []);
    });
  }

  it('takes no proposal for a name that is being invented', () => {
    const alertmanager = 'route:\n  receiver: a\n';
    for (const written of ['', 'G', 'GPUHot', 'gpu:util', '"GPU', "'GPU", 'alert-gpu', 'slack']) {
      isSilent(`groups:\n  - name: ${written}¦\n`);
      isSilent(`groups:\n  - name: ${written}¦\n    rules:\n      - alert: A\n        expr: up\n`);
      for (const key of ['alert', 'record']) {
        isSilent(`groups:\n  - name: g\n    rules:\n      - ${key}: ${written}¦\n`);
        isSilent(`groups:\n  - name: g\n    rules:\n      - expr: up == 0\n        ${key}: ${written}¦\n`);
        isSilent(`groups:\n  - name: g\n    rules:\n      - {${key}: ${written}¦\n`);
      }
      isSilent(`${alertmanager}receivers:\n  - name: ${written}¦\n`);
      isSilent(`${alertmanager}receivers:\n  - name: a\ntime_intervals:\n  - name: ${written}¦\n`);
      isSilent(`apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: ${written}¦\n`);
    }
  });
});
