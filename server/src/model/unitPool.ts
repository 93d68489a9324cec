// Items read on their own lines, and those of the version before taken over. Layer: model, part of outline.ts.
import type { Change } from '../text/change';
import { ownCopy } from '../text/ownCopy';
import { readPlainBlock } from '../yaml/fast';
import type { YamlFlavor, YamlNode } from '../yaml/node';
import { valueInSlices } from '../yaml/nodes';
import { readWithGo } from '../yaml/parse';
import { getScalar } from '../yaml/path';
import { otherLanguageInSlices } from './exprLanguage';
import {
  type ItemRead,
  type ItemUnit,
  OPEN,
  OutlinedUnit,
  type Placed,
  PlacedItem,
  type PlacedUnit,
  type Unit,
} from './outlineUnits';
import { tiesOf } from './ties';

/** How the items of some lists are read and put in their places. */
export interface UnitKind<U extends Unit, P extends Placed> {
  unitOf(placed: P): U;
  place(unit: U, base: number, index: number, end: number, plain: boolean): P;
  /** Undefined where the item is none that can be read without the others. */
  make(read: ItemRead, flavor: YamlFlavor): U | undefined;
  /** The go-yaml that reads it in a text that is read in this way. */
  flavor(flavor: YamlFlavor): YamlFlavor;
  /** Whether a unit may be taken over into a text that is read in this way. */
  fits(unit: U, flavor: YamlFlavor): boolean;
}

export const ruleUnits: UnitKind<OutlinedUnit, PlacedUnit> = {
  unitOf: ({ rule }) => rule,
  place: (rule, base, index, end, plain) => ({ rule, base, index, end, plain }),
  make(read) {
    return !read.problems.some(({ code }) => code === 'bad-tag-value') ? new OutlinedUnit(read) : undefined;
  },
  // Rules are read by the newer go-yaml; a tag that does not fit there may fit for the older one.
  flavor: () => 'v3',
  fits: () => true,
};

export const itemUnits: UnitKind<ItemUnit, PlacedItem> = {
  unitOf: ({ unit }) => unit,
  place: (unit, base, index, end, plain) => new PlacedItem(unit, base, index, end, plain),
  make({ text, item, dash, problems, comments, common, ties }, flavor) {
    const open = problems.some(problem => OPEN.has(problem.code));
    return { text, node: item, dash, problems, allComments: comments, open, ties, flavor: common ? undefined : flavor };
  },
  flavor: flavor => flavor,
  fits: (unit, flavor) => unit.flavor === undefined || unit.flavor === flavor,
};

/** Units of the version before, found again by where they stood. */
export class UnitPool<U extends Unit, P extends Placed> {
  private next = 0;
  /** The units inside the change by their text: those that only moved are found here. */
  private moved: ReadonlyMap<string, U> | undefined;
  private readonly change: Change;

  constructor(
    private readonly kind: UnitKind<U, P>,
    readonly text: string,
    readonly flavor: YamlFlavor,
    private readonly placed: readonly P[],
    change: Change | undefined,
    /** Whether there was no version before. */
    private readonly isFirst: boolean,
  ) {
    this.change = change ?? { from: 0, toBefore: 0, to: text.length };
  }

  /** The unit of `text` from `from` to `to`, where the version before had it. */
  known(from: number, to: number, index: number): P | undefined {
    const { change, placed, kind } = this;
    const before = to <= change.from;
    if (before || from >= change.to) {
      const base = before ? from : from - change.to + change.toBefore;
      while (this.next < placed.length && placed[this.next]!.base < base) this.next++;
      const known = placed[this.next];
      if (known && known.base === base && known.end - known.base === to - from) {
        const unit = kind.unitOf(known);
        if (kind.fits(unit, this.flavor)) {
          return known.base === from && known.index === index ? known : kind.place(unit, from, index, to, known.plain);
        }
      }
    }
    const unit = placed.length > 0 ? this.findMoved(this.text.slice(from, to)) : undefined;
    return unit && kind.place(unit, from, index, to, isPlain(unit));
  }

  /** The unit read anew, where the reader of plain blocks takes its lines. */
  plain(from: number, to: number, index: number): P | undefined {
    if (to - from > longUnit) return undefined;
    const text = this.textOf(from, to);
    return this.placeItem(readPlainItem(text), from, to, index);
  }

  /** The unit read anew, in slices; undefined where these lines are no single item. */
  *read(from: number, to: number, index: number): Generator<void, P | undefined> {
    const read = yield* readItem(this.textOf(from, to), this.kind.flavor(this.flavor));
    return this.placeItem(read, from, to, index);
  }

  private textOf(from: number, to: number): string {
    const text = this.text.slice(from, to);
    // A slice would keep the whole text of this version alive as long as the unit lives.
    return this.isFirst ? text : ownCopy(text);
  }

  private placeItem(read: ItemRead | undefined, from: number, to: number, index: number): P | undefined {
    const unit = read && this.kind.make(read, this.flavor);
    return unit && this.kind.place(unit, from, index, to, isPlain(unit));
  }

  private findMoved(text: string): U | undefined {
    const { from, toBefore } = this.change;
    this.moved ??= new Map(
      this.placed
        .filter(one => one.end > from && one.base < toBefore)
        .map(one => this.kind.unitOf(one))
        .filter(unit => this.kind.fits(unit, this.flavor))
        .map(unit => [unit.text, unit]),
    );
    return this.moved.get(text);
  }
}

/** The unit of some lines, read with the anchors before them that its aliases lead to. */
export function* readTied<U extends Unit, P extends Placed>(
  kind: UnitKind<U, P>,
  text: string,
  flavor: YamlFlavor,
  anchors: ReadonlyMap<string, YamlNode>,
): Generator<void, U | undefined> {
  const read = yield* readItem(text, kind.flavor(flavor), anchors);
  return read && kind.make({ ...read, reaches: true }, flavor);
}

function isPlain(unit: Unit & { readonly otherLanguage?: string | undefined }): boolean {
  return unit.problems.length === 0 && unit.allComments.length === 0 && !unit.ties && !unit.otherLanguage;
}

/** Longer lines are left to the reader that makes pauses. */
const longUnit = 150_000;

/** The language of a rule's expression, in slices. */
function* languageOf(item: YamlNode): Generator<void, 'loki' | 'vmalert' | undefined> {
  const expr = getScalar(item, 'expr');
  return expr && (yield* otherLanguageInSlices(yield* valueInSlices(expr)));
}

/** What the reader of plain blocks makes of the lines of an item. */
function readPlainItem(text: string): ItemRead | undefined {
  // It knows no anchors, aliases and tags: nothing ties what it reads to other lines.
  const plain = readPlainBlock(text);
  if (plain?.root.kind !== 'seq' || plain.root.items.length !== 1) return undefined;
  const { root, comments } = plain;
  return { text, item: root.items[0]!, dash: root.from, problems: [], comments, common: true };
}

/** What go-yaml's grammar makes of them; undefined where they are no single item. */
function* readItem(
  text: string,
  flavor: YamlFlavor,
  anchors?: ReadonlyMap<string, YamlNode>,
): Generator<void, ItemRead | undefined> {
  const [document, ...others] = (yield* readWithGo(text, flavor, anchors ? { anchors } : {})).documents;
  const { root, problems, comments } = document!;
  if (problems.length === 0 && others.length > 0) return undefined;
  // What was left out is told of the whole document.
  if (document!.unread || document!.tooDeep) return undefined;
  if (root?.kind !== 'seq' || root.flow || root.items.length !== 1 || root.anchor || root.tag) return undefined;
  const item = root.items[0]!;
  const ties = /[&*]/.test(text) ? tiesOf(item) : undefined;
  const language = text.length > longUnit ? { of: yield* languageOf(item) } : undefined;
  return { text, item, dash: root.from, problems, comments, common: false, ties, ...(language ? { language } : {}) };
}
