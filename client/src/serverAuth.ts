// The ways to sign in to a server, as settings write them, and what each needs. Pure; no vscode here.
import { parseServerUrl } from '../../server/src/datasource/prometheus/url';

/** How a server wants to be signed in to; the secret itself is in the editor's secret storage. */
export type ServerAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly user: string }
  | { readonly kind: 'bearer' }
  | { readonly kind: 'header'; readonly header: string }
  /** Cookies as a browser sends them: `session=…; other=…`. */
  | { readonly kind: 'cookie' }
  | OAuth
  | SigV4
  /** What Google's tools left on this machine; `file` where it is another one. */
  | { readonly kind: 'google'; readonly file?: string };

/** OAuth 2 client credentials; the secret goes to the token endpoint alone. */
export interface OAuth {
  readonly kind: 'oauth2';
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly scope?: string;
  readonly audience?: string;
}

/** Amazon's signatures: with a key whose secret is stored, or with that of a profile on this machine. */
export interface SigV4 {
  readonly kind: 'sigv4';
  readonly region: string;
  /** `aps` where left out. */
  readonly service?: string;
  readonly accessKeyId?: string;
  readonly profile?: string;
}

/** Whether a secret has to be entered for it. */
export function needsSecret(auth: ServerAuth): boolean {
  switch (auth.kind) {
    case 'none':
    case 'google':
      return false;
    case 'sigv4':
      return auth.accessKeyId !== undefined;
    default:
      return true;
  }
}

/** What the secret is called, for questions and messages. */
export function secretName(auth: ServerAuth): string {
  switch (auth.kind) {
    case 'basic':
      return 'Password';
    case 'header':
      return `Value of ${auth.header}`;
    case 'cookie':
      return 'Cookies';
    case 'oauth2':
      return 'Client secret';
    case 'sigv4':
      return 'Secret access key';
    default:
      return 'Token';
  }
}

/** What a stored secret is bound to besides name and origin: it is not used for anything else. */
export function authKey(auth: ServerAuth): string {
  switch (auth.kind) {
    case 'basic':
      return JSON.stringify([auth.kind, auth.user]);
    case 'header':
      return JSON.stringify([auth.kind, auth.header]);
    case 'oauth2':
      return JSON.stringify([auth.kind, auth.tokenUrl, auth.clientId]);
    case 'sigv4':
      return JSON.stringify([auth.kind, auth.accessKeyId ?? '']);
    default:
      return JSON.stringify([auth.kind, '']);
  }
}

/** The same headers with every request; undefined where the secret has characters that no header may carry, or for other ways. */
export function authHeaders(auth: ServerAuth, secret: string): Readonly<Record<string, string>> | undefined {
  switch (auth.kind) {
    case 'none':
      return {};
    case 'basic':
      return { authorization: `Basic ${Buffer.from(`${auth.user}:${secret}`, 'utf8').toString('base64')}` };
    case 'bearer':
      return isHeaderValue(secret) ? { authorization: `Bearer ${secret}` } : undefined;
    case 'header':
      return isHeaderValue(secret) ? { [auth.header.toLowerCase()]: secret } : undefined;
    case 'cookie':
      return isHeaderValue(secret) ? { cookie: secret } : undefined;
    default:
      return undefined;
  }
}

/** Why a secret cannot be used, as a sentence. */
export function secretProblem(auth: ServerAuth, secret: string): string | undefined {
  const isSent = ['bearer', 'header', 'cookie'].includes(auth.kind);
  return isSent && !isHeaderValue(secret) ? 'It has characters that cannot be sent.' : undefined;
}

/** Every form in which a server could hand the secret back, the whole headers first. */
export function secretTexts(secret: string, headers: Readonly<Record<string, string>>): readonly string[] {
  const values = Object.values(headers);
  const parts = values.map(value => value.replace(/^\w+ /, ''));
  const encoded = encodeURIComponent(secret);
  // Cookies are handed back one by one.
  const cookies = (headers['cookie'] ?? '').split(/; */).map(text => text.slice(text.indexOf('=') + 1));
  return [...new Set([...values, ...parts, secret, encoded, ...cookies])].filter(text => text !== '');
}

const headerName = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
/** Headers that the request itself decides. */
const ownHeaders = new Set(['host', 'content-length', 'content-type', 'connection', 'transfer-encoding']);

/** Whether a header may be called so; the request's own headers may not be replaced. */
export function headerNameProblem(name: string): string | undefined {
  if (!headerName.test(name)) return 'A header name has only letters, digits and characters such as - and _.';
  return ownHeaders.has(name.toLowerCase()) ? `The header ${name} cannot be set.` : undefined;
}

/** Whether a token endpoint may get a secret: over https, or on this machine. */
export function tokenUrlProblem(text: string): string | undefined {
  const read = parseServerUrl(text);
  if ('problem' in read) return read.problem;
  if (!read.url.secure && !read.url.loopback) return 'A token endpoint must be reached over https.';
  return undefined;
}

export function isHeaderValue(text: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(text);
}

/** Reads `auth` of a setting; undefined where it is not understood. */
export function readAuth(value: unknown): ServerAuth | undefined {
  if (value === undefined || value === null) return { kind: 'none' };
  const fields = typeof value === 'string' ? { kind: value } : value;
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return undefined;
  const text = (name: string): string | undefined => {
    const field = (fields as Readonly<Record<string, unknown>>)[name];
    return typeof field === 'string' && field !== '' ? field : undefined;
  };
  const kind = text('kind');
  switch (kind) {
    case 'none':
    case 'bearer':
    case 'cookie':
      return { kind };
    case 'basic': {
      const user = text('user');
      return user === undefined ? undefined : { kind, user };
    }
    case 'header': {
      const header = text('header');
      return header !== undefined && headerNameProblem(header) === undefined ? { kind, header } : undefined;
    }
    case 'oauth2':
      return readOAuth(text);
    case 'sigv4':
      return readSigV4(text);
    case 'google': {
      const file = text('file');
      return { kind, ...(file === undefined ? {} : { file }) };
    }
    default:
      return undefined;
  }
}

type Field = (name: string) => string | undefined;

function readOAuth(text: Field): OAuth | undefined {
  const [tokenUrl, clientId, scope, audience] = ['tokenUrl', 'clientId', 'scope', 'audience'].map(text);
  if (tokenUrl === undefined || clientId === undefined || tokenUrlProblem(tokenUrl) !== undefined) return undefined;
  return {
    kind: 'oauth2',
    tokenUrl,
    clientId,
    ...(scope === undefined ? {} : { scope }),
    ...(audience === undefined ? {} : { audience }),
  };
}

function readSigV4(text: Field): SigV4 | undefined {
  const [region, service, accessKeyId, profile] = ['region', 'service', 'accessKeyId', 'profile'].map(text);
  if (region === undefined || !/^[a-z0-9-]+$/.test(region)) return undefined;
  return {
    kind: 'sigv4',
    region,
    ...(service === undefined ? {} : { service }),
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
    ...(profile === undefined ? {} : { profile }),
  };
}
