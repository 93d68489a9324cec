// The extension leaves out of the language client's library what the server does not offer: what it offers is not left out.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import unusedFeatures from '../../tools/build/unusedClientFeatures.json';
import { Client } from './client';
import { build } from './program';

describe('features that the extension leaves out', () => {
  it('are none of those that the server announces', async () => {
    const names = Object.values(unusedFeatures).flatMap(({ announcedAs }) => announcedAs);
    build();
    const client = await Client.start();
    await client.stop();
    const announced = (name: string): unknown =>
      name
        .split('.')
        .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], client.serverCapabilities);
    assert.ok(announced('hoverProvider'));
    assert.deepEqual(
      names.filter(name => announced(name) !== undefined),
      [],
    );
  });

  it('are classes of the library, all that each of the modules has', () => {
    const library = path.resolve(__dirname, '../../node_modules/vscode-languageclient/lib/common');
    const client = fs.readFileSync(path.join(library, 'client.js'), 'utf8');
    const registered = new Map<string, string[]>();
    for (const [, module, name] of client.matchAll(/registerFeature\(new (\w+)_1\.(\w+)\(this/g))
      registered.set(module!, [...(registered.get(module!) ?? []), name!]);
    for (const [module, { classes }] of Object.entries(unusedFeatures))
      assert.deepEqual([...classes].sort(), registered.get(module)?.sort(), module);
  });
});
