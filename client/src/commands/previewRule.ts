// "ML Alerts: Preview Rule": opens the preview for the rule at the cursor, or at the place a code lens names.
import * as vscode from 'vscode';
import type { Target } from '../preview/deps';
import type { CommandContext } from './context';

/** `uri` and `position` come from a code lens; a menu passes the document's URI alone, the palette nothing. */
export async function previewRule(context: CommandContext, uri?: unknown, position?: unknown): Promise<void> {
  const target = readTarget(uri, position) ?? atCursor();
  if (!target) {
    vscode.window.showInformationMessage('Open a rule file and put the cursor into a rule to preview it.');
    return;
  }
  context.preview.show(target);
}

function readTarget(uri: unknown, position: unknown): Target | undefined {
  if (typeof uri !== 'string' || typeof position !== 'object' || position === null) return undefined;
  const { line, character } = position as Record<string, unknown>;
  return typeof line === 'number' && typeof character === 'number' ? { uri, position: { line, character } } : undefined;
}

function atCursor(): Target | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const { line, character } = editor.selection.active;
  return { uri: editor.document.uri.toString(), position: { line, character } };
}
