// OAuth 2 client credentials: a token is asked for where the person said, kept in memory, and asked for again before it ends.
// Layer: transport.
import type { Transport } from '../datasource/transport';
import type { Credentials, SignIn } from './signIn';

/** What a token endpoint is asked with. */
export interface TokenSetup {
  readonly tokenUrl: string;
  /** Fields of the form, such as `grant_type`; made anew for every request, as some of them tell the time. */
  readonly form: () => Promise<Readonly<Record<string, string>>> | Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  readonly userAgent?: string;
}

export interface ClientCredentials {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope?: string;
  readonly audience?: string;
  readonly userAgent?: string;
}

/** The part of a token's life after which a new one is asked for. */
const usefulPart = 0.8;
/** How long a token is used where the endpoint does not say how long it lives. */
const usualLifeMs = 300_000;

/** Signs in with the id and the secret of a client. */
export function clientCredentials(client: ClientCredentials, transport: Transport, now?: () => number): SignIn {
  const { tokenUrl, clientId, clientSecret, scope, audience, userAgent } = client;
  const basic = Buffer.from(`${formEncode(clientId)}:${formEncode(clientSecret)}`, 'utf8').toString('base64');
  const setup: TokenSetup = {
    tokenUrl,
    form: () => ({
      grant_type: 'client_credentials',
      ...(scope === undefined ? {} : { scope }),
      ...(audience === undefined ? {} : { audience }),
      client_id: clientId,
      client_secret: clientSecret,
    }),
    secrets: [clientSecret, encodeURIComponent(clientSecret), basic],
    ...(userAgent === undefined ? {} : { userAgent }),
  };
  return tokenSignIn(setup, transport, now);
}

/** Signs in with the tokens of an endpoint: one at a time, asked for once however many requests wait for it. */
export function tokenSignIn(setup: TokenSetup, transport: Transport, now: () => number = Date.now): SignIn {
  let token: { readonly text: string; readonly until: number } | undefined;
  let asked: Promise<Credentials> | undefined;
  /** Tokens that were sent: a server may name an older one. */
  const sent: string[] = [];
  /** The last token that came anew after a refusal: a second refusal of it is final. */
  let renewedAt = Number.NEGATIVE_INFINITY;

  const ask = async (): Promise<Credentials> => {
    const form = await setup.form();
    const reply = await transport({
      method: 'POST',
      url: setup.tokenUrl,
      headers: {
        accept: 'application/json',
        'accept-encoding': 'gzip',
        'content-type': 'application/x-www-form-urlencoded',
        ...(setup.userAgent === undefined ? {} : { 'user-agent': setup.userAgent }),
        ...setup.headers,
      },
      body: Object.entries(form)
        .map(([name, value]) => `${formEncode(name)}=${formEncode(value)}`)
        .join('&'),
      maxBytes: 256_000,
      timeoutMs: 10_000,
    });
    const place = new URL(setup.tokenUrl).origin;
    if (!reply.ok) return { problem: `The token endpoint at ${place} cannot be reached (${reply.detail}).` };
    const read = readToken(reply.text);
    if (reply.status !== 200 || read?.access_token === undefined) {
      const why =
        typeof read?.error === 'string' ? ` (${reply.status}, ${read.error.slice(0, 100)})` : ` (${reply.status})`;
      return {
        problem: `The token endpoint at ${place} gives no token${why}. Check the client id, its secret and the scope.`,
      };
    }
    const text = read.access_token;
    if (!/^[\x21-\x7e]{1,16384}$/.test(text))
      return { problem: `The token endpoint at ${place} gives a token that cannot be sent.` };
    const life = Number(read.expires_in);
    token = { text, until: now() + (life > 0 ? life * 1000 : usualLifeMs) * usefulPart };
    sent.push(text);
    if (sent.length > 5) sent.shift();
    return { headers: { authorization: `Bearer ${text}` } };
  };

  return {
    credentials: () => {
      if (token && now() < token.until) return Promise.resolve({ headers: { authorization: `Bearer ${token.text}` } });
      asked ??= ask().finally(() => {
        asked = undefined;
      });
      return asked;
    },
    refused: ({ headers }) => {
      // Of several requests with a token that ended the others have the new one, or wait for it.
      if (headers?.['authorization'] !== `Bearer ${token?.text}`) return true;
      if (now() - renewedAt < 60_000) return false;
      renewedAt = now();
      token = undefined;
      return true;
    },
    secrets: () => [...setup.secrets, ...sent],
  };
}

interface Token {
  readonly access_token?: string;
  readonly expires_in?: unknown;
  readonly error?: unknown;
}

function readToken(text: string): Token | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value !== 'object' || value === null) return undefined;
    const { access_token, expires_in, error } = value as Record<string, unknown>;
    return { ...(typeof access_token === 'string' ? { access_token } : {}), expires_in, error };
  } catch {
    return undefined;
  }
}

function formEncode(text: string): string {
  return encodeURIComponent(text).replace(/%20/g, '+');
}
