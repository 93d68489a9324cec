// The document of a rule: edits that the language server knows the places of, and what the file said before.
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  type BacktestRuleResult,
  backtestRuleRequest,
  type EditRuleParams,
  type EditRuleResult,
  editRuleRequest,
  type RulePreview,
} from '../../../server/src/lsp/protocol';
import type { WrittenRule } from './before';

/** Makes an edit of a rule; false where the language server is not sure of it. */
export async function applyEdit(client: LanguageClient, params: EditRuleParams): Promise<boolean> {
  const edits = await client.sendRequest<EditRuleResult>(editRuleRequest, params);
  if (!edits) return false;
  const uri = vscode.Uri.parse(params.uri);
  const open = vscode.workspace.textDocuments.find(document => document.uri.toString() === uri.toString());
  // Places of another version are not those of this text.
  if (open?.version !== params.version) return false;
  const edit = new vscode.WorkspaceEdit();
  for (const { range, newText } of edits) {
    const { start, end } = range;
    edit.replace(uri, new vscode.Range(start.line, start.character, end.line, end.character), newText);
  }
  return vscode.workspace.applyEdit(edit);
}

/** The alert of a rule as the file says it on disk, and as the last commit does. */
export async function writtenRules(client: LanguageClient, rule: RulePreview): Promise<readonly WrittenRule[]> {
  const uri = vscode.Uri.parse(rule.uri);
  if (uri.scheme !== 'file') return [];
  const texts = await Promise.all([textOnDisk(uri), textInCommit(uri)]);
  const found = texts.map(async ({ where, text }) => {
    if (text === undefined) return [];
    const params = { uri: rule.uri, text, group: rule.group, name: rule.name };
    const written = await client.sendRequest<BacktestRuleResult>(backtestRuleRequest, params);
    return written ? [{ where, rule: written }] : [];
  });
  return (await Promise.all(found)).flat();
}

async function textOnDisk(uri: vscode.Uri): Promise<{ readonly where: string; readonly text?: string }> {
  const where = 'in the file on disk';
  try {
    return { where, text: new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)) };
  } catch {
    return { where };
  }
}

/** The part of VS Code's own Git extension that is used here. */
interface GitApi {
  getRepository(uri: vscode.Uri): { show(ref: string, path: string): Promise<string> } | null;
}

async function textInCommit(uri: vscode.Uri): Promise<{ readonly where: string; readonly text?: string }> {
  const where = 'in the last commit';
  try {
    const git = vscode.extensions.getExtension<{ getAPI(version: 1): GitApi }>('vscode.git');
    // An extension that is off, or not loaded, is not woken for this.
    const repository = git?.isActive ? git.exports.getAPI(1).getRepository(uri) : null;
    return repository ? { where, text: await repository.show('HEAD', uri.fsPath) } : { where };
  } catch {
    // A file that was never committed.
    return { where };
  }
}
