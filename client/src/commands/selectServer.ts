// "ML Alerts: Select Server": which of the person's servers this folder uses.
import * as vscode from 'vscode';
import type { CommandContext } from './context';
import { keepChoice } from './keepChoice';

export async function selectServer(context: CommandContext, resource: vscode.Uri | undefined): Promise<void> {
  const { servers } = context.servers.list();
  if (servers.length === 0) {
    await vscode.commands.executeCommand('mlAlertRules.addServer');
    return;
  }
  const choice = context.servers.choice(resource);
  const current = choice.kind === 'server' ? choice.server.name : undefined;
  const add = { label: '$(add) Add a server…' };
  const items = servers.map(server => ({
    label: server.name,
    description: server.url + (server.name === current ? ' (in use)' : ''),
  }));
  const picked = await vscode.window.showQuickPick([...items, add], {
    title: 'ML Alerts: Select Server',
    placeHolder: 'Which server do the rules of this folder run on?',
  });
  if (!picked) return;
  if (picked === add) {
    await vscode.commands.executeCommand('mlAlertRules.addServer');
    return;
  }
  await keepChoice(context, picked.label, resource);
}
