// What is shipped: the list of packaged files changes only on purpose, and the manifest names files that exist.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { allChecks } from '../../server/src/checks/registry.gen';
import { packedPagesName, readPackedPages } from '../../server/src/files/packedPages';
import { lazy } from '../../server/src/text/lazy';
import { temporaryFolder } from '../harness/packed';

const root = path.join(import.meta.dirname, '../..');
const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  readonly main: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly grammars: readonly { readonly path: string }[];
  };
};

/** The files of the extension's package. */
const listed = lazy(() => {
  const vsce = path.join(root, 'node_modules/.bin/vsce');
  return execFileSync(vsce, ['ls', '--no-dependencies'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
});

describe('package', () => {
  it('holds these files and no others', () => {
    assert.deepEqual([...listed()].sort(), [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist/checks.json.br',
      'dist/cli.js',
      'dist/extension.js',
      'dist/protocol.js',
      'dist/server.js',
      'dist/webview.css',
      'dist/webview.js',
      'docs/catalogs.md',
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

  it('has the page of every check, also where the pages are packed', () => {
    const home = temporaryFolder('extension');
    for (const file of listed()) fs.cpSync(path.join(root, file), path.join(home, file));
    const pages = readPackedPages(path.join(home, 'dist', packedPagesName));
    const folder = path.join(root, 'docs/checks');
    const texts = fs
      .readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.md'))
      .map((name): [string, string] => [
        name.split(path.sep).join('/'),
        fs.readFileSync(path.join(folder, name), 'utf8'),
      ]);
    assert.deepEqual(new Map([...pages].sort()), new Map(texts.sort()));
    assert.deepEqual(
      allChecks.map(({ id }) => id).filter(id => !pages.get(`${id}.md`)?.startsWith(`# ${id}\n`)),
      [],
    );
    const explained = execFileSync(process.execPath, ['dist/cli.js', 'explain', 'gpu/last-xid'], { cwd: home });
    assert.equal(explained.toString(), pages.get('gpu/last-xid.md'));
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
