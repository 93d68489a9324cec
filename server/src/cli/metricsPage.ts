// Fetches a `/metrics` page from the address that the user gave: one request, a time limit, a size limit, no redirect.
// Layer: cli.

import type { TransportFailure } from '../datasource/transport';
import { decodedPart } from '../text/paths';
import { printable } from '../text/printable';
import { nodeTransport } from '../transport/node';
import { UsageError } from './args';
import { version } from './version';

const timeoutMs = 30_000;

/** Whether a source is an address and no path. */
export function isAddress(source: string): boolean {
  return /^https?:\/\//i.test(source);
}

/** The text of the page; throws a `UsageError` that says why there is none. */
export async function fetchPage(source: string, maxBytes: number): Promise<string> {
  const url = urlOf(source);
  const authorization = authorizationOf(url);
  url.username = '';
  url.password = '';
  const reply = await nodeTransport({
    method: 'GET',
    url: url.href,
    headers: {
      accept: 'text/plain;version=0.0.4;q=1,application/openmetrics-text;version=1.0.0;q=0.8,*/*;q=0.1',
      'accept-encoding': 'gzip',
      'user-agent': `ml-alert-rules/${version}`,
      ...(authorization === undefined ? {} : { authorization }),
    },
    maxBytes,
    timeoutMs,
  });
  const shown = withoutSecrets(source);
  if (!reply.ok) throw new UsageError(`${shown}: ${reasonOf(reply, maxBytes)}`);
  const { location } = reply.headers;
  if (reply.status >= 300 && reply.status < 400 && location !== undefined)
    throw new UsageError(`${shown} leads to ${printable(location)}, which is not followed; give that address`);
  if (reply.status !== 200) throw new UsageError(`${shown} answers with status ${reply.status}`);
  if (/^\s*<(?:!doctype|html|head|body)/i.test(reply.text))
    throw new UsageError(`${shown} is a web page, no metrics; they mostly stand below /metrics`);
  return reply.text;
}

/** The address without user and password. */
export function withoutSecrets(source: string): string {
  return printable(source.replace(/^(https?:\/\/)[^/?#]*@/i, '$1'));
}

function urlOf(source: string): URL {
  try {
    return new URL(source);
  } catch {
    throw new UsageError(`${withoutSecrets(source)} is no address`);
  }
}

function authorizationOf({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  const pair = `${decodedPart(username)}:${decodedPart(password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

function reasonOf({ kind, detail }: TransportFailure, maxBytes: number): string {
  switch (kind) {
    case 'too-large':
      return `the page is larger than ${maxBytes} bytes and is not read (see --max-file-size)`;
    case 'timeout':
      return `no complete answer within ${timeoutMs / 1000} seconds`;
    case 'refused':
      return 'nothing listens there';
    case 'unknown-host':
      return 'the host cannot be resolved';
    case 'tls':
      return `no secure connection (${printable(detail)})`;
    case 'cut-off':
      return 'the answer was cut off in the middle';
    default:
      return `it cannot be reached (${printable(detail)})`;
  }
}
