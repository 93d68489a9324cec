// Long lists whose items are judged one by one, so that a pause can be made between them and what is wrong with one is kept.
// Layer: model.
import type { YamlNode } from '../../yaml/node';
import { follow } from '../../yaml/path';
import { ItemSeq } from '../outline';
import type { ObjectSchema, SchemaType } from '../schema/types';

/** An item of a long list. */
export interface KeptItem {
  /** By this object is kept what is wrong with it: its own lines, else its node, which is of one version. */
  readonly unit: object;
  readonly node: YamlNode;
  /** Where the text begins that the node's offsets are in. */
  readonly base: number;
}

/** How many items are judged between two yields. */
export const unitsPerSlice = 4;

/** How many that were judged before are looked at between two yields. */
export const knownPerSlice = 64;

/** From so many items on a list is long although it was read with the whole text. */
const long = 100;

/** The items of a list that is long or was read item by item; undefined for any other node. */
export function unitsOf(node: YamlNode | undefined): Iterable<KeptItem> | undefined {
  const list = follow(node);
  if (list instanceof ItemSeq) return keptUnits(list);
  return list?.kind === 'seq' && list.items.length >= long ? keptNodes(list.items) : undefined;
}

function* keptUnits({ units }: ItemSeq): Generator<KeptItem, void> {
  for (const { unit, base } of units) yield { unit, node: unit.node, base };
}

function* keptNodes(items: readonly YamlNode[]): Generator<KeptItem, void> {
  for (const node of items) yield { unit: node, node, base: 0 };
}

/** What the items of a list under a key are. */
export function itemOf(object: ObjectSchema, key: string): SchemaType {
  const type = object.keys.find(({ name }) => name === key)?.type;
  return type?.kind === 'list' ? type.item : { kind: 'any' };
}
