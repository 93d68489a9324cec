// A map's values by name and a list's items, aliases and merge keys resolved. Layer: model.
import type { YamlMap, YamlNode } from '../../yaml/node';
import { type Entry, entries, follow } from '../../yaml/path';

export type Fields = ReadonlyMap<string, Entry>;

/** The map's pairs by name; of a repeated key the first. */
export function fieldsOf(map: YamlMap): Fields {
  const fields = new Map<string, Entry>();
  for (const entry of plainEntries(map) ?? entries(map)) if (!fields.has(entry.name)) fields.set(entry.name, entry);
  return fields;
}

/** The pairs of a node that is (an alias of) a map; nothing for any other. */
export function entriesOf(node: YamlNode | undefined): readonly Entry[] {
  const map = follow(node);
  return map?.kind === 'map' ? (plainEntries(map) ?? entries(map)) : [];
}

/** The pairs of a map whose keys are all scalars and none of which merges: most maps, read without a detour. */
function plainEntries({ pairs }: YamlMap): readonly Entry[] | undefined {
  const result: Entry[] = [];
  for (const { key, value } of pairs) {
    if (key.kind !== 'scalar' || key.value === '<<') return undefined;
    result.push({ name: key.value, key, value });
  }
  return result;
}

/** The value under a key of a node that is (an alias of) a map. */
export function fieldValue(node: YamlNode | undefined, key: string): YamlNode | undefined {
  return entriesOf(node).find(entry => entry.name === key)?.value;
}
