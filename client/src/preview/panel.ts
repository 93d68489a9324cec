// The preview's window in VS Code: one webview beside the editor, which follows the cursor and survives a reload.
// What it shows is decided by the controller; here it is only connected.
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  type LocateParams,
  type LocateResult,
  locateRequest,
  type RenderResult,
  type RouteResult,
  type RulePreview,
  renderRequest,
  routeRequest,
  ruleAtRequest,
  type ScenariosResult,
  type SimulationResult,
  scenariosRequest,
  simulationRequest,
} from '../../../server/src/lsp/protocol';
import { documentSelector } from '../languageClient';
import type { Servers } from '../servers';
import { pause } from '../turns';
import type { PreviewController } from './control';
import { createPreviewController } from './controller';
import type { PreviewDeps, Target } from './deps';
import { applyEdit, writtenRules } from './document';
import { readFromWebview, readSavedPanel } from './fromWebview';
import { onCommit } from './git';
import type { PreviewAction, PreviewState, SavedPanel } from './messages';
import { createOutgoing } from './outgoing';
import { page } from './page';
import { selectData } from './selectData';
import { createSimulations, fittingScenario } from './simulation';
import { kindAt, take } from './take';

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
  act(
    action: Exclude<PreviewAction, 'retry' | 'selectData' | 'simulate'>,
    server: string | undefined,
    resource: vscode.Uri | undefined,
  ): void;
}

const viewType = 'mlAlertRules.preview';

export function createPreview(host: PreviewHost): Preview {
  const simulations = createSimulations({
    facts: (uri, expr) => host.client.sendRequest<SimulationResult>(simulationRequest, { uri, expr }),
    scenarios: uri => host.client.sendRequest<ScenariosResult>(scenariosRequest, { uri }),
    now: Date.now,
    pause,
  });
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
        async connect(rule, scenario) {
          if (scenario !== undefined) return simulations.connect(rule, scenario);
          const connection = await host.servers.connect(vscode.Uri.parse(rule.uri));
          // Without a server there still is something to see.
          return !connection.ok && connection.isNone ? simulations.connect(rule, fittingScenario) : connection;
        },
        edit: params => applyEdit(host.client, params),
        written: rule => writtenRules(host.client, rule),
        route: params => host.client.sendRequest<RouteResult>(routeRequest, params),
        post: () => post(),
        log: text => host.output.warn(text),
        now: Date.now,
        pause,
        delay,
      },
      {
        range: saved?.range ?? '6h',
        pinned: saved?.pinned ?? false,
        ...(saved?.scenario === undefined ? {} : { scenario: saved.scenario }),
      },
    );
    const outgoing = createOutgoing(message => void panel.webview.postMessage(message));
    const post = () => {
      const { target } = controller.current();
      const state = controller.state();
      panel.title = state.rule ? `Preview: ${state.rule.name}` : 'ML Alerts Preview';
      if (panel.visible) outgoing.post(state, target && savedPanel(target, state));
    };
    const greet = () => {
      outgoing.forget();
      post();
    };
    const listeners = [
      panel.webview.onDidReceiveMessage((message: unknown) => receive(controller, message, greet)),
      panel.onDidChangeViewState(() => {
        controller.setVisible(panel.visible);
        if (panel.visible) followEditor(controller, vscode.window.activeTextEditor);
      }),
      vscode.window.onDidChangeActiveTextEditor(editor => followEditor(controller, editor)),
      vscode.window.onDidChangeTextEditorSelection(event => followEditor(controller, event.textEditor)),
      vscode.workspace.onDidSaveTextDocument(document => controller.documentSaved(document.uri.toString())),
      onCommit(() => {
        const { target } = controller.current();
        if (target) controller.documentSaved(target.uri);
      }),
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

  function receive(controller: PreviewController, sent: unknown, greet: () => void): void {
    const message = readFromWebview(sent);
    switch (message?.type) {
      case 'ready':
        greet();
        break;
      case 'range':
        controller.setRange(message.range);
        break;
      case 'part':
        controller.setPart(message.part);
        break;
      case 'moment':
        controller.pick(message.change);
        break;
      case 'tune':
        controller.tune(message.tune);
        break;
      case 'untune':
        controller.tune(undefined);
        break;
      case 'write':
        controller.write();
        break;
      case 'evaluate':
        controller.evaluate();
        break;
      case 'take':
        take(controller, message, resource => kindAt(host.servers, resource)).catch(error =>
          host.output.warn(`Not taken along: ${error}`),
        );
        break;
      case 'explain':
        controller.explain(message.open);
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
    if (action === 'selectData' || action === 'simulate') {
      selectData(controller, host.servers, simulations, action === 'simulate').catch(logFailure);
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

const delay: PreviewDeps['delay'] = (ms, run) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

/** What a reload of the window brings the panel back with. */
function savedPanel({ uri, position }: Target, { range, pinned, scenario }: PreviewState): SavedPanel {
  return { uri, ...position, range, pinned, ...(scenario === undefined ? {} : { scenario }) };
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
