// `$1` and `${name}` in the text that replaces what a pattern matched, as Go's Regexp.Expand reads them. Layer: go.

/** What the groups of a pattern matched; of one that did not take part null. */
interface Matched {
  groupCount(): number;
  group(number: number): string | null;
}

/** The text with the groups put in; `$$` is a dollar, and a dollar before anything else stays one. */
export function expand(template: string, matched: Matched, names: Readonly<Record<string, number>>): string {
  const of = (name: string): string => {
    // A zero in front makes it a name, as do letters.
    const number = /^(?:0|[1-9]\d{0,8})$/.test(name) ? Number(name) : Object.hasOwn(names, name) ? names[name]! : -1;
    return number >= 0 && number <= matched.groupCount() ? (matched.group(number) ?? '') : '';
  };
  return template.replace(
    /\$(?:(\$)|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu,
    (_whole, dollar: string | undefined, braced: string | undefined, bare: string | undefined) =>
      dollar ?? of((braced ?? bare)!),
  );
}
