// "ML Alerts: Test Server": asks a server what it is, and says in words what came back.
import * as vscode from 'vscode';
import { prometheusVersions } from '../../../server/src/config/schema';
import { isKnownPrometheus, readFeatures } from '../../../server/src/config/targets';
import { withoutLinks } from '../notificationText';
import type { ServerConfig } from '../serverSettings';
import { activeResource, type CommandContext, pickServer } from './context';
import { type Probe, probeServer } from './probe';

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
  const probe = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: `Asking ${server.name}…`, cancellable: true },
    async (_, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      const connection = await context.servers.connectTo(server);
      if (!connection.ok) return { good: false, text: connection.text, flags: [] };
      return probeServer(connection.source, server, controller.signal);
    },
  );
  context.output.info(probe.text);
  // Not awaited: the command is done, whether or not the person looks at the message.
  void tell(server, probe, activeResource());
}

async function tell(server: ServerConfig, probe: Probe, resource: vscode.Uri | undefined): Promise<void> {
  const text = withoutLinks(probe.text);
  if (!probe.good) {
    const edit = 'Edit Server';
    const answer = await vscode.window.showErrorMessage(text, edit);
    if (answer === edit) await vscode.commands.executeCommand('mlAlertRules.editServer', server.name);
    return;
  }
  const target = targetOf(probe, resource);
  const judge = `Judge Rules for ${target ?? ''}`;
  const answer = await vscode.window.showInformationMessage(text, ...(target === undefined ? [] : [judge]));
  if (answer === judge && target !== undefined) await judgeFor(target, probe.flags, resource);
}

/** The version of Prometheus that answers, where rules are judged for another one. */
function targetOf({ identity }: Probe, resource: vscode.Uri | undefined): string | undefined {
  if (identity?.kind !== 'prometheus' || identity.version === undefined) return undefined;
  if (!isKnownPrometheus(identity.version)) return undefined;
  const [minor] = /^\d+\.\d+/.exec(identity.version) ?? [];
  const now = vscode.workspace.getConfiguration('mlAlertRules.target', resource).get('prometheus');
  return minor === (now || prometheusVersions.newest) ? undefined : minor;
}

/** Kept with the workspace, whose rules run there. */
async function judgeFor(version: string, flags: readonly string[], resource: vscode.Uri | undefined): Promise<void> {
  const target = vscode.workspace.getConfiguration('mlAlertRules.target', resource);
  const where = vscode.workspace.workspaceFolders?.length
    ? vscode.ConfigurationTarget.Workspace
    : vscode.ConfigurationTarget.Global;
  await target.update('prometheus', version, where);
  const known = readFeatures(flags);
  if (Array.isArray(known) && known.length > 0) await target.update('features', known, where);
}
