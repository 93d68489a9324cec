// The preview's window in VS Code: one webview beside the editor, which follows the cursor and survives a reload.
// What it shows is decided by the controller; here it is only connected.
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  type LocateParams,
  type LocateResult,
  locateRequest,
  type RenderResult,
  type RulePreview,
  renderRequest,
  ruleAtRequest,
} from '../../../server/src/lsp/protocol';
import { documentSelector } from '../languageClient';
import type { Servers } from '../servers';
import { createPreviewController, type PreviewController } from './controller';
import type { Target } from './deps';
import { type PreviewAction, readFromWebview, readSavedPanel, type SavedPanel, type ToWebview } from './messages';

export interface Preview extends vscode.Disposable {
  /** Opens the panel, or brings it to the front, for the rule at a place. */
  show(target: Target): void;
  /** Asks again after a server or its credentials changed. */
  refresh(): void;
}

export interface PreviewHost {
  readonly extensionUri: vscode.Uri;
  readonly client: LanguageClient;
  readonly servers: Servers;
  readonly output: vscode.LogOutputChannel;
  /** Runs what a button of the panel offers. */
  act(action: Exclude<PreviewAction, 'retry'>, server: string | undefined, resource: vscode.Uri | undefined): void;
}

const viewType = 'mlAlertRules.preview';

export function createPreview(host: PreviewHost): Preview {
  let open: { readonly panel: vscode.WebviewPanel; readonly controller: PreviewController } | undefined;

  function attach(panel: vscode.WebviewPanel, saved: SavedPanel | undefined): PreviewController {
    open?.panel.dispose();
    const controller = createPreviewController(
      {
        async ruleAt(target) {
          if (!(await isOpen(target.uri))) return null;
          return host.client.sendRequest<RulePreview | null>(ruleAtRequest, target);
        },
        render: params => host.client.sendRequest<RenderResult | null>(renderRequest, params),
        connect: uri => host.servers.connect(vscode.Uri.parse(uri)),
        post: () => void post(),
        log: text => host.output.warn(text),
        now: Date.now,
        delay: (ms, run) => {
          const timer = setTimeout(run, ms);
          return () => clearTimeout(timer);
        },
      },
      { window: saved?.window ?? '6h', pinned: saved?.pinned ?? false },
    );
    const post = () => {
      const { target } = controller.current();
      const state = controller.state();
      const message: ToWebview = {
        type: 'state',
        state,
        ...(target
          ? { saved: { uri: target.uri, ...target.position, window: state.window, pinned: state.pinned } }
          : {}),
      };
      panel.title = state.rule ? `Preview: ${state.rule.name}` : 'ML Alerts Preview';
      if (panel.visible) return panel.webview.postMessage(message);
      return undefined;
    };
    const listeners = [
      panel.webview.onDidReceiveMessage((message: unknown) => receive(controller, message, () => void post())),
      panel.onDidChangeViewState(() => {
        controller.setVisible(panel.visible);
        if (panel.visible) followEditor(controller, vscode.window.activeTextEditor);
      }),
      vscode.window.onDidChangeActiveTextEditor(editor => followEditor(controller, editor)),
      vscode.window.onDidChangeTextEditorSelection(event => followEditor(controller, event.textEditor)),
      vscode.workspace.onDidChangeTextDocument(event =>
        controller.documentChanged(event.document.uri.toString(), event.contentChanges),
      ),
    ];
    panel.onDidDispose(() => {
      for (const listener of listeners) listener.dispose();
      controller.dispose();
      if (open?.controller === controller) open = undefined;
    });
    panel.webview.options = {
      enableScripts: true,
      enableForms: false,
      localResourceRoots: [vscode.Uri.joinPath(host.extensionUri, 'dist')],
    };
    panel.webview.html = page(panel.webview, host.extensionUri);
    open = { panel, controller };
    if (saved) controller.follow({ uri: saved.uri, position: { line: saved.line, character: saved.character } }, true);
    return controller;
  }

  function receive(controller: PreviewController, sent: unknown, post: () => void): void {
    const message = readFromWebview(sent);
    switch (message?.type) {
      case 'ready':
        post();
        break;
      case 'window':
        controller.setWindow(message.window);
        break;
      case 'pin':
        controller.setPinned(message.pinned);
        break;
      case 'refresh':
        controller.refresh();
        break;
      case 'openRule':
        reveal(controller, undefined).catch(logFailure);
        break;
      case 'reveal':
        reveal(controller, { from: message.from, to: message.to }).catch(logFailure);
        break;
      case 'action':
        act(controller, message.action);
    }
  }

  function act(controller: PreviewController, action: PreviewAction): void {
    if (action === 'retry') {
      controller.refresh();
      return;
    }
    const uri = controller.current().target?.uri;
    host.act(action, controller.state().server, uri === undefined ? undefined : vscode.Uri.parse(uri));
  }

  /** Selects characters of the rule's expression in the editor, or goes to the rule. */
  async function reveal(
    controller: PreviewController,
    span: { readonly from: number; readonly to: number } | undefined,
  ) {
    const { rule, target } = controller.current();
    if (!rule || !target) return;
    const params: LocateParams | undefined = span && { uri: rule.uri, version: rule.version, id: rule.id, ...span };
    const ranges = params ? await host.client.sendRequest<LocateResult | null>(locateRequest, params) : [];
    const uri = vscode.Uri.parse(rule.uri);
    const shown = vscode.window.visibleTextEditors.find(editor => editor.document.uri.toString() === uri.toString());
    const editor = await vscode.window.showTextDocument(uri, {
      viewColumn: shown?.viewColumn ?? vscode.ViewColumn.One,
      preserveFocus: false,
    });
    const selections = (ranges ?? []).map(
      ({ start, end }) => new vscode.Selection(start.line, start.character, end.line, end.character),
    );
    const start = new vscode.Position(target.position.line, target.position.character);
    editor.selections = selections.length > 0 ? selections : [new vscode.Selection(start, start)];
    editor.revealRange(editor.selections[0]!, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  function logFailure(error: unknown): void {
    host.output.warn(`The editor cannot show the place: ${error instanceof Error ? error.message : String(error)}`);
  }

  const serializer = vscode.window.registerWebviewPanelSerializer(viewType, {
    async deserializeWebviewPanel(panel, value) {
      const saved = readSavedPanel(value);
      const controller = attach(panel, saved);
      if (!saved) followEditor(controller, vscode.window.activeTextEditor);
    },
  });
  return {
    show(target) {
      if (open) {
        open.panel.reveal(undefined, true);
        open.controller.follow(target, true);
        return;
      }
      const panel = vscode.window.createWebviewPanel(
        viewType,
        'ML Alerts Preview',
        { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
        {},
      );
      attach(panel, undefined).follow(target, true);
    },
    refresh() {
      open?.controller.refresh();
    },
    dispose() {
      serializer.dispose();
      open?.panel.dispose();
    },
  };
}

/** The language server knows open documents only; that of a pinned rule may have been closed, or not be open again yet. */
async function isOpen(uri: string): Promise<boolean> {
  if (vscode.workspace.textDocuments.some(document => document.uri.toString() === uri)) return true;
  try {
    await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
    return true;
  } catch {
    // Deleted or out of reach: there is no rule.
    return false;
  }
}

function followEditor(controller: PreviewController, editor: vscode.TextEditor | undefined): void {
  if (!editor || !vscode.languages.match(documentSelector, editor.document)) return;
  const { line, character } = editor.selection.active;
  controller.follow({ uri: editor.document.uri.toString(), position: { line, character } });
}

/** The page: one script and one style sheet of the package; nothing else may load, and nothing may be sent. */
function page(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  const nonce = randomBytes(18).toString('base64');
  const script = webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', 'webview.js'));
  const style = webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', 'webview.css'));
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none';">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${style}">
<title>ML Alerts Preview</title>
</head>
<body><script nonce="${nonce}" src="${script}"></script></body>
</html>`;
}
