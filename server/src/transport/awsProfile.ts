// Keys of a profile in Amazon's own file of credentials: read when they are needed, never kept elsewhere. Layer: transport.
import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { AwsKey } from './sigv4';

/** Larger files are none of this kind. */
const maxBytes = 256_000;

/** The key of a profile, or why there is none. */
export async function readAwsProfile(
  profile: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<AwsKey | { readonly problem: string }> {
  const file = environment['AWS_SHARED_CREDENTIALS_FILE'] ?? path.join(homedir(), '.aws', 'credentials');
  let text: string;
  try {
    const { size } = await stat(file);
    if (size > maxBytes) return { problem: `The file ${file} is too large to be one of credentials.` };
    text = await readFile(file, 'utf8');
  } catch {
    return { problem: `The profile "${profile}" cannot be read: there is no file ${file}.` };
  }
  const values = sectionOf(text, profile);
  if (!values) return { problem: `There is no profile "${profile}" in ${file}.` };
  const accessKeyId = values.get('aws_access_key_id');
  const secretAccessKey = values.get('aws_secret_access_key');
  const sessionToken = values.get('aws_session_token');
  if (!accessKeyId || !secretAccessKey)
    return {
      problem: `The profile "${profile}" in ${file} has no access key. Write one with "aws configure export-credentials".`,
    };
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}

/** The keys and values of one section of an INI file; undefined where it is not there. */
function sectionOf(text: string, name: string): ReadonlyMap<string, string> | undefined {
  let values: Map<string, string> | undefined;
  let inside = false;
  for (const line of text.split(/\r?\n/)) {
    const header = /^\[([^\]]*)\]/.exec(line.trim());
    if (header) {
      inside = header[1]!.trim() === name;
      if (inside) values ??= new Map();
      continue;
    }
    const equals = line.indexOf('=');
    if (inside && equals > 0 && !/^\s*[#;]/.test(line))
      values?.set(line.slice(0, equals).trim().toLowerCase(), line.slice(equals + 1).trim());
  }
  return values;
}
