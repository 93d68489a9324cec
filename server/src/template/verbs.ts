// The verbs of a printf format, for checks; fmt.ts is what formats.
// Layer: template.

/** The verbs that take one value each, in order; undefined where the format picks values by number or by `*`. */
export function verbsOf(format: string): readonly string[] | undefined {
  const verbs: string[] = [];
  for (const match of format.matchAll(/%([-+# 0]*)(\d*)(\.\d*)?([\s\S]|$)/gu)) {
    const verb = match[4] ?? '';
    if (verb === '[' || verb === '*') return undefined;
    if (verb === '%' || verb === '') continue;
    verbs.push(verb);
  }
  return verbs;
}
