// Signing in to Google's managed service with what Google's own tools left on this machine ("application default
// credentials"): a person's, or a service account's key. Layer: transport.
import { createSign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Transport } from '../datasource/transport';
import { type TokenSetup, tokenSignIn } from './oauth';
import type { Credentials, SignIn } from './signIn';

/** Where Google gives tokens: never taken from the file, so that a changed file sends its secret nowhere else. */
const tokenUrl = 'https://oauth2.googleapis.com/token';
const scope = 'https://www.googleapis.com/auth/monitoring.read';

/** Signs in with the file `file`, or with the one that Google's tools use. */
export function googleSignIn(transport: Transport, file?: string, endpoint: string = tokenUrl): SignIn {
  const place =
    file ??
    process.env['GOOGLE_APPLICATION_CREDENTIALS'] ??
    path.join(
      process.platform === 'win32' ? (process.env['APPDATA'] ?? homedir()) : path.join(homedir(), '.config'),
      'gcloud',
      'application_default_credentials.json',
    );
  let inner: Promise<SignIn | string> | undefined;
  let known: SignIn | undefined;
  const open = async (): Promise<SignIn | string> => {
    const setup = await readSetup(place, endpoint);
    if (typeof setup === 'string') {
      // The person may sign in meanwhile.
      inner = undefined;
      return setup;
    }
    known = tokenSignIn(setup, transport);
    return known;
  };
  return {
    async credentials(request): Promise<Credentials> {
      inner ??= open();
      const signIn = await inner;
      return typeof signIn === 'string' ? { problem: signIn } : signIn.credentials(request);
    },
    refused: given => known?.refused?.(given) ?? false,
    secrets: () => known?.secrets() ?? [],
  };
}

async function readSetup(file: string, endpoint: string): Promise<TokenSetup | string> {
  let read: Readonly<Record<string, unknown>>;
  try {
    read = JSON.parse(await readFile(file, 'utf8')) as Readonly<Record<string, unknown>>;
  } catch {
    return `There are no Google credentials at ${file}. Run "gcloud auth application-default login".`;
  }
  const text = (name: string): string => (typeof read[name] === 'string' ? read[name] : '');
  const id = text('client_id');
  const secret = text('client_secret');
  const refresh = text('refresh_token');
  if (read['type'] === 'authorized_user' && refresh !== '')
    return {
      tokenUrl: endpoint,
      form: () => ({ grant_type: 'refresh_token', client_id: id, client_secret: secret, refresh_token: refresh }),
      secrets: [secret, refresh],
    };
  const key = text('private_key');
  const mail = text('client_email');
  if (read['type'] === 'service_account' && key !== '' && mail !== '')
    return {
      tokenUrl: endpoint,
      form: () => ({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: assertionOf(mail, key, Math.floor(Date.now() / 1000)),
      }),
      secrets: [key],
    };
  return `The Google credentials at ${file} are of a type that is not supported. Run "gcloud auth application-default login".`;
}

/** A service account's word for who it is, signed with its key and good for an hour. */
function assertionOf(mail: string, key: string, now: number): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: mail, scope, aud: tokenUrl, iat: now, exp: now + 3600 };
  const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(key).toString('base64url')}`;
}
