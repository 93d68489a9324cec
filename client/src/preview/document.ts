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
import { textInCommit } from './git';

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
  const texts = [
    { where: 'in the file on disk', read: textOnDisk },
    { where: 'in the last commit', read: textInCommit },
  ];
  const found = texts.map(async ({ where, read }) => {
    const text = await read(uri);
    if (text === undefined) return [];
    const params = { uri: rule.uri, text, group: rule.group, name: rule.name };
    const written = await client.sendRequest<BacktestRuleResult>(backtestRuleRequest, params);
    return written ? [{ where, rule: written }] : [];
  });
  return (await Promise.all(found)).flat();
}

async function textOnDisk(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}
