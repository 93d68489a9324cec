// Waiting for VS Code as its events say, never by sleeping.
import * as vscode from 'vscode';

/** The first diagnostics of `uri` that `wanted` accepts; rejects after `limitMs`. */
export function diagnosticsOf(
  uri: vscode.Uri,
  wanted: (diagnostics: readonly vscode.Diagnostic[]) => boolean,
  limitMs = 90_000,
): Promise<readonly vscode.Diagnostic[]> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const now = vscode.languages.getDiagnostics(uri);
      if (!wanted(now)) return;
      clearTimeout(limit);
      listener.dispose();
      resolve(now);
    };
    const limit = setTimeout(() => {
      listener.dispose();
      const seen = vscode.languages.getDiagnostics(uri).map(({ code, message }) => `${codeOf(code)} ${message}`);
      reject(new Error(`the expected diagnostics did not come, there are: ${seen.join(' | ')}`));
    }, limitMs);
    const listener = vscode.languages.onDidChangeDiagnostics(look);
    look();
  });
}

/** A diagnostic's code as text, whether or not it links to a page. */
export function codeOf(code: vscode.Diagnostic['code']): string {
  return String(typeof code === 'object' ? code.value : code);
}
