// The servers that queries may go to: the person's settings, the folder's choice among them, and a connection with its
// credentials. A workspace can only name one of the person's servers, never bring an address.
import * as vscode from 'vscode';
import type { DataSource } from '../../server/src/datasource/datasource';
import { createPrometheusClient } from '../../server/src/datasource/prometheus/client';
import { nodeTransport } from '../../server/src/transport/node';
import type { Connection } from './preview/deps';
import type { Secrets } from './secrets';
import {
  authHeaders,
  type Choice,
  chooseServer,
  parseServerUrl,
  readServers,
  type ServerConfig,
  type ServerList,
  secretTexts,
  writeServer,
} from './serverSettings';

export interface Servers {
  list(): ServerList;
  /** The server that the folder of `resource` uses. */
  choice(resource?: vscode.Uri): Choice;
  /** A data source for the folder's server, or in words why there is none. */
  connect(resource?: vscode.Uri): Promise<Connection>;
  connectTo(server: ServerConfig): Promise<Connection>;
  save(servers: readonly ServerConfig[]): Promise<void>;
  /** Where the workspace would keep its choice, and whether it names a server already; no file where none is open. */
  placeOfChoice(resource?: vscode.Uri): { readonly file?: string; readonly named: boolean };
  /** Makes the folder of `resource` use a server. */
  choose(name: string, where: 'user' | 'workspace', resource?: vscode.Uri): Promise<void>;
}

const untrusted: Connection = {
  ok: false,
  text: 'This workspace is not trusted, so no queries are sent. Files are checked and completed all the same.',
  actions: ['manageTrust'],
};

export function createServers(secrets: Secrets, userAgent: string): Servers {
  const open = new Map<string, { readonly key: string; readonly source: DataSource }>();
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

  async function connectTo(server: ServerConfig): Promise<Connection> {
    if (!vscode.workspace.isTrusted) return untrusted;
    const refuse = (text: string): Connection => ({
      ok: false,
      name: server.name,
      text,
      actions: ['editServer', 'selectServer'],
    });
    const address = parseServerUrl(server.url);
    if ('problem' in address)
      return refuse(`The address of the server "${server.name}" cannot be used. ${address.problem}`);
    let secret = '';
    if (server.auth.kind !== 'none') {
      const stored = await secrets.read(server.name, address.url, server.auth);
      switch (stored.state) {
        case 'missing':
          return refuse(
            `The server "${server.name}" needs credentials, and none are stored here. Edit the server to enter them.`,
          );
        case 'moved':
          return refuse(
            `The credentials of "${server.name}" were entered for ${stored.origin} and are not sent to ${address.url.origin}. Edit the server to enter them again.`,
          );
        case 'unencrypted':
          return refuse(
            `The credentials of "${server.name}" would travel unencrypted to ${address.url.origin}. Use https, or edit the server and agree to it.`,
          );
        case 'ready':
          secret = stored.secret;
      }
    }
    const signIn = authHeaders(server.auth, secret);
    if (!signIn)
      return refuse(`The credentials of "${server.name}" have characters that cannot be sent. Enter them again.`);
    const wanted = JSON.stringify([server, secret]);
    let known = open.get(wanted);
    if (!known) {
      const source = createPrometheusClient(
        {
          name: server.name,
          url: address.url,
          headers: { ...server.headers, ...signIn },
          secrets: secretTexts(secret, signIn),
          userAgent,
          pause: () => new Promise(resolve => setImmediate(resolve)),
        },
        nodeTransport,
      );
      opened++;
      known = { key: `${server.name}#${opened}`, source };
      // One entry a server: an older address or secret is of no use any more.
      for (const [key, entry] of open) if (entry.source.name === server.name) open.delete(key);
      open.set(wanted, known);
    }
    return { ok: true, name: server.name, ...known };
  }

  return {
    list,
    choice,
    connectTo,
    async connect(resource) {
      if (!vscode.workspace.isTrusted) return untrusted;
      const chosen = choice(resource);
      switch (chosen.kind) {
        case 'none': {
          const [problem] = list().problems;
          return {
            ok: false,
            text: problem ?? 'No Prometheus server is configured. Add one to see what this rule gives.',
            actions: ['addServer'],
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

/** In a workspace of several folders each has settings of its own. */
function workspaceTarget(resource: vscode.Uri | undefined): vscode.ConfigurationTarget {
  const isOneOfSeveral =
    resource !== undefined &&
    vscode.workspace.getWorkspaceFolder(resource) !== undefined &&
    (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  return isOneOfSeveral ? vscode.ConfigurationTarget.WorkspaceFolder : vscode.ConfigurationTarget.Workspace;
}
