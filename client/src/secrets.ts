// Passwords and tokens of servers. A secret is bound to the server's name, the origin of its address and the way it is
// sent: when a setting is changed, by whomever, the stored secret does not go to the new address but is asked for again.
import type { ServerAuth, ServerUrl } from './serverSettings';

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

export interface Secrets {
  read(name: string, url: ServerUrl, auth: ServerAuth): Promise<SecretAnswer>;
  /** `unencrypted`: the person agreed to send it over plain http. */
  write(name: string, url: ServerUrl, auth: ServerAuth, secret: string, unencrypted: boolean): Promise<void>;
  remove(name: string): Promise<void>;
}

/** Whether a secret for this address would be readable on its way. */
export function isExposed(url: ServerUrl): boolean {
  return !url.secure && !url.loopback;
}

export function createSecrets(storage: SecretStorageLike): Secrets {
  return {
    async read(name, url, auth) {
      const stored = parse(await storage.get(keyOf(name)));
      if (!stored) return { state: 'missing' };
      if (stored.origin !== url.origin || stored.auth !== authKey(auth))
        return { state: 'moved', origin: stored.origin };
      if (isExposed(url) && !stored.unencrypted) return { state: 'unencrypted' };
      return { state: 'ready', secret: stored.secret };
    },
    async write(name, url, auth, secret, unencrypted) {
      const stored: Stored = { origin: url.origin, auth: authKey(auth), secret, unencrypted };
      await storage.store(keyOf(name), JSON.stringify(stored));
    },
    async remove(name) {
      await storage.delete(keyOf(name));
    },
  };
}

interface Stored {
  readonly origin: string;
  readonly auth: string;
  readonly secret: string;
  readonly unencrypted: boolean;
}

function keyOf(name: string): string {
  return `server:${name}`;
}

function authKey(auth: ServerAuth): string {
  return JSON.stringify([auth.kind, auth.kind === 'basic' ? auth.user : auth.kind === 'header' ? auth.header : '']);
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
