// The manifest says what the code does: settings, commands, languages, and no file that is missing.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { allChecks } from '../../../server/src/checks/registry.gen';
import { settings, settingsSection } from '../../../server/src/config/schema';

const root = path.resolve(__dirname, '../../..');
const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
const { contributes } = manifest;
const source = (file: string) => fs.readFileSync(path.join(root, file), 'utf8');

describe('manifest', () => {
  it('has every setting of the schema, with the folder as its scope', () => {
    for (const { name, inEditor } of settings) {
      const property = contributes.configuration.properties[`${settingsSection}.${name}`];
      assert.equal(property !== undefined, inEditor, name);
      if (inEditor) assert.equal(property.scope, 'resource', name);
    }
  });
  it('describes every setting, and keeps addresses out of the hands of a workspace', () => {
    for (const [name, property] of Object.entries<Record<string, unknown>>(contributes.configuration.properties))
      assert.match(String(property.markdownDescription), /\.$/, name);
    assert.equal(contributes.configuration.properties['mlAlertRules.servers'].scope, 'machine');
    const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
    // The rest says how files are judged, as the workspace's own configuration file does.
    assert.deepEqual(restricted, [
      'mlAlertRules.servers',
      'mlAlertRules.server',
      'mlAlertRules.catalogs',
      'mlAlertRules.scenarios',
    ]);
  });
  it('names only checks and families that exist', () => {
    const ids = new Set(allChecks.flatMap(({ id }) => [id as string, id.slice(0, id.indexOf('/'))]));
    const text: string = contributes.configuration.properties['mlAlertRules.checks'].markdownDescription;
    const named = [...text.matchAll(/`([^`]+)`/g)].map(([, id]) => id!);
    assert.ok(named.length > 0);
    assert.deepEqual(
      named.filter(id => !ids.has(id)),
      [],
    );
  });
  it('titles every command that is registered, and registers every one that is titled', () => {
    const registered = [...source('client/src/commands/register.ts').matchAll(/^ {4}(\w+): \(?/gm)].map(
      match => match[1],
    );
    const titled = contributes.commands.map((command: { command: string }) =>
      command.command.replace('mlAlertRules.', ''),
    );
    assert.deepEqual([...titled].sort(), [...registered].sort());
    for (const { title } of contributes.commands) assert.match(title, /^ML Alerts: /);
  });
  it('starts for every language that the client attends to', () => {
    const languages = [
      ...(/languages = \[([^\]]+)\]/.exec(source('client/src/languageClient.ts'))?.[1] ?? '').matchAll(/'([^']+)'/g),
    ];
    assert.ok(languages.length > 0);
    for (const [, language] of languages)
      assert.ok(manifest.activationEvents.includes(`onLanguage:${language}`), language);
  });
  it('leaves snippets to the server, which knows the places where they may stand', () => {
    assert.equal(contributes.snippets, undefined);
  });
  it('lets Enter break the line: no words of the file, no item taken that nobody chose or that is written already', () => {
    const languages = [
      ...(/languages = \[([^\]]+)\]/.exec(source('client/src/languageClient.ts'))?.[1] ?? '').matchAll(/'([^']+)'/g),
    ].map(([, language]) => `[${language}]`);
    assert.deepEqual(contributes.configurationDefaults, {
      [languages.join('')]: {
        'editor.wordBasedSuggestions': 'off',
        'editor.acceptSuggestionOnEnter': 'smart',
        'editor.suggest.selectionMode': 'whenQuickSuggestion',
      },
    });
  });
  it('names all grammars that exist, and no other', () => {
    const named = (list: { path: string }[]) => list.map(item => path.basename(item.path)).sort();
    const present = (folder: string, ending: string) =>
      fs
        .readdirSync(path.join(root, folder))
        .filter(file => file.endsWith(ending))
        .sort();
    assert.deepEqual(named(contributes.grammars), present('syntaxes', '.tmLanguage.json'));
    for (const grammar of contributes.grammars)
      assert.equal(JSON.parse(source(grammar.path)).scopeName, grammar.scopeName);
  });
});
