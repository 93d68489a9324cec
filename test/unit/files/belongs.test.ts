// A file that changes later belongs to a workspace exactly where a walk would have come by it.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { belongs, walk } from '../../../server/src/files/walk';
import { useOf } from '../../../server/src/workspace/fileUse';

describe('workspace/belongs', () => {
  let home: string;

  const tree: Readonly<Record<string, string>> = {
    '.gitignore': 'out/\n*.bak.yaml\n/only-here.yaml\n',
    'a.yaml': '',
    'a.bak.yaml': '',
    'only-here.yaml': '',
    'exporter.py': '',
    'README.md': '',
    'out/a.yaml': '',
    'deep/only-here.yaml': '',
    'deep/.gitignore': '!kept.bak.yaml\n',
    'deep/kept.bak.yaml': '',
    'deep/left.bak.yaml': '',
    'deep/out/a.yaml': '',
    'skipped/a.yaml': '',
    'deep/skipped/a.yaml': '',
    'node_modules/a/a.yaml': '',
    'deep/node_modules/a.yaml': '',
    'environment/pyvenv.cfg': '',
    'environment/lib/a.py': '',
    'main.go': '',
    'deep/meter.ts': '',
    'deep/types.d.ts': '',
    'deep/app.min.js': '',
    'page.prom': '',
    'vendor/lib.go': '',
    'vendor/rules.yaml': '',
    'deep/target/lib.rs': '',
    'deep/dist/app.js': '',
  };

  before(() => {
    home = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'ml-alert-rules-'));
    for (const [name, text] of Object.entries(tree)) {
      fs.mkdirSync(path.dirname(path.join(home, name)), { recursive: true });
      fs.writeFileSync(path.join(home, name), text);
    }
  });

  after(() => fs.rmSync(home, { recursive: true, force: true }));

  for (const below of ['', 'deep']) {
    it(`says what a walk of ${below === '' ? 'the whole tree' : `its folder ${below}`} gives`, () => {
      const root = path.join(home, below);
      const isExcluded = (relative: string): boolean => relative === 'skipped' || relative.endsWith('/skipped');
      const walked = [...walk(root, { isExcluded })].map(file => path.relative(root, file.path)).sort();
      const asked = Object.keys(tree)
        .map(name => path.relative(root, path.join(home, name)))
        .filter(name => !name.startsWith('..') && useOf(name) && belongs(root, name, { isExcluded }))
        .sort();
      assert.deepEqual(asked, walked);
      assert.ok(walked.length >= 2);
    });
  }

  it('takes source code but for what others wrote or what was built, and rules from everywhere', () => {
    const walked = [...walk(home)].map(file => [path.relative(home, file.path), file.use]);
    const found = new Map(walked as [string, string][]);
    for (const name of ['main.go', 'deep/meter.ts', 'page.prom']) assert.equal(found.get(name), 'define', name);
    assert.equal(found.get('vendor/rules.yaml'), 'judge');
    for (const name of [
      'vendor/lib.go',
      'deep/target/lib.rs',
      'deep/dist/app.js',
      'deep/types.d.ts',
      'deep/app.min.js',
    ])
      assert.equal(found.has(name), false, name);
  });
});
