// Keys that the older go-yaml finds twice when it fills a Go map, as Alertmanager's maps and all of a Kubernetes object are:
// it compares what keys are decoded to, and a merge key sets keys like any other. Layer: model.
import type { YamlMap, YamlNode, YamlScalar } from '../../yaml/node';
import { follow } from '../../yaml/path';
import { scalarType } from '../../yaml/resolve';
import { isMergeKey, mergeSources } from './merge';
import { numberOf } from './scalars';

export interface RepeatedKey {
  /** What sets the key again: the key itself, or what a merge key brings. */
  readonly again: YamlNode;
  /** The key as written there. */
  readonly name: string;
  readonly first: YamlNode;
}

/** The keys of `map` that are set twice. `typed`: the map takes keys of any type, so that `1` and `"1"` are two. */
export function repeatedKeys(map: YamlMap, typed: boolean): readonly RepeatedKey[] {
  const { pairs } = map;
  const first = new Map<string, YamlNode>();
  const repeated: RepeatedKey[] = [];
  const set = (id: string, name: string, at: YamlNode): void => {
    const earlier = first.get(id);
    if (earlier) repeated.push({ again: at, name, first: earlier });
    else first.set(id, at);
  };
  for (const { key, value } of pairs) {
    if (isMergeKey(key)) {
      for (const source of mergeSources(value)) {
        for (const [id, name] of keysOf(follow(source), typed)) set(id, name, source);
      }
      continue;
    }
    const scalar = follow(key);
    if (scalar?.kind === 'scalar') set(identity(scalar, typed), scalar.value, key);
  }
  return repeated;
}

/** All keys that a merged mapping sets, with their names; `seen` are the mappings looked at, which may contain themselves. */
function keysOf(
  node: YamlNode | undefined,
  typed: boolean,
  seen: Set<YamlNode> = new Set(),
): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  if (node?.kind !== 'map' || seen.has(node)) return keys;
  seen.add(node);
  for (const { key, value } of node.pairs) {
    if (isMergeKey(key)) {
      for (const source of mergeSources(value)) {
        for (const [id, name] of keysOf(follow(source), typed, seen)) keys.set(id, name);
      }
      continue;
    }
    const scalar = follow(key);
    if (scalar?.kind === 'scalar') keys.set(identity(scalar, typed), scalar.value);
  }
  return keys;
}

/** Equal for keys that are equal when decoded. */
function identity(key: YamlScalar, typed: boolean): string {
  const type = scalarType(key, 'v2');
  if (type === 'null') return typed ? 'null' : 'text ';
  if (!typed) return `text ${key.value}`;
  switch (type) {
    case 'bool':
      return `bool ${/^(?:y|yes|on|true)$/i.test(key.value)}`;
    case 'int':
    case 'float': {
      const value = numberOf(key);
      // No two of these are equal.
      return Number.isNaN(value) ? `nan ${key.from}` : `${type} ${value}`;
    }
    default:
      return `text ${key.value}`;
  }
}
