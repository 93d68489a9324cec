// Asks for everything a server needs, one question after the other; Escape at any of them changes nothing.
import * as vscode from 'vscode';
import { isExposed, type Secrets } from '../secrets';
import {
  authHeaders,
  headerNameProblem,
  parseServerUrl,
  type ServerAuth,
  type ServerConfig,
  type ServerUrl,
} from '../serverSettings';

export interface WizardResult {
  readonly server: ServerConfig;
  readonly url: ServerUrl;
  /** The secret to store, where a new one was entered. */
  readonly secret?: { readonly text: string; readonly unencrypted: boolean };
}

const authChoices: readonly (vscode.QuickPickItem & { readonly auth: ServerAuth['kind'] })[] = [
  { auth: 'none', label: 'No credentials' },
  { auth: 'bearer', label: 'Bearer token', description: 'Authorization: Bearer …' },
  { auth: 'basic', label: 'User and password', description: 'Authorization: Basic …' },
  { auth: 'header', label: 'A header of its own', description: 'e.g. X-API-Key: …' },
];

/** Asks for a new server, or for changes of `before`; undefined when the person gives up. */
export async function askForServer(
  before: ServerConfig | undefined,
  taken: readonly string[],
  secrets: Secrets,
): Promise<WizardResult | undefined> {
  const title = before ? `ML Alerts: Edit Server ${before.name}` : 'ML Alerts: Add Server';
  const entered = await vscode.window.showInputBox({
    title,
    prompt: 'Address of Prometheus, Thanos, Mimir or VictoriaMetrics, with its path prefix if it has one',
    placeHolder: 'http://localhost:9090',
    value: before?.url ?? '',
    ignoreFocusOut: true,
    validateInput: text => {
      const read = parseServerUrl(text);
      return 'problem' in read ? read.problem : undefined;
    },
  });
  if (entered === undefined) return undefined;
  const read = parseServerUrl(entered);
  if ('problem' in read) return undefined;
  const { url } = read;

  const name = await vscode.window.showInputBox({
    title,
    prompt: 'A name for this server; folders refer to it',
    value: before?.name ?? freeName(url, taken),
    ignoreFocusOut: true,
    validateInput: text =>
      text.trim() === ''
        ? 'Enter a name.'
        : taken.includes(text.trim()) && text.trim() !== before?.name
          ? 'Another server has this name.'
          : undefined,
  });
  if (name === undefined) return undefined;

  const auth = await askForAuth(title, before?.auth);
  if (!auth) return undefined;
  const server: ServerConfig = {
    name: name.trim(),
    url: url.base,
    ...(before?.kind === undefined ? {} : { kind: before.kind }),
    auth,
    headers: before?.headers ?? {},
  };
  if (auth.kind === 'none') return { server, url };

  const stored = before?.name === server.name ? await secrets.read(server.name, url, auth) : undefined;
  const keep = stored?.state === 'ready';
  const text = await vscode.window.showInputBox({
    title,
    prompt: `${auth.kind === 'basic' ? 'Password' : auth.kind === 'bearer' ? 'Token' : `Value of ${auth.header}`} for ${url.origin}${keep ? '; leave empty to keep the stored one' : ''}`,
    password: true,
    ignoreFocusOut: true,
    validateInput: value =>
      value.trim() === '' && !keep
        ? 'Enter the secret. It is kept in the secret storage of the editor, never in settings.'
        : authHeaders(auth, value.trim())
          ? undefined
          : 'It has characters that cannot be sent.',
  });
  if (text === undefined) return undefined;
  if (text.trim() === '') return { server, url };
  const unencrypted = isExposed(url);
  if (unencrypted) {
    const agree = 'Send It Unencrypted';
    const answer = await vscode.window.showWarningMessage(
      `The address ${url.origin} is not encrypted.`,
      {
        modal: true,
        detail: 'Whoever can read the network traffic can read the credentials. Use https where you can.',
      },
      agree,
    );
    if (answer !== agree) return undefined;
  }
  return { server, url, secret: { text: text.trim(), unencrypted } };
}

async function askForAuth(title: string, before: ServerAuth | undefined): Promise<ServerAuth | undefined> {
  const items = authChoices.map(choice =>
    choice.auth === before?.kind ? { ...choice, detail: 'as it is now' } : choice,
  );
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: 'How does the server want to be signed in to?',
    ignoreFocusOut: true,
  });
  switch (picked?.auth) {
    case undefined:
      return undefined;
    case 'basic': {
      const user = await vscode.window.showInputBox({
        title,
        prompt: 'User name',
        value: before?.kind === 'basic' ? before.user : '',
        ignoreFocusOut: true,
        validateInput: text =>
          text.includes(':') ? 'A user name has no colon.' : text === '' ? 'Enter a name.' : undefined,
      });
      return user === undefined ? undefined : { kind: 'basic', user };
    }
    case 'header': {
      const header = await vscode.window.showInputBox({
        title,
        prompt: 'Name of the header',
        value: before?.kind === 'header' ? before.header : 'X-API-Key',
        ignoreFocusOut: true,
        validateInput: headerNameProblem,
      });
      return header === undefined ? undefined : { kind: 'header', header };
    }
    default:
      return picked && { kind: picked.auth };
  }
}

function freeName(url: ServerUrl, taken: readonly string[]): string {
  const host = url.origin.replace(/^https?:\/\//, '').replace(/:\d+$/, '');
  const base = url.loopback ? 'local' : host;
  let name = base;
  for (let i = 2; taken.includes(name); i++) name = `${base}-${i}`;
  return name;
}
