// Long lists whose items are judged one by one, so that a pause can be made between them and what is wrong with one is kept.
// Layer: model.
import type { YamlNode, YamlSeq } from '../../yaml/node';
import { follow } from '../../yaml/path';
import { ItemSeq } from '../outline';
import type { ObjectSchema, SchemaType } from '../schema/types';
import type { UnitMemo } from '../unitMemo';

/** An item of a long list. */
interface KeptItem {
  /** By this object is kept what is wrong with it: its own lines, else its node, which is of one version. */
  readonly unit: object;
  readonly node: YamlNode;
  /** Where the text begins that the node's offsets are in, counted from the block's. */
  readonly base: number;
}

/** What was made of an item, in a text that begins at `base` of the block's. */
export interface Made<T> {
  readonly base: number;
  readonly value: T;
}

/** Items of a long list that follow each other: what is wrong with them is looked up once for all. */
export class KeptBlock {
  private readonly isKept: boolean;

  constructor(
    /** By this object is kept what was made of all of them: the same one as long as their lines stay the same. */
    private readonly block: object,
    private readonly items: readonly KeptItem[],
    /** Where the block's text begins. */
    readonly base: number,
  ) {
    this.isKept = items.every(({ node }) => node.kind === 'map');
  }

  /**
   * What `make` gives for the items that it gives something for, in slices. It is kept as long as their lines and `terms` stay the
   * same; only of items that are no mappings it may depend on where these stand, which `at` tells.
   */
  *of<T>(
    memo: UnitMemo,
    subject: object | string,
    terms: string,
    make: (node: YamlNode, at: number) => T | undefined,
  ): Generator<void, readonly Made<T>[]> {
    if (!this.isKept) return yield* this.made(memo, subject, terms, make);
    return yield* memo.inSlices(this.block, subject, terms, () => this.made(memo, subject, terms, make));
  }

  private *made<T>(
    memo: UnitMemo,
    subject: object | string,
    terms: string,
    make: (node: YamlNode, at: number) => T | undefined,
  ): Generator<void, readonly Made<T>[]> {
    const made: Made<T>[] = [];
    let count = 0;
    for (const { unit, node, base } of this.items) {
      if (++count % unitsPerSlice === 0) yield;
      const one = (): T | undefined => make(node, this.base + base);
      // Of a block that is kept and whose nodes live no longer than itself nothing has to be kept by item.
      const isOwn = node.kind !== 'map' || (this.isKept && unit === node);
      const value = isOwn ? one() : memo.of(unit, subject, terms, one);
      if (value !== undefined) made.push({ base, value });
    }
    return made;
  }
}

/** How many items are judged between two yields. */
export const unitsPerSlice = 4;

/** From so many items on a list is long although it was read with the whole text; and as many are a block then. */
const long = 100;

const known = new WeakMap<YamlSeq, readonly KeptBlock[]>();

/** The blocks of a list that is long or was read item by item; undefined for any other node. */
export function blocksOf(node: YamlNode | undefined): readonly KeptBlock[] | undefined {
  const list = follow(node);
  if (list?.kind !== 'seq') return undefined;
  // Not `items` of such a list: they would be moved to their places.
  const isRead = list instanceof ItemSeq;
  if (!isRead && list.items.length < long) return undefined;
  let blocks = known.get(list);
  if (!blocks) known.set(list, (blocks = isRead ? readBlocks(list) : wholeBlocks(list)));
  return blocks;
}

function readBlocks({ blocks }: ItemSeq): readonly KeptBlock[] {
  return blocks.map(({ block, base }) => new KeptBlock(block, block.items, base));
}

function wholeBlocks({ items }: YamlSeq): readonly KeptBlock[] {
  const blocks: KeptBlock[] = [];
  for (let from = 0; from < items.length; from += long) {
    const own = items.slice(from, from + long).map(item => ({ unit: item, node: item, base: 0 }));
    blocks.push(new KeptBlock(own, own, 0));
  }
  return blocks;
}

/** What the items of a list under a key are. */
export function itemOf(object: ObjectSchema, key: string): SchemaType {
  const type = object.keys.find(({ name }) => name === key)?.type;
  return type?.kind === 'list' ? type.item : { kind: 'any' };
}
