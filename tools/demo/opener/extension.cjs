// What `npm run demo -- --open` adds to the editor: the rule of the demo is opened and its preview filled, as a person would do it
// by a click on "Preview" above the rule.
const vscode = require('vscode');

const file = 'recommender-rules.yaml';
const rule = 'alert: GpuTooHot';

exports.activate = async () => {
  const folder = vscode.workspace.workspaceFolders?.[0];
  const product = vscode.extensions.getExtension('ml-alert-rules.ml-alert-rules');
  if (!folder || !product) return;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, file));
  const at = document.positionAt(document.getText().indexOf(rule) + rule.length);
  await vscode.window.showTextDocument(document, {
    viewColumn: vscode.ViewColumn.One,
    preview: false,
    selection: new vscode.Range(at, at),
  });
  await product.activate();
  await vscode.commands.executeCommand('mlAlertRules.previewRule', document.uri.toString(), {
    line: at.line,
    character: at.character,
  });
};
