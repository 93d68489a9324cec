// The extension's entry: makes the parts and connects them. Everything that decides something stands elsewhere.
import * as vscode from 'vscode';
import { State } from 'vscode-languageclient/node';
import { registerCheckPages } from './checkPages';
import type { CommandContext } from './commands/context';
import { registerCommands } from './commands/register';
import { createLanguageServer } from './languageClient';
import { createLive } from './live/live';
import { createPreview } from './preview/panel';
import { createSecrets } from './secrets';
import { createServers } from './servers';
import { createStatusBar } from './statusBar';
import { createTestExplorer } from './unitTests/explorer';

let stop: (() => Thenable<void>) | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel('ML Alert Rules', { log: true });
  const { name, version } = context.extension.packageJSON as { readonly name: string; readonly version: string };
  const secrets = createSecrets(context.secrets);
  const servers = createServers(secrets, `${name}/${version} (vscode)`);
  const languageServer = createLanguageServer(context, output);
  const { client } = languageServer;
  const preview = createPreview({
    extensionUri: context.extensionUri,
    client,
    servers,
    output,
    act(action, server, resource) {
      if (action === 'manageTrust') vscode.commands.executeCommand('workbench.trust.manage');
      else vscode.commands.executeCommand(`mlAlertRules.${action}`, action === 'editServer' ? server : resource);
    },
  });
  const presence = new vscode.EventEmitter<void>();
  const live = createLive({ client, servers, output, onPresence: () => presence.fire() });
  // Another server may be meant now, or one that could not be asked before.
  const serverChanged = (): void => {
    live.changed();
    preview.refresh();
  };
  const commands: CommandContext = { servers, secrets, preview, languageServer, output };
  context.subscriptions.push(
    output,
    preview,
    registerCheckPages(context.extensionUri),
    registerCommands(commands),
    presence,
    live,
    createTestExplorer(client, output),
    createStatusBar(servers, languageServer, { isAway: live.isAway, onChange: presence.event }),
    vscode.workspace.onDidGrantWorkspaceTrust(serverChanged),
    context.secrets.onDidChange(serverChanged),
    // After a crash the language server comes back by itself; the panel must not go on saying that it does not answer.
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) preview.refresh();
    }),
    vscode.workspace.onDidChangeConfiguration(event => {
      if (['servers', 'server', 'live'].some(name => event.affectsConfiguration(`mlAlertRules.${name}`)))
        serverChanged();
    }),
  );
  stop = async () => {
    if (client.needsStop()) await client.stop();
  };
  try {
    await client.start();
  } catch (error) {
    // Without the language server the commands and the output still work, and a restart may help.
    output.error(`The language server does not start: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export async function deactivate(): Promise<void> {
  await stop?.();
}
