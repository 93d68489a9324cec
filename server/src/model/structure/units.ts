// Long lists whose items are judged one by one, so that a pause can be made between them and what is wrong with one is kept.
// Layer: model.
import type { YamlNode, YamlSeq } from '../../yaml/node';
import { follow } from '../../yaml/path';
import { ItemSeq } from '../outline';
import type { ObjectSchema, SchemaType } from '../schema/types';
import type { UnitEntries, UnitMemo } from '../unitMemo';

/** An item of a long list. */
export class KeptItem {
  private memo: UnitMemo | undefined;
  private entries: UnitEntries | undefined;

  constructor(
    /** By this object is kept what is wrong with it: its own lines, else its node, which is of one version. */
    private readonly unit: object,
    readonly node: YamlNode,
    /** Where the text begins that the node's offsets are in. */
    readonly base: number,
  ) {}

  /** As `UnitMemo.of`; a list is gone through many times a version, so the item's entries are looked up once. */
  of<T>(memo: UnitMemo, subject: object | string, terms: string, make: () => T): T {
    if (this.memo !== memo || !this.entries) {
      this.memo = memo;
      this.entries = memo.entries(this.unit);
    }
    return this.entries.of(subject, terms, make);
  }
}

/** How many items are judged between two yields. */
export const unitsPerSlice = 4;

/** How many that were judged before are looked at between two yields. */
export const knownPerSlice = 64;

/** From so many items on a list is long although it was read with the whole text. */
const long = 100;

const known = new WeakMap<YamlSeq, readonly KeptItem[]>();

/** The items of a list that is long or was read item by item; undefined for any other node. */
export function unitsOf(node: YamlNode | undefined): readonly KeptItem[] | undefined {
  const list = follow(node);
  if (list?.kind !== 'seq') return undefined;
  // Not `items` of such a list: they would be moved to their places.
  const isRead = list instanceof ItemSeq;
  if (!isRead && list.items.length < long) return undefined;
  let items = known.get(list);
  if (!items) {
    items = isRead
      ? list.units.map(({ unit, base }) => new KeptItem(unit, unit.node, base))
      : list.items.map(item => new KeptItem(item, item, 0));
    known.set(list, items);
  }
  return items;
}

/** What the items of a list under a key are. */
export function itemOf(object: ObjectSchema, key: string): SchemaType {
  const type = object.keys.find(({ name }) => name === key)?.type;
  return type?.kind === 'list' ? type.item : { kind: 'any' };
}
