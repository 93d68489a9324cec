// "ML Alerts: Where Would This Alert Go?": the routes that take the alert of the rule at the cursor, as a list: a route leads to
// its place, a message to its text.
import * as vscode from 'vscode';
import {
  type Message,
  type RouteParams,
  type RouteResult,
  routeRequest,
  type WirePlace,
} from '../../../server/src/lsp/protocol';
import { messagePage, type RouteItem, routeItems } from '../route/items';
import type { CommandContext } from './context';

export async function whereWouldThisAlertGo({ languageServer: { client } }: CommandContext): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    vscode.window.showInformationMessage(
      'Open a rule file and put the cursor into a rule to see where its alert goes.',
    );
    return;
  }
  const params: RouteParams = { uri: editor.document.uri.toString(), position: editor.selection.active };
  const answer = await ask(client, params);
  if (!answer) return;
  const { rule, routing } = answer;
  if (!rule) {
    vscode.window.showInformationMessage('Put the cursor into an alerting rule to see where its alert goes.');
    return;
  }
  if (!routing) {
    vscode.window.showInformationMessage('No Alertmanager configuration was found in this folder.');
    return;
  }
  const items = routeItems(routing).map(asPick);
  const picked = await vscode.window.showQuickPick(items, {
    title: `Where ${rule.name} goes by ${vscode.workspace.asRelativePath(vscode.Uri.parse(routing.configuration))}`,
    placeHolder: routing.lacksTemplates
      ? 'Not all template files were found. Choose a route to open it, a message to read it.'
      : 'Choose a route to open it, a message to read it',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked?.item.place) await open(picked.item.place);
  else if (picked?.item.message) await show(picked.item.message);
}

/** The answer; with several configurations the person says which one is meant. */
async function ask(
  client: CommandContext['languageServer']['client'],
  params: RouteParams,
): Promise<RouteResult | undefined> {
  const answer = await client.sendRequest<RouteResult>(routeRequest, params);
  if (answer.routing || answer.candidates.length < 2) return answer;
  const picked = await vscode.window.showQuickPick(
    answer.candidates.map(uri => ({ label: vscode.workspace.asRelativePath(vscode.Uri.parse(uri)), uri })),
    { title: 'ML Alerts: Where Would This Alert Go?', placeHolder: 'By which Alertmanager configuration?' },
  );
  return picked && client.sendRequest<RouteResult>(routeRequest, { ...params, configuration: picked.uri });
}

function asPick(item: RouteItem): vscode.QuickPickItem & { readonly item: RouteItem } {
  const { kind, label, description, detail } = item;
  return {
    label,
    ...(kind === 'separator' ? { kind: vscode.QuickPickItemKind.Separator } : {}),
    ...(description === undefined ? {} : { description }),
    ...(detail === undefined ? {} : { detail }),
    item,
  };
}

async function open({ uri, range: { start, end } }: WirePlace): Promise<void> {
  const selection = new vscode.Range(start.line, start.character, end.line, end.character);
  await vscode.window.showTextDocument(vscode.Uri.parse(uri), { selection });
}

/** Messages are shown as documents that nobody saves. */
const scheme = 'ml-alert-message';
const pages = new Map<string, string>();

/** Lets messages be opened; registered once. */
export function messageDocuments(): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: uri => pages.get(uri.path) ?? '',
  });
}

async function show(message: Message): Promise<void> {
  // Of messages that were read before nobody needs the text.
  pages.clear();
  const path = `/${Date.now()}/${message.label} message.txt`;
  pages.set(path, messagePage(message));
  const document = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme, path }));
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: true });
}
