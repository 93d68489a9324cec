// What commands work with; made once at activation. A command is one file with one function over this.
import * as vscode from 'vscode';
import type { LanguageServer } from '../languageClient';
import type { Preview } from '../preview/panel';
import type { Secrets } from '../secrets';
import type { ServerConfig } from '../serverSettings';
import type { Servers } from '../servers';

export interface CommandContext {
  readonly servers: Servers;
  readonly secrets: Secrets;
  readonly preview: Preview;
  readonly languageServer: LanguageServer;
  readonly output: vscode.LogOutputChannel;
}

/** The document that a command without arguments is about. */
export function activeResource(): vscode.Uri | undefined {
  return vscode.window.activeTextEditor?.document.uri;
}

/** The server with that name, or the one the person picks; undefined when there is none or the person gives up. */
export async function pickServer(
  context: CommandContext,
  placeHolder: string,
  name?: unknown,
): Promise<ServerConfig | undefined> {
  const { servers, problems } = context.servers.list();
  const named = typeof name === 'string' ? servers.find(server => server.name === name) : undefined;
  if (named) return named;
  for (const problem of problems) context.output.warn(problem);
  if (servers.length === 0) {
    const add = 'Add Server';
    const answer = await vscode.window.showInformationMessage(problems[0] ?? 'No server is configured yet.', add);
    if (answer === add) await vscode.commands.executeCommand('mlAlertRules.addServer');
    return undefined;
  }
  if (servers.length === 1) return servers[0];
  const items = servers.map(server => ({ label: server.name, description: server.url, server }));
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.server;
}
