// Which values a Go file gives to the labels of a metric, where it gives texts alone. Layer: catalog.
// What is passed on or exported may get others elsewhere: nothing is said of it.
import type { Range, Source } from './source';

/** Methods of a vector that give no label a new value. */
const harmless = /^(?:Delete|DeleteLabelValues|DeletePartialMatch|Reset|Describe|Collect)$/;

/**
 * The values by label, in the order of `names`; undefined for a label that gets another than a text, and for all where it cannot
 * be told what becomes of the variable. `mapOf` reads `prometheus.Labels{…}` into values by name.
 */
export function writtenLabels(
  source: Source,
  variable: string,
  names: readonly string[],
  mapOf: (range: Range) => ReadonlyMap<string, string | undefined> | undefined,
): readonly (readonly string[] | undefined)[] {
  const none = names.map(() => undefined);
  if (!/^[a-z]/.test(variable)) return none;
  const found = names.map((): Set<string> | null => new Set());
  let isUsed = false;
  const take = (at: number, value: string | undefined): void => {
    if (value === undefined) found[at] = null;
    else found[at]?.add(value);
  };
  for (let i = 0; i < source.tokens.length; i++) {
    if (source.tokens[i]!.kind !== 'word' || source.is(i) !== variable) continue;
    const next = source.is(i + 1);
    if (next !== '.') {
      if (/^(?:=|:=|:|\*)$/.test(next) || isRegistered(source, i)) continue;
      return none;
    }
    const [method, parts] = [source.is(i + 2), source.parts(i + 3)];
    if (harmless.test(method)) continue;
    if (method === 'WithLabelValues' && parts.length === names.length) {
      for (const [at, part] of parts.entries()) take(at, source.plainText(part));
    } else if (method === 'With' && parts.length === 1) {
      const values = mapOf(parts[0]!);
      if (!values) return none;
      for (const [at, name] of names.entries()) take(at, values.get(name));
    } else return none;
    isUsed = true;
  }
  return isUsed ? found.map(values => (values === null ? undefined : [...values])) : none;
}

/** Whether a variable is an argument of a registration. */
function isRegistered(source: Source, at: number): boolean {
  for (let i = at - 1; i >= Math.max(0, at - 200); i--) {
    if (source.is(i) === '(') return /^(?:Must)?Register$/.test(source.is(i - 1));
    if (!/^(?:,|\.)$/.test(source.is(i)) && source.tokens[i]!.kind !== 'word') return false;
  }
  return false;
}
