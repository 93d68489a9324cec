// "ML Alerts: Test Server": asks for the version and evaluates one constant, and says in words what came back.
import * as vscode from 'vscode';
import { withoutLinks } from '../notificationText';
import type { ServerConfig } from '../serverSettings';
import { type CommandContext, pickServer } from './context';

export async function testServer(context: CommandContext, name?: unknown): Promise<void> {
  const server = await pickServer(context, 'Which server do you want to test?', name);
  if (server) await testConnection(context, server);
}

/** Tries a server and shows the outcome. */
export async function testConnection(context: CommandContext, server: ServerConfig): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    vscode.window.showWarningMessage('This workspace is not trusted, so no server is asked.');
    return;
  }
  const { good, text: said } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: `Asking ${server.name}…`, cancellable: true },
    async (_, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      return outcome(context, server, controller.signal);
    },
  );
  context.output.info(said);
  const text = withoutLinks(said);
  if (good) {
    vscode.window.showInformationMessage(text);
    return;
  }
  const edit = 'Edit Server';
  // Not awaited: the command is done, whether or not the person looks at the message.
  vscode.window.showErrorMessage(text, edit).then(answer => {
    if (answer === edit) vscode.commands.executeCommand('mlAlertRules.editServer', server.name);
  });
}

async function outcome(
  context: CommandContext,
  server: ServerConfig,
  signal: AbortSignal,
): Promise<{ readonly good: boolean; readonly text: string }> {
  const connection = await context.servers.connectTo(server);
  if (!connection.ok) return { good: false, text: connection.text };
  const { source } = connection;
  // `vector(1)` needs no data and proves address, credentials and PromQL; not every server tells its version.
  const probe = await source.query('vector(1)', Date.now(), { signal, timeoutMs: 5_000, maxBytes: 64_000 });
  if (!probe.ok) return { good: false, text: `${server.name}: ${probe.error.message}` };
  const info = await source.buildInfo({ signal });
  const version = info.ok && info.data.version ? ` version ${info.data.version}` : '';
  const product = info.ok ? (info.data.application ?? 'Prometheus API') : 'Prometheus API';
  return {
    good: true,
    text: `${server.name} answers: ${product}${version}, ${Math.max(1, Math.round(probe.tookMs))} ms.`,
  };
}
