// Reads the setting `mlAlertRules.servers`, which a person writes by hand: what cannot be used is said, never guessed.
// Pure; no vscode here.
import { parseServerUrl, type ServerUrl } from '../../server/src/datasource/prometheus/url';

/** How a server wants to be signed in to; the secret itself is in the editor's secret storage. */
export type ServerAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly user: string }
  | { readonly kind: 'bearer' }
  | { readonly kind: 'header'; readonly header: string };

export interface ServerConfig {
  readonly name: string;
  /** As the person wrote it. */
  readonly url: string;
  readonly kind?: string;
  readonly auth: ServerAuth;
  /** Headers that are no secret, such as a tenant. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface ServerList {
  readonly servers: readonly ServerConfig[];
  /** One sentence for each entry or part that is not used. */
  readonly problems: readonly string[];
}

const headerName = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
/** Headers that carry credentials by their nature: in settings they would be readable and synchronised. */
const secretHeaders = new Set(['authorization', 'proxy-authorization', 'cookie']);
/** Headers that the request itself decides. */
const ownHeaders = new Set(['host', 'content-length', 'content-type', 'connection', 'transfer-encoding']);

/** The usable servers of the setting's value. The first of two with the same name counts. */
export function readServers(value: unknown): ServerList {
  if (value === undefined || value === null) return { servers: [], problems: [] };
  if (!Array.isArray(value)) return { servers: [], problems: ['The setting mlAlertRules.servers must be a list.'] };
  const servers: ServerConfig[] = [];
  const problems: string[] = [];
  for (const [i, entry] of value.entries()) {
    const where = `Entry ${i + 1} of mlAlertRules.servers`;
    if (!isObject(entry) || typeof entry.name !== 'string' || entry.name.trim() === '') {
      problems.push(`${where} has no name.`);
      continue;
    }
    const name = entry.name.trim();
    if (typeof entry.url !== 'string') {
      problems.push(`${where} ("${name}") has no url.`);
      continue;
    }
    if (servers.some(server => server.name === name)) {
      problems.push(`${where} has the name "${name}" again.`);
      continue;
    }
    const auth = readAuth(entry.auth);
    if (!auth) {
      problems.push(`${where} ("${name}") has an auth that is not understood.`);
      continue;
    }
    servers.push({
      name,
      url: entry.url,
      ...(typeof entry.kind === 'string' ? { kind: entry.kind } : {}),
      auth,
      headers: readHeaders(entry.headers, `${where} ("${name}")`, problems),
    });
  }
  return { servers, problems };
}

/** The setting's form of a server, without what is the default. */
export function writeServer(server: ServerConfig): Record<string, unknown> {
  return {
    name: server.name,
    url: server.url,
    ...(server.kind === undefined ? {} : { kind: server.kind }),
    ...(server.auth.kind === 'none' ? {} : { auth: server.auth }),
    ...(Object.keys(server.headers).length === 0 ? {} : { headers: server.headers }),
  };
}

/** Which server a folder uses. */
export type Choice =
  | { readonly kind: 'server'; readonly server: ServerConfig }
  | { readonly kind: 'none' }
  | { readonly kind: 'undecided' }
  | { readonly kind: 'unknown'; readonly name: string };

/** The server that a folder names, or the only one; with several and no name the person has to choose. */
export function chooseServer(servers: readonly ServerConfig[], name: string): Choice {
  if (name !== '') {
    const server = servers.find(one => one.name === name);
    return server ? { kind: 'server', server } : { kind: 'unknown', name };
  }
  if (servers.length === 0) return { kind: 'none' };
  return servers.length === 1 ? { kind: 'server', server: servers[0]! } : { kind: 'undecided' };
}

/** The headers that sign a request in; undefined where the secret has characters that no header may carry. */
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
  }
}

/** Every form in which a server could hand the secret back, the whole headers first. */
export function secretTexts(secret: string, headers: Readonly<Record<string, string>>): readonly string[] {
  const values = Object.values(headers);
  const parts = values.map(value => value.replace(/^\w+ /, ''));
  const encoded = encodeURIComponent(secret);
  return [...new Set([...values, ...parts, secret, encoded])].filter(text => text !== '');
}

/** Whether a header may be called so; the request's own headers may not be replaced. */
export function headerNameProblem(name: string): string | undefined {
  if (!headerName.test(name)) return 'A header name has only letters, digits and characters such as - and _.';
  return ownHeaders.has(name.toLowerCase()) ? `The header ${name} cannot be set.` : undefined;
}

export type { ServerUrl };
export { parseServerUrl };

function readAuth(value: unknown): ServerAuth | undefined {
  if (value === undefined || value === null) return { kind: 'none' };
  const kind = typeof value === 'string' ? value : isObject(value) ? value.kind : undefined;
  switch (kind) {
    case 'none':
    case 'bearer':
      return { kind };
    case 'basic':
      return isObject(value) && typeof value.user === 'string' ? { kind, user: value.user } : undefined;
    case 'header':
      return isObject(value) && typeof value.header === 'string' && headerNameProblem(value.header) === undefined
        ? { kind, header: value.header }
        : undefined;
    default:
      return undefined;
  }
}

function readHeaders(value: unknown, where: string, problems: string[]): Readonly<Record<string, string>> {
  if (!isObject(value)) return {};
  const headers: Record<string, string> = {};
  for (const [name, text] of Object.entries(value)) {
    if (secretHeaders.has(name.toLowerCase())) {
      problems.push(`${where}: the header ${name} carries a secret and is not read from settings. Use auth instead.`);
    } else if (headerNameProblem(name) !== undefined || typeof text !== 'string' || !isHeaderValue(text)) {
      problems.push(`${where}: the header ${name} cannot be sent.`);
    } else {
      headers[name.toLowerCase()] = text;
    }
  }
  return headers;
}

function isHeaderValue(text: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(text);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
