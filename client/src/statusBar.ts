// The status bar item beside a file of rules, of their unit tests or of Alertmanager: where queries go and for which versions
// files are judged. Also sets the context keys that menus and key bindings hang on.
import * as vscode from 'vscode';
import { alertmanagerVersions, prometheusVersions } from '../../server/src/config/schema';
import type { LanguageServer } from './languageClient';
import type { Servers } from './servers';

const ruleKinds: readonly string[] = ['rules', 'prometheus-rule'];
const testKind = 'unit-test';
const alertmanagerKinds: readonly string[] = ['alertmanager', 'alertmanager-config'];

/** Whether servers answer, as far as somebody asked. */
export interface ServerPresence {
  readonly isAway: (name: string) => boolean;
  readonly onChange: vscode.Event<void>;
}

export function createStatusBar(
  servers: Servers,
  languageServer: LanguageServer,
  presence: ServerPresence,
): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('mlAlertRules.server', vscode.StatusBarAlignment.Right, 90);
  item.name = 'ML Alert Rules: server and target version';
  item.command = 'mlAlertRules.selectServer';

  function update(): void {
    // Focus on the preview leaves no active editor: the document beside it is still the one that is meant.
    const editor =
      vscode.window.activeTextEditor ??
      vscode.window.visibleTextEditors.find(({ document }) => languageServer.kindsOf(document.uri).length > 0);
    const uri = editor?.document.uri;
    const kinds = uri ? languageServer.kindsOf(uri) : [];
    const hasRules = kinds.some(kind => ruleKinds.includes(kind));
    const hasTests = kinds.includes(testKind);
    vscode.commands.executeCommand('setContext', 'mlAlertRules.hasRules', hasRules);
    vscode.commands.executeCommand('setContext', 'mlAlertRules.hasTests', hasTests);
    const isOfPrometheus = hasRules || hasTests;
    // Catalogues and other files of our own have no target.
    if (!uri || !(isOfPrometheus || kinds.some(kind => alertmanagerKinds.includes(kind)))) {
      item.hide();
      return;
    }
    const target = vscode.workspace.getConfiguration('mlAlertRules.target', uri);
    const version = isOfPrometheus
      ? `Prometheus ${target.get('prometheus') || prometheusVersions.newest}`
      : `Alertmanager ${target.get('alertmanager') || alertmanagerVersions.newest}`;
    const choice = servers.choice(uri);
    const name = choice.kind === 'server' ? choice.server.name : choice.kind === 'unknown' ? choice.name : undefined;
    const isAway = hasRules && choice.kind === 'server' && presence.isAway(choice.server.name);
    item.text = `$(${isAway ? 'debug-disconnect' : 'pulse'}) ${hasRules ? `${name ?? 'no server'} · ` : ''}${version}`;
    item.tooltip = [
      `This file is judged for ${version}.`,
      hasRules && choice.kind === 'server' ? `Previews ask ${choice.server.name} (${choice.server.url}).` : '',
      isAway ? 'It does not answer at present: completion and checks go on without it.' : '',
      hasRules && choice.kind === 'unknown' ? `The server "${choice.name}" is not among your servers.` : '',
      hasRules && name === undefined
        ? choice.kind === 'none'
          ? 'Previews show simulated data.'
          : 'No server is chosen for previews.'
        : '',
      'Select to choose a server.',
    ]
      .filter(line => line !== '')
      .join('\n');
    item.show();
  }

  update();
  return vscode.Disposable.from(
    item,
    vscode.window.onDidChangeActiveTextEditor(update),
    vscode.window.onDidChangeVisibleTextEditors(update),
    languageServer.onDidChangeKinds(update),
    presence.onChange(update),
    vscode.workspace.onDidChangeConfiguration(event => {
      if (event.affectsConfiguration('mlAlertRules')) update();
    }),
  );
}
