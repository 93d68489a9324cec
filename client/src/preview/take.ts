// Takes what the panel shows out of it: to the clipboard, into a file that the person names, to the server's own page.
import * as vscode from 'vscode';
import type { ServerKind } from '../../../server/src/datasource/prometheus/kinds';
import type { Servers } from '../servers';
import { pause } from '../turns';
import type { PreviewController } from './control';
import { csvOf, markdownOf, pageOf } from './exports';
import type { FromWebview } from './fromWebview';
import { inTurns } from './turns';

type Take = Extract<FromWebview, { readonly type: 'take' }>;

export async function take(
  controller: PreviewController,
  message: Take,
  kindAt: (resource: vscode.Uri) => Promise<ServerKind | undefined>,
): Promise<void> {
  const state = controller.state();
  const { rule } = controller.current();
  if (!rule) return;
  switch (message.as) {
    case 'markdown':
      await vscode.env.clipboard.writeText(markdownOf(state, rule.expr));
      vscode.window.setStatusBarMessage('ML Alerts: copied as Markdown.', 4_000);
      return;
    case 'csv': {
      if (!state.graph) return;
      const text = await inTurns(csvOf(state.graph), pause);
      await save(rule.name, 'csv', 'Comma-separated values', new TextEncoder().encode(text));
      return;
    }
    case 'png':
      await save(rule.name, 'png', 'Picture', Buffer.from(message.data, 'base64'));
      return;
    case 'page': {
      const address = addressOf(state.server, vscode.Uri.parse(rule.uri));
      const end = state.graph ? state.graph.startMs + state.graph.count * state.graph.stepMs : Date.now();
      const start = state.graph?.startMs ?? end - 6 * 3_600_000;
      const page = address && pageOf(address, rule.expr, start, end, await kindAt(vscode.Uri.parse(rule.uri)));
      if (page === undefined) {
        vscode.window.showInformationMessage(
          `${state.server ?? 'This server'} has no page that shows an expression. Copy as Markdown takes it along.`,
        );
        return;
      }
      // As a text: a URI that is parsed and printed again would be encoded twice.
      await vscode.env.openExternal(page as unknown as vscode.Uri);
    }
  }
}

/** What the server of a folder is, where it can be asked. */
export async function kindAt(servers: Servers, resource: vscode.Uri): Promise<ServerKind | undefined> {
  const connection = await servers.connect(resource);
  if (!connection.ok) return undefined;
  // Known already, as the panel asked it.
  const identity = await connection.source.identify({ timeoutMs: 3_000 });
  return identity.ok ? identity.data.kind : undefined;
}

async function save(name: string, extension: string, kind: string, bytes: Uint8Array): Promise<void> {
  const file = `${name.replace(/[^\w-]+/g, '-').slice(0, 80) || 'rule'}.${extension}`;
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const uri = await vscode.window.showSaveDialog({
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder.uri, file) } : {}),
    filters: { [kind]: [extension] },
  });
  if (uri) await vscode.workspace.fs.writeFile(uri, bytes);
}

/** The address of a server by its name, as the settings have it. */
function addressOf(name: string | undefined, resource: vscode.Uri): string | undefined {
  const servers = vscode.workspace.getConfiguration('mlAlertRules', resource).get<unknown>('servers');
  const found = (Array.isArray(servers) ? servers : []).find(
    (one: unknown) => typeof one === 'object' && one !== null && 'name' in one && one.name === name,
  ) as { readonly url?: unknown } | undefined;
  return typeof found?.url === 'string' ? found.url : undefined;
}
