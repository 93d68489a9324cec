// Merge keys (`<<`) as go-yaml takes them. Layer: model.
import type { YamlNode } from '../../yaml/node';
import { follow } from '../../yaml/path';
import { shortTag } from '../../yaml/resolve';

export const MERGE_MESSAGE = 'A merge key `<<` wants a mapping or a list of mappings.';

/** Whether a key is a merge key: written without quotes, or tagged so. */
export function isMergeKey(key: YamlNode): boolean {
  if (key.kind !== 'scalar' || key.value !== '<<') return false;
  return key.tag === undefined ? key.style === 'plain' : ['!!merge', '!'].includes(shortTag(key.tag));
}

/** The mappings that a merge key brings, as written: its value, or the items of a list that stands there itself. */
export function mergeSources(value: YamlNode): readonly YamlNode[] {
  return value.kind === 'seq' ? value.items : [value];
}

/** The first source that is no mapping; undefined where all are, or where an alias leads nowhere. */
export function mergeFault(value: YamlNode): YamlNode | undefined {
  return mergeSources(value).find(source => {
    if (source.kind !== 'alias') return source.kind !== 'map';
    const target = follow(source);
    return target !== undefined && target.kind !== 'map';
  });
}
