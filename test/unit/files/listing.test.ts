// A folder of many names is read and put in order in steps.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { listFolder } from '../../../server/src/files/listing';

describe('listing of a folder', () => {
  let folder: string;
  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ml-alert-rules-'));
    const [first = '', ...others] = Array.from({ length: 5000 }, (_, i) =>
      path.join(folder, `file-${(i * 7919) % 5000}.yaml`),
    );
    fs.writeFileSync(first, '');
    // Files of their own take ten times the work.
    for (const other of others) fs.linkSync(first, other);
    for (const name of ['a', 'file', 'file-1']) fs.mkdirSync(path.join(folder, name));
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('gives what is wanted in the order of the paths, folders with their slash', () => {
    const listing = listFolder(folder, ({ name }) => !name.endsWith('7.yaml'));
    let step = listing.next();
    while (!step.done) step = listing.next();
    const expected = fs
      .readdirSync(folder, { withFileTypes: true })
      .map(entry => (entry.isDirectory() ? `${entry.name}/` : entry.name))
      .filter(name => !name.endsWith('7.yaml'))
      .sort();
    assert.deepEqual(
      step.value.map(({ name }) => name),
      expected,
    );
  });

  it('looks at no more than a hundred names in a step, and takes many steps', () => {
    let looked = 0;
    let steps = 0;
    const listing = listFolder(folder, () => ++looked > 0);
    for (let before = 0; !listing.next().done; before = looked, steps++) assert.ok(looked - before <= 100);
    assert.equal(looked, 5003);
    assert.ok(steps >= 60, `${steps} steps`);
  });
});
