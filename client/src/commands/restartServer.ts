// "ML Alerts: Restart Language Server": a new process, which reads everything again.
import * as vscode from 'vscode';
import type { CommandContext } from './context';

export async function restartServer(context: CommandContext): Promise<void> {
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: 'Restarting the language server of ML Alert Rules' },
    () => context.languageServer.restart(),
  );
}
