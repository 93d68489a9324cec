// "ML Alerts: Create Test from This Alert" and "ML Alerts: Shrink This Test": the language server makes the texts, the editor
// writes them where they can be undone.
import * as vscode from 'vscode';
import {
  type CreateTestResult,
  createTestRequest,
  type RuleAtParams,
  type ShrinkTestResult,
  shrinkTestRequest,
  type WireRange,
} from '../../../server/src/lsp/protocol';
import { rangeOf } from '../unitTests/items';
import type { CommandContext } from './context';

const kinds: readonly (vscode.QuickPickItem & { readonly simulated: boolean })[] = [
  {
    label: 'From a simulated fault',
    description: 'labels and values as exporters write them',
    simulated: true,
  },
  { label: 'With plain values', description: 'the fewest labels and samples over which it fires', simulated: false },
];

const changedMeanwhile = 'The file has changed meanwhile; try again.';

/** Puts a test of the alert at the cursor into its file of tests, or into a new one, and shows it. */
export async function createTest(context: CommandContext): Promise<void> {
  const chosen = await vscode.window.showQuickPick(kinds, {
    title: 'Create Test from This Alert',
    placeHolder: 'The series of the test: a fault as it looks on a cluster, or as few as possible',
  });
  if (!chosen) return;
  const { simulated } = chosen;
  const versions = new Map(vscode.workspace.textDocuments.map(({ uri, version }) => [uri.toString(), version]));
  const answer = await ask<CreateTestResult>(context, createTestRequest, 'Making a test of this alert…', { simulated });
  if (!answer) return;
  if ('problem' in answer) {
    vscode.window.showInformationMessage(answer.problem);
    return;
  }
  const uri = vscode.Uri.parse(answer.uri);
  const open = vscode.workspace.textDocuments.find(one => one.uri.toString() === uri.toString());
  const before = versions.get(uri.toString());
  if (open && before !== undefined && open.version !== before) {
    vscode.window.showInformationMessage(changedMeanwhile);
    return;
  }
  const edit = new vscode.WorkspaceEdit();
  if (answer.isNew) edit.createFile(uri, { ignoreIfExists: false, overwrite: false });
  edit.insert(uri, rangeOf(answer.edit.range).start, answer.edit.newText);
  if (!(await vscode.workspace.applyEdit(edit))) {
    vscode.window.showErrorMessage(`The test could not be written to ${vscode.workspace.asRelativePath(uri)}.`);
    return;
  }
  const document = await vscode.workspace.openTextDocument(uri);
  const at = document.positionAt(
    document.offsetAt(rangeOf(answer.edit.range).start) + nameIn(answer.edit.newText, answer.names[0]),
  );
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at) });
  if (!simulated) return;
  const from = answer.scenario;
  vscode.window.setStatusBarMessage(
    from === undefined
      ? 'ML Alerts: no scenario makes a small test of this alert; its values are plain.'
      : `ML Alerts: the series are those of the scenario “${from}”.`,
    8000,
  );
}

/** Where the first test begins in the new text. */
function nameIn(text: string, name: string | undefined): number {
  return name === undefined ? 0 : Math.max(0, text.indexOf(name));
}

/** Makes the test at the cursor smaller. */
export async function shrinkTest(context: CommandContext): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const version = editor?.document.version;
  const answer = await ask<ShrinkTestResult>(context, shrinkTestRequest, 'Making this test smaller…');
  if (!answer || !editor) return;
  if ('problem' in answer) {
    vscode.window.showInformationMessage(answer.problem);
    return;
  }
  const { edits, before, after } = answer;
  if (edits.length === 0) {
    vscode.window.showInformationMessage('This test is as small as it gets.');
    return;
  }
  if (editor.document.version !== version) {
    vscode.window.showInformationMessage(changedMeanwhile);
    return;
  }
  const edit = new vscode.WorkspaceEdit();
  for (const { range, newText } of edits) edit.replace(editor.document.uri, rangeOf(range as WireRange), newText);
  if (!(await vscode.workspace.applyEdit(edit))) return;
  vscode.window.setStatusBarMessage(
    `${before.series} series with ${before.samples} samples became ${after.series} with ${after.samples}`,
    8000,
  );
}

/** Asks about the cursor, with progress that can be cancelled. */
async function ask<T>(
  { languageServer: { client } }: CommandContext,
  request: string,
  title: string,
  more: object = {},
): Promise<T | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (!editor || !client.isRunning()) {
    vscode.window.showInformationMessage('Open a rule file or a file of unit tests first.');
    return undefined;
  }
  const at: RuleAtParams = { uri: editor.document.uri.toString(), position: editor.selection.active };
  const params = { ...at, ...more };
  const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title };
  try {
    return await vscode.window.withProgress(options, (_, token) => client.sendRequest<T>(request, params, token));
  } catch (error) {
    if (error instanceof Error && /cancel/i.test(error.message)) return undefined;
    throw error;
  }
}
