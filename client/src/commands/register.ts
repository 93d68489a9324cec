// Ids of commands and the functions behind them; titles and menus stand in package.json.
import * as vscode from 'vscode';
import { addServer } from './addServer';
import { activeResource, type CommandContext } from './context';
import { editServer } from './editServer';
import { insertAlert } from './insertAlert';
import { previewRule } from './previewRule';
import { removeServer } from './removeServer';
import { restartServer } from './restartServer';
import { selectServer } from './selectServer';
import { showOutput } from './showOutput';
import { testServer } from './testServer';
import { messageDocuments, whereWouldThisAlertGo } from './whereWouldThisAlertGo';
import { createTest, shrinkTest } from './writeTests';

/** Registers every command; an argument is never trusted, as anyone may call a command. */
export function registerCommands(context: CommandContext): vscode.Disposable {
  const commands: Readonly<Record<string, (...args: unknown[]) => unknown>> = {
    previewRule: (uri, position) => previewRule(context, uri, position),
    insertAlert: () => insertAlert(context),
    createTest: () => createTest(context),
    shrinkTest: () => shrinkTest(context),
    whereWouldThisAlertGo: () => whereWouldThisAlertGo(context),
    addServer: resource => addServer(context, uriOf(resource)),
    selectServer: resource => selectServer(context, uriOf(resource)),
    editServer: name => editServer(context, name),
    removeServer: name => removeServer(context, name),
    testServer: name => testServer(context, name),
    restartServer: () => restartServer(context),
    showOutput: () => showOutput(context),
  };
  return vscode.Disposable.from(
    messageDocuments(),
    ...Object.entries(commands).map(([id, run]) => vscode.commands.registerCommand(`mlAlertRules.${id}`, run)),
  );
}

function uriOf(value: unknown): vscode.Uri | undefined {
  return value instanceof vscode.Uri ? value : activeResource();
}
