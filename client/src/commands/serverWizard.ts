// Asks for everything a server needs, one question after the other; Escape at any of them changes nothing.
import * as vscode from 'vscode';
import { parseServerUrl, type ServerUrl } from '../../../server/src/datasource/prometheus/url';
import { isExposed, type Secrets, type SecretUse } from '../secrets';
import { needsSecret, type ServerAuth, secretName, secretProblem } from '../serverAuth';
import type { ServerConfig } from '../serverSettings';
import { isLocked, readTlsFiles } from '../tlsFiles';
import { askForSignIn } from './signInQuestions';

export interface WizardResult {
  readonly server: ServerConfig;
  readonly url: ServerUrl;
  /** Secrets to store, where new ones were entered. */
  readonly secrets: readonly EnteredSecret[];
}

interface EnteredSecret {
  readonly use: SecretUse;
  readonly text: string;
  /** The person agreed that it may be read on its way. */
  readonly unencrypted: boolean;
}

/** Asks for a new server, or for changes of `before`; undefined when the person gives up. */
export async function askForServer(
  before: ServerConfig | undefined,
  taken: readonly string[],
  secrets: Secrets,
): Promise<WizardResult | undefined> {
  const title = before ? `ML Alerts: Edit Server ${before.name}` : 'ML Alerts: Add Server';
  const url = await askForAddress(title, before);
  if (!url) return undefined;
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
  const known = { headers: before?.headers ?? {}, ...(before?.tls === undefined ? {} : { tls: before.tls }) };
  const signIn = await askForSignIn(title, before?.auth, known);
  if (!signIn) return undefined;
  const { auth, extras } = signIn;
  const server: ServerConfig = {
    name: name.trim(),
    url: url.base,
    ...(before?.kind === undefined ? {} : { kind: before.kind }),
    auth,
    ...extras,
  };
  const keepFrom = before?.name === server.name ? secrets : undefined;
  const entered: EnteredSecret[] = [];
  for (const use of await secretsOf(server, auth)) {
    const secret = await askForSecret(title, server.name, url, use, keepFrom);
    if (secret === undefined) return undefined;
    if (secret !== 'kept') entered.push(secret);
  }
  return { server, url, secrets: entered };
}

/** Stores what was entered; what else was stored for the server stays. */
export async function storeSecrets(secrets: Secrets, { server, url, secrets: entered }: WizardResult): Promise<void> {
  for (const { use, text, unencrypted } of entered) await secrets.write(server.name, url, use, text, unencrypted);
}

async function askForAddress(title: string, before: ServerConfig | undefined): Promise<ServerUrl | undefined> {
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
  return 'problem' in read ? undefined : read.url;
}

/** The secrets that a server cannot do without. */
async function secretsOf({ tls }: ServerConfig, auth: ServerAuth): Promise<readonly SecretUse[]> {
  const files = await readTlsFiles(tls);
  const locked = !('problem' in files) && files.key !== undefined && isLocked(files.key);
  return [
    ...(needsSecret(auth) ? [auth] : []),
    ...(locked ? [{ kind: 'passphrase', file: tls?.key ?? '' } as const] : []),
  ];
}

async function askForSecret(
  title: string,
  server: string,
  url: ServerUrl,
  use: SecretUse,
  keepFrom: Secrets | undefined,
): Promise<EnteredSecret | 'kept' | undefined> {
  const keep = (await keepFrom?.read(server, url, use))?.state === 'ready';
  const isPassphrase = use.kind === 'passphrase';
  const what = isPassphrase ? `Passphrase of ${use.file}` : `${secretName(use)} for ${placeOf(use, url)}`;
  const text = await vscode.window.showInputBox({
    title,
    prompt: `${what}${keep ? '; leave empty to keep the stored one' : ''}`,
    password: true,
    ignoreFocusOut: true,
    validateInput: value =>
      value.trim() === '' && !keep
        ? 'Enter the secret. It is kept in the secret storage of the editor, never in settings.'
        : isPassphrase
          ? undefined
          : secretProblem(use, value.trim()),
  });
  if (text === undefined) return undefined;
  if (text.trim() === '') return 'kept';
  const unencrypted = !isPassphrase && isExposed(url);
  if (unencrypted && !(await agreesToExpose(url))) return undefined;
  return { use, text: text.trim(), unencrypted };
}

/** Where a secret goes: the secret of an OAuth client to the token endpoint alone. */
function placeOf(auth: ServerAuth, { origin }: ServerUrl): string {
  return auth.kind === 'oauth2' ? auth.tokenUrl : origin;
}

async function agreesToExpose({ origin }: ServerUrl): Promise<boolean> {
  const agree = 'Send It Unencrypted';
  const answer = await vscode.window.showWarningMessage(
    `The address ${origin} is not encrypted.`,
    {
      modal: true,
      detail: 'Whoever can read the network traffic can read the credentials. Use https where you can.',
    },
    agree,
  );
  return answer === agree;
}

function freeName(url: ServerUrl, taken: readonly string[]): string {
  const host = url.origin.replace(/^https?:\/\//, '').replace(/:\d+$/, '');
  const base = url.loopback ? 'local' : host;
  let name = base;
  for (let i = 2; taken.includes(name); i++) name = `${base}-${i}`;
  return name;
}
