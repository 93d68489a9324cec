// "ML Alerts: Remove Server": takes a server out of the settings and its secret out of the secret storage.
import * as vscode from 'vscode';
import { type CommandContext, pickServer } from './context';

export async function removeServer(context: CommandContext, name?: unknown): Promise<void> {
  const server = await pickServer(context, 'Which server do you want to remove?', name);
  if (!server) return;
  const remove = 'Remove';
  const answer = await vscode.window.showWarningMessage(
    `Remove the server "${server.name}"?`,
    { modal: true, detail: `${server.url}. Its stored credentials are deleted, too.` },
    remove,
  );
  if (answer !== remove) return;
  await context.servers.save(context.servers.list().servers.filter(one => one.name !== server.name));
  await context.secrets.remove(server.name);
}
