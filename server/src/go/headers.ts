// Names of headers as Go writes them (net/textproto's CanonicalMIMEHeaderKey). Layer: go.

/** `in-reply-to` is `In-Reply-To`; names with odd characters stay as they are. */
export function canonicalHeader(name: string): string {
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)) return name;
  return name.toLowerCase().replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase());
}
