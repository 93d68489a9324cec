// Makes the data source of one server: its transport with certificates, limits and the way to sign in. No vscode here.
import type { ServerSource } from '../../server/src/datasource/datasource';
import { parseServerUrl } from '../../server/src/datasource/prometheus/url';
import type { Transport } from '../../server/src/datasource/transport';
import { createPrometheusClient } from '../../server/src/engine';
import { readAwsProfile } from '../../server/src/transport/awsProfile';
import { googleSignIn } from '../../server/src/transport/google';
import { limitTransport } from '../../server/src/transport/limited';
import { createNodeTransport } from '../../server/src/transport/node';
import { clientCredentials } from '../../server/src/transport/oauth';
import { fixedHeaders, type SignIn, signTransport } from '../../server/src/transport/signIn';
import { signatures } from '../../server/src/transport/sigv4';
import type { Secrets, SecretUse } from './secrets';
import { authHeaders, needsSecret, type ServerAuth, secretTexts } from './serverAuth';
import type { ServerConfig } from './serverSettings';
import { isLocked, readTlsFiles } from './tlsFiles';
import { pause } from './turns';

export interface OpenSetup {
  readonly secrets: Secrets;
  readonly userAgent: string;
  /** False: no certificate is looked at (the editor's `http.proxyStrictSSL`). */
  readonly verify: boolean;
}

export type Opened = { readonly key: string; readonly source: () => ServerSource } | { readonly problem: string };

/**
 * What is needed to ask a server, or one sentence why it cannot be asked. `key` is a text that is the same as long as the
 * data source that `source` makes would be; it holds secrets.
 */
export async function openConnection(server: ServerConfig, setup: OpenSetup): Promise<Opened> {
  const { name, auth } = server;
  const address = parseServerUrl(server.url);
  if ('problem' in address)
    return { problem: `The address of the server "${name}" cannot be used. ${address.problem}` };
  const { url } = address;
  const stored = async (use: SecretUse): Promise<{ readonly secret: string } | { readonly problem: string }> => {
    const found = await setup.secrets.read(name, url, use);
    switch (found.state) {
      case 'missing':
        return {
          problem: `The server "${name}" needs credentials, and none are stored here. Edit the server to enter them.`,
        };
      case 'moved':
        return {
          problem: `The credentials of "${name}" were entered for ${found.origin} or another way to sign in and are not sent to ${url.origin}. Edit the server to enter them again.`,
        };
      case 'unencrypted':
        return {
          problem: `The credentials of "${name}" would travel unencrypted to ${url.origin}. Use https, or edit the server and agree to it.`,
        };
      case 'ready':
        return found;
    }
  };
  const entered = needsSecret(auth) ? await stored(auth) : { secret: '' };
  if ('problem' in entered) return entered;
  if (auth.kind === 'google' && !url.secure && !url.loopback)
    return { problem: `Google's credentials are not sent to ${url.origin}, which is not encrypted. Use https.` };
  const tls = await readTlsFiles(server.tls);
  if ('problem' in tls) return { problem: `The server "${name}" cannot be asked. ${tls.problem}` };
  const opened =
    tls.key !== undefined && isLocked(tls.key)
      ? await stored({ kind: 'passphrase', file: server.tls?.key ?? '' })
      : undefined;
  if (opened && 'problem' in opened)
    return { problem: `The key of "${name}" is locked. Edit the server to enter its passphrase.` };
  const whole = { ...tls, verify: setup.verify, ...(opened ? { passphrase: opened.secret } : {}) };
  const { userAgent } = setup;
  const { secret } = entered;
  const fixed = authHeaders(auth, secret);
  if (!fixed && isFixed(auth))
    return { problem: `The credentials of "${name}" have characters that cannot be sent. Enter them again.` };
  return {
    key: JSON.stringify([server, secret, whole]),
    source: () => {
      const transport = createNodeTransport(whole);
      const signIn = fixed
        ? fixedHeaders(fixed, secretTexts(secret, fixed))
        : signInOf(auth, secret, userAgent, createNodeTransport({ verify: setup.verify }));
      return createPrometheusClient(
        {
          name,
          url,
          headers: server.headers,
          ...(server.kind === undefined ? {} : { kind: server.kind }),
          get secrets() {
            return [...signIn.secrets(), ...(opened ? [opened.secret] : [])];
          },
          userAgent,
          now: Date.now,
          pause,
        },
        limitTransport(signTransport(transport, signIn)),
      );
    },
  };
}

function isFixed({ kind }: ServerAuth): boolean {
  return kind !== 'oauth2' && kind !== 'sigv4' && kind !== 'google';
}

/** A way to sign in that asks or signs; `tokens` goes to its token endpoint, without the server's own certificates. */
function signInOf(auth: ServerAuth, secret: string, userAgent: string, tokens: Transport): SignIn {
  switch (auth.kind) {
    case 'oauth2':
      return clientCredentials({ ...auth, clientSecret: secret, userAgent }, tokens);
    case 'sigv4': {
      const { region, service = 'aps', accessKeyId, profile = 'default' } = auth;
      return signatures({ region, service }, () =>
        accessKeyId === undefined ? readAwsProfile(profile) : Promise.resolve({ accessKeyId, secretAccessKey: secret }),
      );
    }
    case 'google':
      return googleSignIn(tokens, auth.file);
    default:
      return fixedHeaders({}, []);
  }
}
