// What a user of the editor's API sees: diagnostics, fixes, completion, hover, lenses and commands on the broken example.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { codeOf, diagnosticsOf } from './until';

const commands = [
  'previewRule',
  'addServer',
  'selectServer',
  'insertAlert',
  'editServer',
  'removeServer',
  'testServer',
  'restartServer',
  'showOutput',
];

async function open(name: string): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'a folder is open');
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, name));
  await vscode.window.showTextDocument(document);
  return document;
}

function placeOf(document: vscode.TextDocument, text: string, occurrence = 0): vscode.Position {
  let at = -1;
  for (let i = 0; i <= occurrence; i++) at = document.getText().indexOf(text, at + 1);
  assert.notEqual(at, -1, `${text} stands in ${document.fileName}`);
  return document.positionAt(at);
}

describe('the extension in VS Code', () => {
  it('reports the mistakes of the broken example at their characters', async () => {
    const document = await open('recommender-rules.yaml');
    const found = await diagnosticsOf(document.uri, all =>
      all.some(({ code }) => codeOf(code) === 'routing/root-receiver-only'),
    );
    const ratio = found.find(({ code }) => codeOf(code) === 'promql/used-over-free');
    assert.ok(ratio, 'the ratio is reported');
    assert.equal(document.getText(ratio.range), 'DCGM_FI_DEV_FB_USED / DCGM_FI_DEV_FB_FREE');
    assert.equal(ratio.severity, vscode.DiagnosticSeverity.Warning);
    assert.equal(ratio.source, 'ml-alert-rules');
    assert.ok(
      found.every(({ severity }) => severity !== vscode.DiagnosticSeverity.Error),
      'nothing in it is an error',
    );
  });

  it('links what it reports to pages that open and link to each other', async () => {
    const document = await open('recommender-rules.yaml');
    const found = await diagnosticsOf(document.uri, all =>
      all.some(({ code }) => codeOf(code) === 'routing/root-receiver-only'),
    );
    for (const { code } of found) {
      assert.ok(typeof code === 'object', `${code} has a page`);
      const page = await vscode.workspace.openTextDocument(code.target);
      assert.equal(page.languageId, 'markdown');
      assert.equal(page.lineAt(0).text, `# ${code.value}`);
    }
    const { target } = found[0]!.code as { readonly target: vscode.Uri };
    const list = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(target, '../../README.md'));
    const families = await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(target, '../..'));
    assert.ok(families.some(([name, type]) => name === 'promql' && type === vscode.FileType.Directory));
    const linked = [...list.getText().matchAll(/\]\(([^)]+\.md)\)/g)].map(([, name]) => name!);
    assert.ok(linked.length > 200);
    for (const name of linked) await vscode.workspace.fs.stat(vscode.Uri.joinPath(list.uri, '..', name));
    await assert.rejects(async () => vscode.workspace.fs.stat(vscode.Uri.joinPath(list.uri, '../no/page.md')));
    await assert.rejects(async () => vscode.workspace.fs.writeFile(target, new Uint8Array()));
  });

  it('reports inside the Secret', async () => {
    const document = await open('alertmanager-secret.yaml');
    const found = await diagnosticsOf(document.uri, all =>
      all.some(({ code }) => codeOf(code) === 'alertmanager/pagerduty-v1-key'),
    );
    const key = found.find(({ code }) => codeOf(code) === 'alertmanager/pagerduty-v1-key');
    assert.equal(document.getText(key!.range), 'service_key');
  });

  it('is silent in other YAML', async () => {
    const document = await vscode.workspace.openTextDocument({
      language: 'yaml',
      content: 'services:\n  web: {image: nginx}\n',
    });
    await vscode.window.showTextDocument(document);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
    );
    assert.deepEqual(lenses ?? [], []);
    assert.deepEqual(vscode.languages.getDiagnostics(document.uri), []);
  });

  it('fixes the ratio', async () => {
    const document = await open('recommender-rules.yaml');
    const found = await diagnosticsOf(document.uri, all =>
      all.some(({ code }) => codeOf(code) === 'promql/used-over-free'),
    );
    const { range } = found.find(({ code }) => codeOf(code) === 'promql/used-over-free')!;
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const fix = actions.find(({ title }) => title === 'Divide by used plus free');
    assert.ok(fix?.edit, `the fix is offered among ${actions.map(({ title }) => title).join(', ')}`);
    await vscode.workspace.applyEdit(fix.edit);
    assert.match(document.getText(), /DCGM_FI_DEV_FB_USED \/ \(DCGM_FI_DEV_FB_USED \+ DCGM_FI_DEV_FB_FREE\) > 0\.9/);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('completes a metric among the first five', async () => {
    const document = await open('recommender-rules.yaml');
    const at = placeOf(document, 'DCGM_FI_DEV_GPU_TEMP').translate(0, 'DCGM_FI_DEV_GPU_T'.length);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      at,
    );
    const labels = list.items
      .map(item => ({
        label: typeof item.label === 'string' ? item.label : item.label.label,
        key: item.sortText ?? '',
      }))
      .filter(({ label }) => label.startsWith('DCGM_FI_DEV_GPU_T'))
      .map(({ label }) => label);
    assert.ok(labels.slice(0, 5).includes('DCGM_FI_DEV_GPU_TEMP'), `the list begins ${labels.slice(0, 8).join(', ')}`);
  });

  it('explains a metric on hover', async () => {
    const document = await open('recommender-rules.yaml');
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      placeOf(document, 'DCGM_FI_DEV_XID_ERRORS').translate(0, 3),
    );
    const text = hovers
      .flatMap(({ contents }) => contents.map(part => (typeof part === 'string' ? part : part.value)))
      .join('\n');
    assert.match(text, /gauge/i);
    assert.match(text, /XID/i);
  });

  it('goes from a route to its receiver', async () => {
    const document = await open('alertmanager-secret.yaml');
    const places = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      placeOf(document, "'on-call'").translate(0, 3),
    );
    assert.ok(places.length > 0, 'a definition is found');
    const [place] = places;
    const line = 'range' in place! ? place.range.start.line : place!.targetRange.start.line;
    assert.match(document.lineAt(line).text, /name: 'on-call'/);
  });

  it('offers a preview over each rule', async () => {
    const document = await open('recommender-rules.yaml');
    await diagnosticsOf(document.uri, all => all.length > 0);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
      100,
    );
    const previews = lenses.filter(({ command }) => command?.command === 'mlAlertRules.previewRule');
    assert.equal(previews.length, 7);
  });

  it('has all its commands', async () => {
    const all = new Set(await vscode.commands.getCommands(true));
    for (const name of commands) assert.ok(all.has(`mlAlertRules.${name}`), name);
  });
});
