// What is shipped: the list of packaged files changes only on purpose, and the manifest names files that exist.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '../..');
const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  readonly main: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly grammars: readonly { readonly path: string }[];
  };
};

describe('package', () => {
  it('holds these files and no others', () => {
    const vsce = path.join(root, 'node_modules/.bin/vsce');
    const listed = execFileSync(vsce, ['ls', '--no-dependencies'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
    // A check brings its page; everything else stands here.
    const shortened = listed.map(file => file.replace(/^docs\/checks\/.+\/.+\.md$/, 'docs/checks/*/*.md'));
    assert.deepEqual([...new Set(shortened)].sort(), [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist/cli.js',
      'dist/extension.js',
      'dist/protocol.js',
      'dist/server.js',
      'dist/webview.css',
      'dist/webview.js',
      'docs/catalogs.md',
      'docs/checks/*/*.md',
      'docs/checks/README.md',
      'docs/ci.md',
      'docs/preview.md',
      'docs/routing.md',
      'docs/scenarios.md',
      'docs/schemas/catalog.schema.json',
      'docs/schemas/configuration.schema.json',
      'docs/schemas/scenario.schema.json',
      'docs/servers.md',
      'docs/unit-tests.md',
      'icon.png',
      'package.json',
      'syntaxes/go-template-injection.tmLanguage.json',
      'syntaxes/promql-flow-yaml-injection.tmLanguage.json',
      'syntaxes/promql-nested-yaml-injection.tmLanguage.json',
      'syntaxes/promql-yaml-injection.tmLanguage.json',
      'syntaxes/promql.language-configuration.json',
      'syntaxes/promql.tmLanguage.json',
    ]);
  });

  it('starts without the packages of the protocol', () => {
    // They bring Node's network modules along, which a bare Node has not loaded.
    const network = 'process.moduleLoadList.filter(name => /^NativeModule (?:net|child_process)$/.test(name)).join()';
    const print = `require('./dist/server.js'); console.log(${network})`;
    assert.equal(execFileSync(process.execPath, ['-e', print], { cwd: root, encoding: 'utf8' }).trim(), '');
    const serving = `require('./dist/server.js'); process.argv.push('x', 'lsp'); require('./dist/server.js').cliMain(); process.stdout.write(${network})`;
    const served = execFileSync(process.execPath, ['-e', serving], { cwd: root, encoding: 'utf8', input: '' });
    assert.match(served, /child_process/);
  });

  it('names files that exist', () => {
    const { main, bin, contributes } = manifest;
    const named = [main, ...Object.values(bin), ...contributes.grammars.map(one => one.path)];
    assert.deepEqual(
      named.filter(file => !fs.existsSync(path.join(root, file))),
      [],
    );
  });
});
