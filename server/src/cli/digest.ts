// Digests of texts, with Node's library taken in by the first one: a check without fingerprints starts without it. Layer: cli.

/** The SHA-256 of a text in hexadecimal digits. */
export function digestOf(text: string): string {
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(text).digest('hex');
}
