// The questions about signing in to a server, and about what else a request needs: a tenant, certificates.
import * as vscode from 'vscode';
import { headerNameProblem, type ServerAuth, tokenUrlProblem } from '../serverAuth';
import type { TlsFiles } from '../serverSettings';
import { readTlsFiles } from '../tlsFiles';

/** What requests carry besides credentials. */
export interface Extras {
  readonly headers: Readonly<Record<string, string>>;
  readonly tls?: TlsFiles;
}

const tenantHeader = 'x-scope-orgid';

interface Choice extends vscode.QuickPickItem {
  readonly auth?: ServerAuth['kind'];
  readonly extra?: 'tenant' | 'certificate' | 'authority';
}

const authChoices: readonly Choice[] = [
  { auth: 'none', label: 'No credentials' },
  { auth: 'bearer', label: 'Bearer token', description: 'Authorization: Bearer …' },
  { auth: 'basic', label: 'User and password', description: 'Authorization: Basic …' },
  { auth: 'oauth2', label: 'OAuth 2 client credentials', description: 'a client id and secret give tokens' },
  { auth: 'sigv4', label: 'AWS signature', description: 'Amazon Managed Service for Prometheus' },
  { auth: 'google', label: 'Google credentials', description: 'gcloud auth application-default login' },
  { auth: 'header', label: 'A header of its own', description: 'e.g. X-API-Key: …' },
  { auth: 'cookie', label: 'Cookies', description: 'of a signed-in browser, until they end' },
];

const extraChoices: readonly Choice[] = [
  { extra: 'tenant', label: '$(organization) With a tenant…', description: 'X-Scope-OrgID of Mimir, Cortex, Loki' },
  {
    extra: 'certificate',
    label: '$(key) With a client certificate…',
    description: 'files of the certificate and its key',
  },
  { extra: 'authority', label: '$(verified) With an authority of your own…', description: 'file of a CA certificate' },
];

/** How to sign in, and what else requests carry; undefined when the person gives up. */
export async function askForSignIn(
  title: string,
  before: ServerAuth | undefined,
  known: Extras,
): Promise<{ readonly auth: ServerAuth; readonly extras: Extras } | undefined> {
  let extras = known;
  for (;;) {
    const picked = await vscode.window.showQuickPick(choices(before, extras), {
      title,
      placeHolder: 'How does the server want to be signed in to?',
      ignoreFocusOut: true,
    });
    if (!picked) return undefined;
    if (picked.auth !== undefined) {
      const auth = await askForDetails(title, picked.auth, before);
      return auth && { auth, extras };
    }
    // Whoever gives up one of these is asked how to sign in again.
    if (picked.extra !== undefined) extras = (await askForExtra(title, picked.extra, extras)) ?? extras;
  }
}

function choices(before: ServerAuth | undefined, { headers, tls }: Extras): readonly Choice[] {
  const now: Readonly<Record<string, string | undefined>> = {
    tenant: headers[tenantHeader],
    certificate: tls?.cert,
    authority: tls?.ca,
  };
  return [
    ...authChoices.map(choice => (choice.auth === before?.kind ? { ...choice, detail: 'as it is now' } : choice)),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    ...extraChoices.map(choice => {
      const value = now[choice.extra ?? ''];
      return value === undefined ? choice : { ...choice, detail: value };
    }),
  ];
}

/** One question with a text for an answer; an empty answer is allowed only with `optional`. */
async function ask(
  title: string,
  prompt: string,
  value: string | undefined,
  validate: (text: string) => string | undefined | Promise<string | undefined> = () => undefined,
  optional = false,
): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({
    title,
    prompt: optional ? `${prompt}; leave empty for none` : prompt,
    value: value ?? '',
    ignoreFocusOut: true,
    validateInput: entered => {
      if (entered.trim() === '') return optional ? undefined : 'Enter a value.';
      return validate(entered.trim());
    },
  });
  return text?.trim();
}

async function askForDetails(
  title: string,
  kind: ServerAuth['kind'],
  known: ServerAuth | undefined,
): Promise<ServerAuth | undefined> {
  switch (kind) {
    case 'none':
    case 'bearer':
    case 'cookie':
    case 'google':
      return { kind };
    case 'basic': {
      const user = await ask(title, 'User name', known?.kind === 'basic' ? known.user : undefined, text =>
        text.includes(':') ? 'A user name has no colon.' : undefined,
      );
      return user === undefined ? undefined : { kind, user };
    }
    case 'header': {
      const before = known?.kind === 'header' ? known.header : 'X-API-Key';
      const header = await ask(title, 'Name of the header', before, headerNameProblem);
      return header === undefined ? undefined : { kind, header };
    }
    case 'oauth2':
      return askForOAuth(title, known?.kind === 'oauth2' ? known : undefined);
    case 'sigv4':
      return askForSigV4(title, known?.kind === 'sigv4' ? known : undefined);
  }
}

async function askForOAuth(
  title: string,
  known: Extract<ServerAuth, { kind: 'oauth2' }> | undefined,
): Promise<ServerAuth | undefined> {
  const tokenUrl = await ask(title, 'Address of the token endpoint', known?.tokenUrl, tokenUrlProblem);
  if (tokenUrl === undefined) return undefined;
  const clientId = await ask(title, 'Client id', known?.clientId);
  if (clientId === undefined) return undefined;
  const scope = await ask(title, 'Scope', known?.scope, undefined, true);
  if (scope === undefined) return undefined;
  return {
    kind: 'oauth2',
    tokenUrl,
    clientId,
    ...(scope === '' ? {} : { scope }),
    ...(known?.audience === undefined ? {} : { audience: known.audience }),
  };
}

async function askForSigV4(
  title: string,
  known: Extract<ServerAuth, { kind: 'sigv4' }> | undefined,
): Promise<ServerAuth | undefined> {
  const region = await ask(title, 'Region, such as eu-central-1', known?.region, text =>
    /^[a-z0-9-]+$/.test(text) ? undefined : 'A region has small letters, digits and hyphens.',
  );
  if (region === undefined) return undefined;
  const key = await ask(
    title,
    'Access key id, or the name of a profile in ~/.aws/credentials',
    known?.accessKeyId ?? known?.profile ?? 'default',
  );
  if (key === undefined) return undefined;
  const service = known?.service === undefined ? {} : { service: known.service };
  // Ids of keys have a form that no profile has.
  const isKey = /^(?:AKIA|ASIA)[A-Z0-9]{12,}$/.test(key);
  return { kind: 'sigv4', region, ...service, ...(isKey ? { accessKeyId: key } : { profile: key }) };
}

async function askForExtra(
  title: string,
  extra: NonNullable<Choice['extra']>,
  known: Extras,
): Promise<Extras | undefined> {
  const { headers, tls } = known;
  if (extra === 'tenant') {
    const tenant = await ask(
      title,
      'Tenant; several with | between them',
      headers[tenantHeader],
      text => (/^[\x21-\x7e]+$/.test(text) ? undefined : 'A tenant has no spaces and only plain characters.'),
      true,
    );
    if (tenant === undefined) return undefined;
    const { [tenantHeader]: _, ...others } = headers;
    return { ...known, headers: tenant === '' ? others : { ...others, [tenantHeader]: tenant } };
  }
  if (extra === 'authority') {
    const ca = await ask(title, 'File of the authority (PEM, a full path)', tls?.ca, ca => problemOf({ ca }), true);
    return ca === undefined ? undefined : withTls(known, { ...tls, ca });
  }
  const cert = await ask(
    title,
    'File of the client certificate (PEM, a full path)',
    tls?.cert,
    text => problemOf({ cert: text, key: text }),
    true,
  );
  if (cert === undefined) return undefined;
  if (cert === '') return withTls(known, { ...(tls?.ca === undefined ? {} : { ca: tls.ca }) });
  const key = await ask(title, 'File of its key (PEM, a full path)', tls?.key, text => problemOf({ cert, key: text }));
  return key === undefined ? undefined : withTls(known, { ...tls, cert, key });
}

async function problemOf(files: TlsFiles): Promise<string | undefined> {
  const read = await readTlsFiles(files);
  return 'problem' in read ? read.problem : undefined;
}

function withTls({ headers }: Extras, { cert, key, ca }: TlsFiles): Extras {
  const tls = { ...(cert && key ? { cert, key } : {}), ...(ca ? { ca } : {}) };
  return Object.keys(tls).length === 0 ? { headers } : { headers, tls };
}
