// Signing in to Amazon's managed services: each request is signed with a key that itself is never sent (AWS Signature Version
// 4). Layer: transport.
import { createHash, createHmac } from 'node:crypto';
import type { TransportRequest } from '../datasource/transport';
import type { SignIn } from './signIn';

export interface AwsKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface AwsScope {
  readonly region: string;
  /** `aps` for managed Prometheus, `monitoring` for CloudWatch. */
  readonly service: string;
}

/** Signs requests with the key that `key` gives at that moment, or says with its sentence why there is none. */
export function signatures(
  scope: AwsScope,
  key: () => Promise<AwsKey | { readonly problem: string }>,
  now: () => number = Date.now,
): SignIn {
  let secrets: readonly string[] = [];
  return {
    async credentials(request) {
      const known = await key();
      if ('problem' in known) return known;
      secrets = [known.secretAccessKey, ...(known.sessionToken ? [known.sessionToken] : [])];
      return signed(request, scope, known, new Date(now()));
    },
    secrets: () => secrets,
  };
}

/** The headers that sign a request, and its address as it was signed: a space in a query can be written in two ways. */
function signed(
  { method, url, headers, body = '' }: TransportRequest,
  { region, service }: AwsScope,
  { accessKeyId, secretAccessKey, sessionToken }: AwsKey,
  date: Date,
): { readonly headers: Readonly<Record<string, string>>; readonly url: string } {
  const { host, origin, pathname, searchParams } = new URL(url);
  const time = date.toISOString().replace(/[:-]|\.\d{3}/g, '');
  const day = time.slice(0, 8);
  const type = headers['content-type'];
  // Only what no proxy on the way changes, by rising name.
  const covered: Readonly<Record<string, string>> = {
    ...(type === undefined ? {} : { 'content-type': type }),
    host,
    'x-amz-date': time,
    ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
  };
  const names = Object.keys(covered).join(';');
  const query = [...searchParams]
    .map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
    .sort()
    .join('&');
  const canonical = [
    method,
    // All services but one escape the path, which is escaped already, once more.
    pathname.split('/').map(escaped).join('/'),
    query,
    ...Object.entries(covered).map(([name, value]) => `${name}:${value.trim().replace(/ +/g, ' ')}`),
    '',
    names,
    sha256(body),
  ].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const signingKey = [day, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  const signature = hmac(signingKey, `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`).toString('hex');
  const { 'content-type': _, host: __, ...own } = covered;
  return {
    headers: {
      ...own,
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
    },
    url: origin + pathname + (query === '' ? '' : `?${query}`),
  };
}

function escaped(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
