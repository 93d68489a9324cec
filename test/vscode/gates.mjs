// Gates in front of a Prometheus: each lets in whoever signs in its way and refuses everybody else, as the servers do that stand
// in front of one (a proxy with passwords, an identity provider, Amazon, a mesh that wants certificates).
import { createHash, createHmac, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const tls = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../fixtures/tls');
export const tlsFile = name => path.join(tls, name);
const pem = name => fs.readFileSync(tlsFile(name));

async function listen(server) {
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  return server.address().port;
}

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Passes a request on to `target` without what signed it in. */
function passOn(target, request, body, response) {
  const { authorization, cookie, host, 'x-api-key': _, ...headers } = request.headers;
  const onward = http.request(`${target}${request.url}`, { method: request.method, headers }, answer => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  onward.end(body);
}

/** Whether Amazon would take the signature of a request: worked out anew from what arrived. */
export function isSigned(request, body, { accessKeyId, secretAccessKey, region }) {
  const given =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      request.headers.authorization ?? '',
    );
  if (!given) return false;
  const [, key, day, place, service, names, signature] = given;
  if (key !== accessKeyId || place !== region || service !== 'aps') return false;
  const escaped = text =>
    encodeURIComponent(text).replace(/[!'()*]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const { pathname, searchParams } = new URL(request.url, 'http://x');
  const canonical = [
    request.method,
    pathname.split('/').map(escaped).join('/'),
    [...searchParams]
      .map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
      .sort()
      .join('&'),
    ...names.split(';').map(name => `${name}:${request.headers[name]}`),
    '',
    names,
    createHash('sha256').update(body).digest('hex'),
  ].join('\n');
  const time = request.headers['x-amz-date'];
  if (Math.abs(Date.now() - Date.parse(time.replace(/(....)(..)(..T..)(..)(..Z)/, '$1-$2-$3:$4:$5'))) > 300_000)
    return false;
  const text = `AWS4-HMAC-SHA256\n${time}\n${day}/${place}/${service}/aws4_request\n${createHash('sha256').update(canonical).digest('hex')}`;
  const signingKey = [day, place, service, 'aws4_request'].reduce(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${secretAccessKey}`,
  );
  return createHmac('sha256', signingKey).update(text).digest('hex') === signature;
}

/** What the gates want to hear. */
export const secrets = {
  user: 'grafana',
  password: 'pässwort of the gate',
  token: 'token-of-the-gate',
  key: 'key-of-the-gate',
  cookie: 'session=cookie-of-the-gate',
  client: 'ml-alerts',
  clientSecret: 'client-secret-of-the-gate',
  aws: { accessKeyId: 'AKIAGATEGATEGATEGATE', secretAccessKey: 'aws-secret-of-the-gate/+', region: 'eu-central-1' },
};

/**
 * Starts a gate of every kind in front of `target`. `state.open` has what was let in and refused by kind; `state.endTokens()` makes
 * all tokens that the token endpoint gave invalid; `state.refuseAll` lets nobody in any more, as when credentials end.
 */
export async function startGates(target) {
  const tokens = new Set();
  const state = {
    refuseAll: false,
    tokensGiven: 0,
    seen: [],
    endTokens: () => tokens.clear(),
    refuseTokens: false,
  };
  const refuse = (response, status, text, headers = {}) => {
    response.writeHead(status, { 'content-type': 'text/plain', ...headers });
    response.end(text);
  };
  const basic = `Basic ${Buffer.from(`${secrets.user}:${secrets.password}`, 'utf8').toString('base64')}`;
  const letsIn = {
    none: () => true,
    basic: ({ headers }) => headers.authorization === basic,
    bearer: ({ headers }) => headers.authorization === `Bearer ${secrets.token}`,
    header: ({ headers }) => headers['x-api-key'] === secrets.key,
    cookie: ({ headers }) => (headers.cookie ?? '').split('; ').includes(secrets.cookie),
    oauth2: ({ headers }) => tokens.has((headers.authorization ?? '').replace(/^Bearer /, '')),
    sigv4: (request, body) => isSigned(request, body, secrets.aws),
    tenant: ({ headers }) => headers['x-scope-orgid'] === 'team-a',
    mtls: () => true,
  };
  const refusal = {
    basic: r => refuse(r, 401, 'Unauthorized', { 'www-authenticate': 'Basic' }),
    header: r => refuse(r, 403, 'Forbidden'),
    cookie: r => refuse(r, 302, '', { location: 'https://login.example.com/start?rd=%2F' }),
    sigv4: r =>
      refuse(
        r,
        403,
        JSON.stringify({ message: 'The request signature we calculated does not match the signature you provided.' }),
        {
          'content-type': 'application/json',
        },
      ),
    tenant: r => refuse(r, 401, 'no org id'),
  };
  const servers = [];
  const urls = {};
  const handle = kind => async (request, response) => {
    const body = await bodyOf(request);
    const { authorization, cookie } = request.headers;
    state.seen.push({ kind, path: request.url, authorization, cookie, headers: request.headers });
    if (!state.refuseAll && letsIn[kind](request, body)) passOn(target, request, body, response);
    else (refusal[kind] ?? (r => refuse(r, 401, 'Unauthorized')))(response);
  };
  for (const kind of Object.keys(letsIn)) {
    const server =
      kind === 'mtls'
        ? https.createServer(
            {
              cert: pem('server.pem'),
              key: pem('server.key'),
              ca: pem('ca.pem'),
              requestCert: true,
              rejectUnauthorized: true,
            },
            handle(kind),
          )
        : http.createServer(handle(kind));
    servers.push(server);
    urls[kind] = `${kind === 'mtls' ? 'https' : 'http'}://127.0.0.1:${await listen(server)}`;
  }
  const tokenEndpoint = http.createServer(async (request, response) => {
    const body = (await bodyOf(request)).toString();
    const { authorization } = request.headers;
    state.seen.push({ kind: 'tokens', path: request.url, authorization, body, headers: request.headers });
    const fields = new URLSearchParams(body);
    const [id, secret] = authorization?.startsWith('Basic ')
      ? Buffer.from(authorization.slice(6), 'base64').toString().split(':').map(decodeURIComponent)
      : [fields.get('client_id'), fields.get('client_secret')];
    const good = id === secrets.client && secret === secrets.clientSecret && !state.refuseTokens;
    response.writeHead(good ? 200 : 401, { 'content-type': 'application/json' });
    if (!good)
      return response.end(
        JSON.stringify({ error: 'invalid_client', error_description: 'Client authentication failed' }),
      );
    const token = `given-${randomUUID()}`;
    tokens.add(token);
    state.tokensGiven++;
    response.end(JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: 3600 }));
  });
  // Elsewhere: another origin that answers everything, and must not be asked.
  const elsewhere = http.createServer(async (request, response) => {
    state.seen.push({ kind: 'elsewhere', path: request.url, headers: request.headers });
    passOn(target, request, await bodyOf(request), response);
  });
  const moved = http.createServer(async (request, response) => {
    await bodyOf(request);
    state.seen.push({ kind: 'moved', path: request.url, headers: request.headers });
    response.writeHead(307, { location: `${urls.elsewhere}${request.url}` });
    response.end();
  });
  for (const [name, server] of Object.entries({ tokens: tokenEndpoint, elsewhere, moved })) {
    servers.push(server);
    urls[name] = `http://127.0.0.1:${await listen(server)}`;
  }
  const stop = async () => {
    for (const server of servers) {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    }
  };
  return { urls, state, stop };
}
