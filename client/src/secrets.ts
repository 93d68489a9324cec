// Passwords and tokens of servers. A secret is bound to the server's name, the origin of its address and the way it is
// sent: when a setting is changed, by whomever, the stored secret does not go to the new address but is asked for again.
import type { ServerUrl } from '../../server/src/datasource/prometheus/url';
import { authKey, type ServerAuth } from './serverAuth';

/** The part of VS Code's `SecretStorage` that is needed. */
export interface SecretStorageLike {
  get(key: string): Thenable<string | undefined>;
  store(key: string, value: string): Thenable<void>;
  delete(key: string): Thenable<void>;
}

export type SecretAnswer =
  | { readonly state: 'ready'; readonly secret: string }
  | { readonly state: 'missing' }
  /** There is one, for another address or another way to sign in. */
  | { readonly state: 'moved'; readonly origin: string }
  /** It would go over the network unencrypted, which the person has not agreed to. */
  | { readonly state: 'unencrypted' };

/** What a secret is for: signing in, or opening the file of a client's key. */
export type SecretUse = ServerAuth | { readonly kind: 'passphrase'; readonly file: string };

export interface Secrets {
  read(name: string, url: ServerUrl, use: SecretUse): Promise<SecretAnswer>;
  /** `unencrypted`: the person agreed to send it over plain http. */
  write(name: string, url: ServerUrl, use: SecretUse, secret: string, unencrypted: boolean): Promise<void>;
  /** Removes what signs in to a server, and the passphrase of its key unless it is kept. */
  remove(name: string, keepPassphrase?: boolean): Promise<void>;
}

/** Whether a secret for this address would be readable on its way. */
export function isExposed(url: ServerUrl): boolean {
  return !url.secure && !url.loopback;
}

export function createSecrets(storage: SecretStorageLike): Secrets {
  return {
    async read(name, url, use) {
      const stored = parse(await storage.get(keyOf(name, use)));
      if (!stored) return { state: 'missing' };
      if (stored.origin !== url.origin || stored.auth !== useKey(use)) return { state: 'moved', origin: stored.origin };
      if (isSent(use) && isExposed(url) && !stored.unencrypted) return { state: 'unencrypted' };
      return { state: 'ready', secret: stored.secret };
    },
    async write(name, url, use, secret, unencrypted) {
      const stored: Stored = { origin: url.origin, auth: useKey(use), secret, unencrypted };
      await storage.store(keyOf(name, use), JSON.stringify(stored));
    },
    async remove(name, keepPassphrase = false) {
      await storage.delete(`server:${name}`);
      if (!keepPassphrase) await storage.delete(`passphrase:${name}`);
    },
  };
}

interface Stored {
  readonly origin: string;
  readonly auth: string;
  readonly secret: string;
  readonly unencrypted: boolean;
}

function keyOf(name: string, { kind }: SecretUse): string {
  return `${kind === 'passphrase' ? kind : 'server'}:${name}`;
}

function useKey(use: SecretUse): string {
  return use.kind === 'passphrase' ? JSON.stringify([use.kind, use.file]) : authKey(use);
}

/** Whether it goes over the network to the server at all. */
function isSent({ kind }: SecretUse): boolean {
  // The secret of a client goes to the token endpoint, over https; what it gives is sent as a secret is.
  return kind !== 'passphrase' && kind !== 'sigv4';
}

function parse(text: string | undefined): Stored | undefined {
  if (text === undefined) return undefined;
  try {
    const { origin, auth, secret, unencrypted } = JSON.parse(text) as Partial<Stored>;
    if (typeof origin !== 'string' || typeof auth !== 'string' || typeof secret !== 'string') return undefined;
    return { origin, auth, secret, unencrypted: unencrypted === true };
  } catch {
    return undefined;
  }
}
