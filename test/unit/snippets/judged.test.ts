// Our own engine about our own snippets: expanded into the smallest file that holds it, none has a finding above a hint.
// Checks that look at a whole workspace are off: a snippet is a part of one.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { allChecks } from '../../../server/src/checks/registry.gen';
import { loadSnippets, wrap } from '../../harness/snippets';
import { build, runCli } from '../../protocol/program';

describe('snippets, judged by the engine', () => {
  before(() => build());

  it('have no finding above a hint', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'snippets-'));
    try {
      const off = allChecks.filter(({ on }) => on === 'workspace').map(({ id }) => `  ${id}: "off"`);
      assert.ok(off.length > 0, 'there are checks of the workspace');
      fs.writeFileSync(path.join(folder, '.ml-alert-rules.yaml'), `checks:\n${off.join('\n')}\n`);
      const snippets = loadSnippets();
      for (const snippet of snippets) fs.writeFileSync(path.join(folder, `${snippet.prefix}.yaml`), wrap(snippet));
      const config = path.join(folder, '.ml-alert-rules.yaml');
      const run = runCli(folder, ['check', '--format', 'json', '--config', config, folder]);
      const { files, findings } = JSON.parse(run.stdout) as {
        files: readonly { path: string; kinds: readonly string[] }[];
        findings: readonly { file: string; check: string; severity: string; message: string }[];
      };
      assert.equal(files.filter(({ kinds }) => kinds.length > 0).length, snippets.length);
      // That a field must be switched on is said where the snippet is chosen.
      const told = new Set(
        snippets.filter(({ description }) => /commented out/.test(description)).map(({ prefix }) => `${prefix}.yaml`),
      );
      const loud = findings.filter(
        ({ severity, check, file }) =>
          severity !== 'hint' && !(check === 'promql/off-by-default' && told.has(path.basename(file))),
      );
      assert.deepEqual(
        loud.map(({ file, check, message }) => `${path.basename(file)}: ${check}: ${message}`),
        [],
      );
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});
