// The error that an answer tells of, in one or two plain sentences and with a kind that the interface acts on.
// Layer: datasource.

import type { SourceError } from '../datasource';
import type { TransportReply } from '../transport';
import { isCutOff, isJson, maxLooked, titleOf, wordsOf } from './body';
import { endsInside } from './envelope';
import { cutOff, type RequestContext } from './failures';
import { positionFromMessage, withoutPosition } from './position';
import { clean, ended, said, seconds, sentence } from './shownText';
import { pathHint } from './url';

/** The error of a reply whose status is not 2xx and that carries no error of the API. */
export function statusError(reply: TransportReply, context: RequestContext): SourceError {
  const { status } = reply;
  const { server } = context;
  const words = clean(wordsOf(reply.text), context).slice(0, 200);
  const said = words === '' ? '' : ` It says: ${words}`;
  if (status >= 300 && status < 400) return redirectError(reply, context);
  if (status === 401 && /org[ _-]?id/i.test(reply.text)) {
    return {
      kind: 'unauthorized',
      status,
      message: 'The server wants a tenant (401). Edit the server and give it one (header X-Scope-OrgID).',
    };
  }
  if (status === 401)
    return {
      kind: 'unauthorized',
      status,
      message:
        context.secrets.length > 0
          ? 'The server wants other credentials (401). Enter them again.'
          : 'The server wants credentials (401). Edit the server and enter them.',
    };
  if (status === 403)
    return {
      kind: 'forbidden',
      status,
      message: `${
        context.secrets.length > 0
          ? 'The server does not allow queries with these credentials (403): they are wrong, or lack the right to query.'
          : 'The server does not allow queries without credentials (403).'
      }${said}`,
    };
  if (status === 407)
    return {
      kind: 'unreachable',
      status,
      message: 'A proxy wants to be signed in to (407). Check the setting http.proxy.',
    };
  if (status === 404 || status === 405 || status === 410)
    return {
      kind: 'not-found',
      status,
      // Plain text only repeats the status; the JSON of a proxy says what it misses.
      message: `There is no Prometheus API at ${server.base} (${status}). ${pathHint(server)}${isJson(reply.text) ? said : ''}`,
    };
  if (status === 413 || status === 414 || status === 431)
    return { kind: 'bad-query', status, message: `The expression is too long for the server (${status}).` };
  if (status === 429) return rateLimited(reply, isJson(reply.text) ? said : '');
  if (status === 400 && /HTTP request .{1,20} HTTPS/i.test(reply.text))
    return { kind: 'tls', status, message: `The server speaks https. Change the address to https://.${said}` };
  if (status === 503)
    return {
      kind: 'unavailable',
      status,
      message: `The server is not ready (503): it may be starting or overloaded.${said}`,
      ...retryAfter(reply),
    };
  if (status === 502 || status === 504)
    return { kind: 'unavailable', status, message: `A gateway in front of the server answers ${status}.${said}` };
  return { kind: 'server-error', status, message: `The server answers ${status}.${said}` };
}

/** The error that the API itself reports, placed in the expression where the message names a place. */
export function apiError(
  reply: TransportReply,
  error: { readonly errorType: string; readonly error: string },
  context: RequestContext,
): SourceError {
  const { status } = reply;
  const text = clean(error.error, context);
  const shown = text === '' ? `no reason given (${status})` : text;
  if (status === 401 || status === 403 || status === 429) return statusError(reply, context);
  switch (error.errorType) {
    case 'bad_data': {
      const position = context.expr === undefined ? undefined : positionFromMessage(error.error, context.expr);
      return {
        kind: 'bad-query',
        status,
        message: sentence(position ? withoutPosition(shown) : shown),
        ...(position ? { position } : {}),
        ...said(text),
      };
    }
    case 'timeout':
      return {
        kind: 'timeout',
        status,
        message: `The server gave up: ${ended(shown)} Narrow the expression or the window.`,
      };
    case 'canceled':
      return { kind: 'timeout', status, message: `The server stopped the query: ${ended(shown)}` };
    case 'unavailable':
      return { kind: 'unavailable', status, message: sentence(shown), ...retryAfter(reply) };
    case 'not_found':
      return { kind: 'not-found', status, message: `${sentence(shown)} ${pathHint(context.server)}` };
    case 'internal':
      return { kind: 'server-error', status, message: `The server reports an internal error: ${ended(shown)}` };
    default: {
      // VictoriaMetrics writes the status here, for errors of syntax and of evaluation alike; Prometheus says `execution`.
      const isParse = /pars(?:e|ing)|syntax/i.test(error.error);
      const position =
        context.expr !== undefined && isParse ? positionFromMessage(error.error, context.expr) : undefined;
      return {
        kind: isParse ? 'bad-query' : status >= 500 ? 'server-error' : 'execution',
        status,
        message: sentence(position ? withoutPosition(shown) : shown) + narrower(shown),
        ...(position ? { position } : {}),
        // Others write all their failures so, those of their network among them.
        ...(error.errorType === 'execution' && status < 500 ? said(text) : {}),
      };
    }
  }
}

/** What to do about a limit of the server, where its message does not say so. */
function narrower(shown: string): string {
  return /too many samples|too many (?:unique )?time ?series/i.test(shown)
    ? ' Narrow the expression or the window.'
    : '';
}

/** The error of a complete reply that is not what the API would send. */
export function formatError(reply: TransportReply, problem: string, context: RequestContext): SourceError {
  const type = reply.headers['content-type'] ?? '';
  const start = reply.text.slice(0, maxLooked);
  if (/^\s*</.test(start) || /\bhtml\b/i.test(type)) {
    const login = signIn.test(start);
    const titled = clean(titleOf(start), context).slice(0, 80);
    const named = titled === '' ? '' : ` (“${titled}”)`;
    return {
      kind: 'html',
      status: reply.status,
      message: login
        ? `A login page answers at ${context.server.origin}${named}, not the Prometheus API. Sign-in pages are not supported: use a token.`
        : `A web page answers at ${context.server.base}${named}, not the Prometheus API. ${pathHint(context.server)}`,
    };
  }
  if (!/\S/.test(start))
    return {
      kind: 'malformed',
      status: reply.status,
      message: 'The answer is empty. This may not be a Prometheus API.',
    };
  // To look through a very long one would hold up others.
  if (problem === endsInside || (!reply.more && reply.text.length < 1_000_000 && isCutOff(reply.text)))
    return cutOff(context.server, reply.status);
  return {
    kind: 'malformed',
    status: reply.status,
    message: `The answer of ${context.server.origin} ${problem}. This may not be a Prometheus API.`,
  };
}

/** What pages that want a sign-in say of themselves, and their addresses. */
const signIn = /log[ _-]?in|sign[ _-]?in|password|sso|oauth|saml/i;

function redirectError(reply: TransportReply, context: RequestContext): SourceError {
  const target = clean(reply.headers['location'] ?? '', context)
    .replace(/[?#].*$/, '')
    .replace(/^(\w+:)?\/\/[^/]*@/, '$1//');
  const base = target.replace(/\/api\/v1\/.*$/, '');
  const sameOrigin = target.startsWith('/') || target.startsWith(`${context.server.origin}/`);
  const isSignIn = sameOrigin && base === target && signIn.test(target);
  return {
    kind: 'redirect',
    status: reply.status,
    message: isSignIn
      ? `The server answers queries with its sign-in page (${base}). Sign-in pages are not supported: use a token.`
      : target === ''
        ? `The server answers with a redirect (${reply.status}), which is not followed. Correct the address.`
        : sameOrigin
          ? moved(target, base, context)
          : `The server redirects to ${base}, which is not followed: credentials would leave ${context.server.origin}. A sign-in page may stand there: use a token, enter new cookies, or correct the address.`,
  };
}

/** A redirect within the origin, which was followed once already. */
function moved(target: string, base: string, { server }: RequestContext): string {
  const place = base.startsWith('/') || base === '' ? `${server.origin}${base}` : base;
  return place.replace(/\/+$/, '') === server.base.replace(/\/+$/, '')
    ? `The server redirects its own API to ${target}, which leads nowhere. Look at the proxy in front of it.`
    : `The server has moved to ${place}. Correct the address.`;
}

function rateLimited(reply: TransportReply, said: string): SourceError {
  const wait = retryAfter(reply);
  const when = wait.retryAfterMs === undefined ? 'later' : `in ${seconds(wait.retryAfterMs)}`;
  return {
    kind: 'rate-limited',
    status: 429,
    message: `The server takes no more queries for now (429). Try again ${when}.${said}`,
    ...wait,
  };
}

function retryAfter(reply: TransportReply): { retryAfterMs?: number } {
  const value = reply.headers['retry-after'] ?? '';
  if (/^\d{1,5}$/.test(value)) return { retryAfterMs: Number(value) * 1000 };
  // A moment of the server's clock, which may not be ours.
  const wait = Date.parse(value) - Date.parse(reply.headers['date'] ?? '');
  return wait >= 0 && wait < 100_000_000 ? { retryAfterMs: wait } : {};
}
