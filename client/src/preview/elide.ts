// Label values shortened by what all of them share, so that what differs is what stays readable. Pure; no vscode here.

/** Shared beginnings and ends are left out from this length on; below that they cost no room. */
const least = 8;
/** Characters at which a value may be cut, so that no word, number or name is cut in the middle. */
const seam = /[^\p{L}\p{N}]/u;

/** Values of one label with the beginning and the end that all of them share replaced by `…`. */
export function elide(values: readonly string[]): readonly string[] {
  const distinct = [...new Set(values)];
  const [first] = distinct;
  if (first === undefined || distinct.length < 2) return values;
  let prefix = 0;
  while (distinct.every(value => value[prefix] !== undefined && value[prefix] === first[prefix])) prefix++;
  while (prefix > 0 && !seam.test(first[prefix - 1]!)) prefix--;
  let suffix = 0;
  const longest = Math.min(...distinct.map(value => value.length)) - prefix;
  const fromEnd = (value: string, i: number) => value[value.length - 1 - i];
  while (suffix < longest && distinct.every(value => fromEnd(value, suffix) === fromEnd(first, suffix))) suffix++;
  while (suffix > 0 && !seam.test(first[first.length - suffix]!)) suffix--;
  if (prefix < least) prefix = 0;
  if (suffix < least) suffix = 0;
  return values.map(
    value => `${prefix > 0 ? '…' : ''}${value.slice(prefix, value.length - suffix)}${suffix > 0 ? '…' : ''}`,
  );
}
