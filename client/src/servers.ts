// The servers that queries may go to: the person's settings, the folder's choice among them, and a connection with its
// credentials. A workspace can only name one of the person's servers, never bring an address.
import * as vscode from 'vscode';
import type { ServerSource } from '../../server/src/datasource/datasource';
import { withCostGuard } from './costGuard';
import { openConnection } from './openConnection';
import type { Connected, Connection } from './preview/deps';
import type { Secrets } from './secrets';
import {
  type Choice,
  chooseServer,
  readServers,
  type ServerConfig,
  type ServerList,
  writeServer,
} from './serverSettings';

/** A server that can be asked, or why there is none. */
export type ServerConnection =
  | (Connected & { readonly source: ServerSource })
  | (Extract<Connection, { readonly ok: false }> & {
      /** No server is configured at all. */
      readonly isNone?: true;
    });

export interface Servers {
  list(): ServerList;
  /** The server that the folder of `resource` uses. */
  choice(resource?: vscode.Uri): Choice;
  /** A data source for the folder's server, or in words why there is none. */
  connect(resource?: vscode.Uri): Promise<ServerConnection>;
  connectTo(server: ServerConfig): Promise<ServerConnection>;
  save(servers: readonly ServerConfig[]): Promise<void>;
  /** Where the workspace would keep its choice, and whether it names a server already; no file where none is open. */
  placeOfChoice(resource?: vscode.Uri): { readonly file?: string; readonly named: boolean };
  /** Makes the folder of `resource` use a server. */
  choose(name: string, where: 'user' | 'workspace', resource?: vscode.Uri): Promise<void>;
}

const untrusted: Extract<ServerConnection, { ok: false }> = {
  ok: false,
  text: 'This workspace is not trusted, so no queries are sent. Files are checked and completed all the same.',
  actions: ['manageTrust'],
};

export function createServers(secrets: Secrets, userAgent: string): Servers {
  const open = new Map<string, { readonly key: string; readonly source: ServerSource }>();
  let opened = 0;

  const configuration = (resource?: vscode.Uri) => vscode.workspace.getConfiguration('mlAlertRules', resource);

  function list(): ServerList {
    // The setting's scope keeps values of a workspace out already; reading only the person's value says so twice.
    return readServers(configuration().inspect('servers')?.globalValue);
  }

  function choice(resource?: vscode.Uri): Choice {
    const name = configuration(resource).get('server');
    return chooseServer(list().servers, typeof name === 'string' ? name.trim() : '');
  }

  async function connectTo(server: ServerConfig): Promise<ServerConnection> {
    if (!vscode.workspace.isTrusted) return untrusted;
    const opening = await openConnection(server, { secrets, userAgent, verify: isStrict() });
    if ('problem' in opening)
      return { ok: false, name: server.name, text: opening.problem, actions: ['editServer', 'selectServer'] };
    let known = open.get(opening.key);
    if (!known) {
      const source = withCostGuard(opening.source(), { now: Date.now, agree: agreeToCost });
      opened++;
      known = { key: `${server.name}#${opened}`, source };
      // One entry a server: an older address or secret is of no use any more.
      for (const [key, entry] of open) if (entry.source.name === server.name) open.delete(key);
      open.set(opening.key, known);
      // What it is decides what it may be asked; nobody waits for that.
      void source.identify();
    }
    return { ok: true, name: server.name, ...known };
  }

  return {
    list,
    choice,
    connectTo,
    async connect(resource) {
      const chosen = choice(resource);
      const isNone = chosen.kind === 'none' && list().problems.length === 0;
      if (!vscode.workspace.isTrusted) return isNone ? { ...untrusted, isNone } : untrusted;
      switch (chosen.kind) {
        case 'none': {
          const [problem] = list().problems;
          return {
            ok: false,
            text: problem ?? 'No Prometheus server is configured. Add one to see what this rule gives.',
            actions: ['addServer'],
            ...(isNone ? { isNone } : {}),
          };
        }
        case 'undecided':
          return {
            ok: false,
            text: 'Several servers are configured. Choose the one for this folder.',
            actions: ['selectServer'],
          };
        case 'unknown':
          return {
            ok: false,
            text: `This folder names the server "${chosen.name}", which is not among your servers.`,
            actions: list().servers.length > 0 ? ['selectServer', 'addServer'] : ['addServer'],
          };
        case 'server':
          return connectTo(chosen.server);
      }
    },
    async save(servers) {
      // A connection holds its credentials: none outlives its server.
      for (const [key, { source }] of open) if (!servers.some(({ name }) => name === source.name)) open.delete(key);
      await configuration().update('servers', servers.map(writeServer), vscode.ConfigurationTarget.Global);
    },
    placeOfChoice(resource) {
      const { workspaceFolders, workspaceFile } = vscode.workspace;
      if (!workspaceFolders?.length) return { named: false };
      const target = workspaceTarget(resource);
      const ownFile = target === vscode.ConfigurationTarget.Workspace ? workspaceFile : undefined;
      const told = configuration(resource).inspect('server');
      return {
        file: ownFile ? ownFile.path.slice(ownFile.path.lastIndexOf('/') + 1) : '.vscode/settings.json',
        named: Boolean(told?.workspaceValue || told?.workspaceFolderValue),
      };
    },
    async choose(name, where, resource) {
      const target = where === 'user' ? vscode.ConfigurationTarget.Global : workspaceTarget(resource);
      await configuration(resource).update('server', name, target);
    },
  };
}

/** Modal, as the preview waits for the answer. */
async function agreeToCost(text: string): Promise<boolean> {
  const go = 'Send It';
  const detail = 'The server may be busy with it for a while. A shorter window or fewer series cost less.';
  return (await vscode.window.showWarningMessage(text, { modal: true, detail }, go)) === go;
}

/** Whether certificates are looked at; the person's own setting, as no workspace can set it. */
function isStrict(): boolean {
  return vscode.workspace.getConfiguration('http').inspect('proxyStrictSSL')?.globalValue !== false;
}

/** In a workspace of several folders each has settings of its own. */
function workspaceTarget(resource: vscode.Uri | undefined): vscode.ConfigurationTarget {
  const isOneOfSeveral =
    resource !== undefined &&
    vscode.workspace.getWorkspaceFolder(resource) !== undefined &&
    (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  return isOneOfSeveral ? vscode.ConfigurationTarget.WorkspaceFolder : vscode.ConfigurationTarget.Workspace;
}
