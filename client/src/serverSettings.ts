// Reads the setting `mlAlertRules.servers`, which a person writes by hand: what cannot be used is said, never guessed.
// Pure; no vscode here.
import { isRecord } from '../../server/src/config/values';
import { type DeclaredKind, declaredKinds } from '../../server/src/datasource/prometheus/kinds';
import { headerNameProblem, isHeaderValue, readAuth, type ServerAuth } from './serverAuth';

export interface ServerConfig {
  readonly name: string;
  /** As the person wrote it. */
  readonly url: string;
  /** What stands at the address, where the person says so; it is found out otherwise. */
  readonly kind?: DeclaredKind;
  readonly auth: ServerAuth;
  /** Headers that are no secret, such as a tenant. */
  readonly headers: Readonly<Record<string, string>>;
  /** Files of certificates, where the platform's own do not do. */
  readonly tls?: TlsFiles;
}

/** Paths of PEM files on the machine that sends the requests. */
export interface TlsFiles {
  /** The client's certificate with its key. */
  readonly cert?: string;
  readonly key?: string;
  /** An authority that is trusted besides the system's. */
  readonly ca?: string;
}

export interface ServerList {
  readonly servers: readonly ServerConfig[];
  /** One sentence for each entry or part that is not used. */
  readonly problems: readonly string[];
}

/** Headers that carry credentials by their nature: in settings they would be readable and synchronised. */
const secretHeaders = new Set(['authorization', 'proxy-authorization', 'cookie']);

/** The usable servers of the setting's value. The first of two with the same name counts. */
export function readServers(value: unknown): ServerList {
  if (value === undefined || value === null) return { servers: [], problems: [] };
  if (!Array.isArray(value)) return { servers: [], problems: ['The setting mlAlertRules.servers must be a list.'] };
  const servers: ServerConfig[] = [];
  const problems: string[] = [];
  for (const [i, entry] of value.entries()) {
    const where = `Entry ${i + 1} of mlAlertRules.servers`;
    if (!isRecord(entry) || typeof entry.name !== 'string' || entry.name.trim() === '') {
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
    const kind = declaredKinds.find(one => one === entry.kind);
    if (entry.kind !== undefined && kind === undefined)
      problems.push(`${where} ("${name}") has a kind that is not known; what answers is found out instead.`);
    const tls = readTls(entry.tls);
    if (tls === null) {
      problems.push(`${where} ("${name}") has a tls that is not understood.`);
      continue;
    }
    servers.push({
      name,
      url: entry.url,
      ...(kind === undefined ? {} : { kind }),
      auth,
      headers: readHeaders(entry.headers, `${where} ("${name}")`, problems),
      ...(tls === undefined ? {} : { tls }),
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
    ...(server.tls === undefined ? {} : { tls: server.tls }),
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

/** Undefined where there are none, null where they make no sense: a certificate without its key is no use. */
function readTls(value: unknown): TlsFiles | undefined | null {
  if (value === undefined || value === null) return undefined;
  if (!isRecord(value)) return null;
  const file = (name: string): string | undefined => {
    const text = value[name];
    return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined;
  };
  const [cert, key, ca] = [file('cert'), file('key'), file('ca')];
  if ((cert === undefined) !== (key === undefined)) return null;
  if (cert === undefined && ca === undefined) return null;
  return {
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
    ...(ca === undefined ? {} : { ca }),
  };
}

function readHeaders(value: unknown, where: string, problems: string[]): Readonly<Record<string, string>> {
  if (!isRecord(value)) return {};
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
