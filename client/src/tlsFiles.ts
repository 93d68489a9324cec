// Reads the files of certificates that a server's settings name. The person's settings alone name them, never a workspace's.
import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { TlsSetup } from '../../server/src/transport/node';
import type { TlsFiles } from './serverSettings';

/** Bundles of authorities are some 200 KB. */
const maxBytes = 1_000_000;

/** What the files hold, or a sentence that says which one cannot be used. */
export async function readTlsFiles(files: TlsFiles | undefined): Promise<TlsSetup | { readonly problem: string }> {
  const { cert, key, ca } = files ?? {};
  const texts: Record<string, string> = {};
  for (const [use, file] of Object.entries({ cert, key, ca })) {
    if (file === undefined) continue;
    const text = await readPem(file);
    if (text === undefined) return { problem: `The file ${file} ("tls.${use}") cannot be read, or is no PEM file.` };
    texts[use] = text;
  }
  const { ca: authority, ...own } = texts;
  return { ...own, ...(authority === undefined ? {} : { ca: [authority] }) };
}

/** Whether the key in a PEM text is locked with a passphrase. */
export function isLocked(key: string): boolean {
  return /ENCRYPTED/.test(key.slice(0, 2_000));
}

async function readPem(file: string): Promise<string | undefined> {
  const place = file.startsWith('~/') ? path.join(homedir(), file.slice(2)) : file;
  if (!path.isAbsolute(place)) return undefined;
  try {
    const found = await stat(place);
    if (!found.isFile() || found.size > maxBytes) return undefined;
    const text = await readFile(place, 'utf8');
    return text.includes('-----BEGIN ') ? text : undefined;
  } catch {
    return undefined;
  }
}
