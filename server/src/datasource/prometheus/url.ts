// Addresses of servers: what a user may enter, and how a path of the API is joined to it. A wrong slash gives a redirect
// that loses the prefix, so addresses are built exactly. Layer: datasource.

export interface ServerUrl {
  /** Scheme, host and path prefix without a slash at the end: what requests are joined to. */
  readonly base: string;
  /** Scheme, host and port, normalised: what a secret is bound to. */
  readonly origin: string;
  /** '' or the prefix with a leading slash, e.g. `/prometheus`. */
  readonly prefix: string;
  readonly secure: boolean;
  /** The server runs on this machine, as seen from where the request is sent. */
  readonly loopback: boolean;
}

const urlShape = /^(https?):\/\/(\[[0-9a-f:.]+\]|[\p{L}\p{N}._-]+)(?::(\d{1,5}))?(\/[^\s?#\\]*)?$/iu;
/** Pages of the web interface and paths of the API that people copy with the address. */
const pastedTail = /\/(?:api\/v1(?:\/.*)?|graph|query|alerts|targets|rules)?$/;

/** Reads the address of a server as a user wrote it; `problem` is one sentence for the person. */
export function parseServerUrl(text: string): { readonly url: ServerUrl } | { readonly problem: string } {
  const trimmed = text.trim().replace(/[?#].*$/s, '');
  if (trimmed === '') return { problem: 'Enter the address of the server, such as http://localhost:9090.' };
  if (!/^https?:\/\//i.test(trimmed)) return { problem: 'The address must begin with http:// or https://.' };
  if (/^https?:\/\/[^/]*@/i.test(trimmed))
    return { problem: 'Leave user and password out of the address: they are asked for and kept separately.' };
  const match = urlShape.exec(trimmed);
  if (!match) return { problem: 'This is not an address of the form http://host:port/prefix.' };
  const scheme = match[1]!.toLowerCase();
  const host = match[2]!.toLowerCase();
  const port = match[3] === undefined ? undefined : Number(match[3]);
  if (port !== undefined && (port < 1 || port > 65535)) return { problem: 'The port must be between 1 and 65535.' };
  const isDefaultPort = port === undefined || port === (scheme === 'https' ? 443 : 80);
  const origin = `${scheme}://${host}${isDefaultPort ? '' : `:${port}`}`;
  const prefix = (match[4] ?? '').replace(/\/+$/, '/').replace(pastedTail, '').replace(/\/+$/, '');
  const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(host) || host.endsWith('.localhost');
  return { url: { base: origin + prefix, origin, prefix, secure: scheme === 'https', loopback } };
}

/** The address of one operation, e.g. `query` below `<base>/api/v1/`. */
export function apiUrl(server: ServerUrl, operation: string): string {
  return `${server.base}/api/v1/${operation}`;
}

/** Form encoding of parameters, in the given order. */
export function encodeForm(parameters: readonly (readonly [string, string])[]): string {
  return parameters.map(([name, value]) => `${encodeURIComponent(name)}=${encode(value)}`).join('&');
}

function encode(value: string): string {
  // A lone surrogate makes encodeURIComponent throw; the server could not read it either.
  return encodeURIComponent(
    value.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD'),
  ).replace(/%20/g, '+');
}

/** What a person can do about "not found", by what the address looks like. */
export function pathHint(server: ServerUrl): string {
  if (server.prefix === '')
    return 'The API may live below a path: try /prometheus (Mimir, Cortex, a reverse proxy) or the route prefix of the server.';
  return `Check the path ${server.prefix}: the API is expected at ${server.base}/api/v1/query.`;
}
