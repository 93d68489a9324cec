// "ML Alerts: Insert Standard Alert": a list by topic; what is chosen goes to the place that the language server names.
import * as vscode from 'vscode';
import {
  type StandardAlertsParams,
  type StandardAlertsResult,
  standardAlertsRequest,
  type WireStandardAlert,
} from '../../../server/src/lsp/protocol';
import type { CommandContext } from './context';

export async function insertAlert({ languageServer: { client } }: CommandContext): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const ask = (): Promise<StandardAlertsResult> => {
    const params: StandardAlertsParams = editor
      ? { uri: editor.document.uri.toString(), position: editor.selection.active }
      : {};
    return client.sendRequest<StandardAlertsResult>(standardAlertsRequest, params);
  };
  let answer = await ask();
  const picked = await vscode.window.showQuickPick(itemsOf(answer.alerts), {
    title: 'ML Alerts: Insert Standard Alert',
    placeHolder: `Insert ${answer.where}`,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (!picked?.alert) return;
  // Somebody else may have changed the document while the list was open.
  if (answer.version !== undefined && editor?.document.version !== answer.version) answer = await ask();
  const alert = answer.alerts.find(({ title }) => title === picked.alert?.title);
  if (!alert) return;
  const target = answer.version === undefined || !editor ? await newFile() : await shown(editor);
  const { start, end } = alert.range;
  const range = new vscode.Range(start.line, start.character, end.line, end.character);
  // The lines are indented for their place already.
  await target.insertSnippet(new vscode.SnippetString(alert.snippet), range, { ...undoStops, keepWhitespace: true });
  target.revealRange(new vscode.Range(target.selection.active, target.selection.active));
}

const undoStops = { undoStopBefore: true, undoStopAfter: true };

interface AlertItem extends vscode.QuickPickItem {
  readonly alert?: WireStandardAlert;
}

/** The alerts under their topics. Metrics stand behind the sentence, so that they are found, too. */
function itemsOf(alerts: readonly WireStandardAlert[]): readonly AlertItem[] {
  const topics = [...new Set(alerts.map(({ topic }) => topic))];
  return topics.flatMap((topic): readonly AlertItem[] => [
    { label: topic, kind: vscode.QuickPickItemKind.Separator },
    ...alerts
      .filter(alert => alert.topic === topic)
      .map(alert => ({
        label: alert.title,
        description: alert.needs && `needs ${alert.needs}`,
        detail: [alert.watches, ...alert.metrics].join(' '),
        alert,
      })),
  ]);
}

async function newFile(): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'yaml' }));
}

/** The editor with the keyboard in it. */
async function shown({ document, viewColumn }: vscode.TextEditor): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(document, { viewColumn });
}
