// Ways through a YAML tree: aliases and merge keys followed, keys looked up, the nodes at a cursor.
// Layer: yaml. Safe for trees whose aliases form cycles.
import { touches } from '../text/span';
import type { YamlAlias, YamlMap, YamlNode, YamlPair, YamlScalar } from './node';

/** How far chains of aliases and merges are followed. */
const MAX_LINKS = 100;

/** `node` with aliases followed; undefined for an alias that leads nowhere or to itself. */
export function follow(node: YamlNode | undefined): Exclude<YamlNode, YamlAlias> | undefined {
  let current = node;
  for (let links = 0; current?.kind === 'alias'; links++) {
    if (links > MAX_LINKS) return undefined;
    current = current.target;
  }
  return current;
}

/** A pair as a reader of the map sees it. */
export interface Entry {
  readonly name: string;
  readonly key: YamlScalar;
  readonly value: YamlNode;
  /** The alias through which a merged pair came in: the place to report at. */
  readonly via?: YamlNode;
}

/**
 * The map's pairs with scalar keys in order, merge keys (`<<`) replaced by the pairs they bring that are not set in
 * the map itself. A key written twice is given twice.
 */
export function entries(map: YamlMap): readonly Entry[] {
  const result: Entry[] = [];
  let merges = false;
  // A loop: this is asked of every group of a file at each edit.
  for (const pair of map.pairs) {
    if (isMerge(pair)) merges = true;
    else addPlain(pair, result);
  }
  if (!merges) return result;
  const seen = new Set(result.map(entry => entry.name));
  collectMerged(map, seen, result, new Set([map]));
  return result;
}

/** The value of `key` in `map` (the last where it is written twice), merged ones included. */
export function get(map: YamlNode | undefined, key: string): YamlNode | undefined {
  const target = follow(map);
  if (target?.kind !== 'map') return undefined;
  let merges = false;
  for (let i = target.pairs.length - 1; i >= 0; i--) {
    const pair = target.pairs[i]!;
    const name = follow(pair.key);
    if (name?.kind !== 'scalar') continue;
    if (name.value === key) return pair.value;
    merges ||= isMerge(pair);
  }
  return merges ? entries(target).find(entry => entry.name === key)?.value : undefined;
}

/** A node as a scalar that is written, aliases followed; undefined for any other. */
export function scalarOf(node: YamlNode | undefined): YamlScalar | undefined {
  const scalar = follow(node);
  return scalar?.kind === 'scalar' && !scalar.absent ? scalar : undefined;
}

/** The items of a list, aliases followed; none for any other node. */
export function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  const list = follow(node);
  return list?.kind === 'seq' ? list.items : [];
}

/** The scalar under `key`, aliases followed. */
export function getScalar(map: YamlNode | undefined, key: string): YamlScalar | undefined {
  return scalarOf(get(map, key));
}

/** One step of the way down to a cursor. */
export interface PathStep {
  readonly node: YamlNode;
  /** How this node is reached from the one before: a pair's key or value, or an item's index. */
  readonly pair?: YamlPair;
  readonly role: 'root' | 'key' | 'value' | 'item';
  readonly index?: number;
}

/**
 * The nodes that hold `offset`, from `root` inwards. The end of a node counts as inside. A cursor behind a key's colon,
 * on a value not yet written, gives that absent scalar.
 */
export function nodeAt(root: YamlNode | undefined, offset: number): readonly PathStep[] {
  const steps: PathStep[] = [];
  let step: PathStep | undefined = root && touches(root, offset) ? { node: root, role: 'root' } : undefined;
  while (step) {
    steps.push(step);
    step = childAt(step.node, offset);
  }
  return steps;
}

function childAt(node: YamlNode, offset: number): PathStep | undefined {
  if (node.kind === 'map') {
    // The later of two that touch wins: the cursor stands before it.
    for (let i = node.pairs.length - 1; i >= 0; i--) {
      const pair = node.pairs[i]!;
      if (touches(pair.value, offset) && (pair.value.from !== pair.value.to || offset > pair.key.to)) {
        return { node: pair.value, pair, role: 'value', index: i };
      }
      if (touches(pair.key, offset)) return { node: pair.key, pair, role: 'key', index: i };
    }
  }
  if (node.kind === 'seq') {
    for (let i = node.items.length - 1; i >= 0; i--) {
      if (touches(node.items[i]!, offset)) return { node: node.items[i]!, role: 'item', index: i };
    }
  }
  return undefined;
}

function isMerge(pair: YamlPair): boolean {
  const { key } = pair;
  return key.kind === 'scalar' && key.value === '<<' && (key.style === 'plain' || key.tag === '!!merge');
}

function addPlain({ key, value }: YamlPair, into: Entry[]): void {
  const name = follow(key);
  if (name?.kind === 'scalar') into.push({ name: name.value, key: name, value });
}

function plainEntry(pair: YamlPair): readonly Entry[] {
  const key = follow(pair.key);
  return key?.kind === 'scalar' ? [{ name: key.value, key, value: pair.value }] : [];
}

function collectMerged(map: YamlMap, seen: Set<string>, result: Entry[], open: Set<YamlNode>): void {
  for (const pair of map.pairs) {
    if (!isMerge(pair)) continue;
    const value = follow(pair.value);
    const sources = value?.kind === 'seq' ? value.items : [pair.value];
    for (const source of sources) {
      const target = follow(source);
      if (target?.kind !== 'map' || open.has(target) || open.size > MAX_LINKS) continue;
      open.add(target);
      for (const merged of target.pairs) {
        if (isMerge(merged)) continue;
        for (const entry of plainEntry(merged)) {
          if (seen.has(entry.name)) continue;
          seen.add(entry.name);
          result.push({ ...entry, via: source });
        }
      }
      // What was opened stays so: a map merged twice brings nothing new.
      collectMerged(target, seen, result, open);
    }
  }
}
