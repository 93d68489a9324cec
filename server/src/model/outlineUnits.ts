// Items of lists that were read on their own lines, and these lists. Layer: model, part of outline.ts.
import type { Problem } from '../text/span';
import { movedNode } from '../yaml/moved';
import type { YamlComment, YamlDocument, YamlFlavor, YamlNode, YamlSeq } from '../yaml/node';
import { isVmalertTemplate, otherLanguage } from './exprLanguage';
import type { PlacedRule } from './ruleFile';
import { CommentFinder, RuleNode } from './ruleUnit';
import type { Ties } from './ties';

/** An item of a list, the lines of which were read on their own; all offsets are in these lines. */
export interface Unit {
  readonly text: string;
  readonly node: YamlNode;
  readonly problems: readonly Problem[];
  /** All comments in `text`, also those that are not the item's own. */
  readonly allComments: readonly YamlComment[];
  /** Offset of the item's dash in `text`. */
  readonly dash: number;
  /** Whether a problem may only be one because the lines end here. */
  readonly open: boolean;
  /** Its anchors and aliases. */
  readonly ties: Ties | undefined;
}

/** A unit in a text. */
export interface Placed {
  /** Offset of the unit's text in the region's text. */
  readonly base: number;
  /** In its list, from 0; null items count, as written. */
  readonly index: number;
  /** Where the unit's text ends in the region's text. */
  readonly end: number;
  /** Nothing but a sound item without comments: what most are, known without looking at the unit itself. */
  readonly plain: boolean;
}

/** A rule whose lines were read on their own. */
export class OutlinedUnit extends RuleNode implements Unit {
  declare readonly problems: readonly Problem[];
  declare readonly allComments: readonly YamlComment[];
  declare readonly dash: number;
  declare readonly open: boolean;
  declare readonly ties: Ties | undefined;
  declare readonly reaches: boolean;
  /** The system whose language its expression or templates are in, where that is not Prometheus'. */
  declare readonly otherLanguage: 'loki' | 'vmalert' | undefined;

  constructor({ text, item, dash, problems, comments, language, ties, reaches }: ItemRead) {
    super(text, item, ownComments(text, item, comments));
    this.problems = problems;
    this.allComments = comments;
    this.dash = dash;
    this.open = problems.some(problem => OPEN.has(problem.code));
    this.ties = ties;
    this.reaches = reaches === true;
    const ofExpr = language ? language.of : otherLanguage(this.expr?.value ?? '');
    this.otherLanguage = ofExpr ?? (isVmalertTemplate(text) ? 'vmalert' : undefined);
  }
}

function ownComments(text: string, item: YamlNode, comments: readonly YamlComment[]): readonly YamlComment[] {
  if (comments.length === 0) return comments;
  return new CommentFinder(comments).between(0, text.length, item.from, item.to, text);
}

/** Refusals that the end of the text may have caused. */
export const OPEN: ReadonlySet<string> = new Set(['unclosed-quote', 'unclosed-bracket', 'expected-value']);

export interface PlacedUnit extends PlacedRule, Placed {
  readonly rule: OutlinedUnit;
}

/** Stands for a list of items: the same object in every version of the text that has these at the same distances from each other. */
export interface UnitList {
  /** Whether all are nothing but sound items without comments. */
  readonly plain: boolean;
  /** Of receivers or routes: all of them, in order. */
  readonly blocks?: readonly ItemBlock[];
}

/** The sequence under a `rules:` key whose items were read as units: `items` is empty, `rules` has them. */
export class UnitSeq implements YamlSeq {
  readonly kind = 'seq';
  readonly items: readonly YamlNode[] = [];
  readonly flow = false;

  constructor(
    readonly from: number,
    readonly to: number,
    readonly rules: readonly PlacedUnit[],
    readonly list: UnitList,
  ) {}
}

/** A receiver or route whose lines were read on their own. */
export interface ItemUnit extends Unit {
  /** The go-yaml that read it; undefined where both read the same. */
  readonly flavor: YamlFlavor | undefined;
}

export class PlacedItem implements Placed {
  private moved: YamlNode | undefined;

  constructor(
    readonly unit: ItemUnit,
    readonly base: number,
    readonly index: number,
    readonly end: number,
    readonly plain: boolean,
  ) {}

  /** The item with offsets in the region's text. */
  get node(): YamlNode {
    this.moved ??= movedNode(this.unit.node, this.base);
    return this.moved;
  }
}

/** Items that follow each other: the same object in every version of the text in which their lines stay the same. */
export interface ItemBlock {
  readonly items: readonly BlockItem[];
}

export interface BlockItem {
  readonly unit: ItemUnit;
  readonly node: YamlNode;
  /** Where its lines begin, counted from those of the first one. */
  readonly base: number;
}

/** A block in a text. */
export interface PlacedBlock {
  readonly block: ItemBlock;
  /** Where the lines of its first item begin. */
  readonly base: number;
}

/** So many items are a block: few enough to look at each where one was edited, and many to pass over where none was. */
const itemsOfBlock = 64;

/** The items of a list in blocks; those of the version before that stay the same are taken over. */
export function blocksOf(items: readonly PlacedItem[], before: ReadonlyMap<ItemUnit, ItemBlock>): readonly ItemBlock[] {
  const blocks: ItemBlock[] = [];
  for (let at = 0; at < items.length; ) {
    const block = standingAt(items, at, before) ?? newBlock(items, at, before);
    blocks.push(block);
    at += block.items.length;
  }
  return blocks;
}

/** Blocks by their first item. */
export function blocksByFirst(lists: readonly UnitList[]): ReadonlyMap<ItemUnit, ItemBlock> {
  return new Map(lists.flatMap(({ blocks = [] }) => blocks.map(block => [block.items[0]!.unit, block])));
}

/** The block of the version before that begins with this item, where all that follow are the same as well. */
function standingAt(
  items: readonly PlacedItem[],
  at: number,
  before: ReadonlyMap<ItemUnit, ItemBlock>,
): ItemBlock | undefined {
  const block = before.get(items[at]!.unit);
  // Items have their lines without gaps, so that the same ones are at the same distances.
  return block?.items.every(({ unit }, i) => items[at + i]?.unit === unit) ? block : undefined;
}

/** A block of the items from one on, up to the next one that may be taken over. */
function newBlock(items: readonly PlacedItem[], from: number, before: ReadonlyMap<ItemUnit, ItemBlock>): ItemBlock {
  const start = items[from]!.base;
  const own: BlockItem[] = [];
  for (let at = from; at < items.length && own.length < itemsOfBlock; at++) {
    const { unit, base } = items[at]!;
    const next = own.length > 0 ? before.get(unit) : undefined;
    // Small ones, which are left where items were added, are made one with their neighbours.
    if (next && next.items.length > itemsOfBlock / 2) break;
    own.push({ unit, node: unit.node, base: base - start });
  }
  return { items: own };
}

/** The sequence under a `receivers:` or `routes:` key whose items were read as units. */
export class ItemSeq implements YamlSeq {
  readonly kind = 'seq';
  readonly flow = false;
  private all: readonly YamlNode[] | undefined;

  constructor(
    readonly from: number,
    readonly to: number,
    readonly units: readonly PlacedItem[],
    private readonly list: UnitList,
  ) {}

  get items(): readonly YamlNode[] {
    this.all ??= this.units.map(unit => unit.node);
    return this.all;
  }

  /** All items in blocks. */
  get blocks(): readonly PlacedBlock[] {
    let at = 0;
    return (this.list.blocks ?? []).map(block => {
      const { base } = this.units[at]!;
      at += block.items.length;
      return { block, base };
    });
  }
}

export interface ItemRead extends Pick<YamlDocument, 'problems' | 'comments'> {
  readonly text: string;
  readonly item: YamlNode;
  readonly dash: number;
  /** Both versions of go-yaml read it so. */
  readonly common: boolean;
  readonly ties?: Ties | undefined;
  /** Whether aliases in it lead to other lines. */
  readonly reaches?: boolean;
  /** Of a long rule: the system whose language its expression is in, where that is not Prometheus'. */
  readonly language?: { readonly of: 'loki' | 'vmalert' | undefined };
}

/** The units of one site. */
export type PlacedInSite = readonly PlacedUnit[] | readonly PlacedItem[];

/** The unit that stands in a place. */
export function unitOf(placed: PlacedUnit | PlacedItem): Unit {
  return placed instanceof PlacedItem ? placed.unit : placed.rule;
}
