// A file that changes later belongs to a workspace exactly where a walk would have come by it.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { belongs, useOf, walk } from '../../../server/src/workspace/walk';

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
});
