// The tree of a refused text whose mistake is in one item of a list: all else is read by a strict reader, and the item alone by
// the tolerant one, which is slow on a large text. Layer: yaml.
import { lineStart } from '../text/lines';
import type { Problem } from '../text/span';
import { readWithPackage } from './adapter';
import type { FastRead } from './fast';
import type { YamlNode, YamlSeq } from './node';

export interface AroundRead extends FastRead {
  /** Complaints of the tolerant reader about the item. */
  readonly problems: readonly Problem[];
}

/** Reads the one document of a text by a reader that takes nothing but sound YAML. */
export type StrictReader = (text: string) => Generator<void, FastRead | undefined>;

/**
 * The one document of `text`, in which a reader stumbled at `mistake`; `readRest` reads all but the item. Undefined where the
 * mistake is not sure to be in one item of a block list, or that item is longer than `longest`.
 */
export function* readAroundItem(
  text: string,
  mistake: number,
  longest: number,
  readRest: StrictReader,
): Generator<void, AroundRead | undefined> {
  const place = itemAround(text, mistake);
  if (!place || place.to - place.from > longest) return undefined;
  const { from, to, column } = place;
  const broken = (yield* readWithPackage(text, from, to)).documents;
  const list = broken[0]?.root;
  if (broken.length !== 1 || list?.kind !== 'seq' || list.flow || list.items.length !== 1 || broken[0]?.unread)
    return undefined;
  // A comment of the same length: it keeps all offsets, and ends what stands before it as the item did.
  const rest = yield* readRest(`${text.slice(0, from)}#${' '.repeat(to - from - 2)}\n${text.slice(to)}`);
  const root = rest && insert(text, rest.root, list, column);
  if (!root) return undefined;
  const comments = [...rest.comments.filter(one => one.from !== from), ...broken[0]!.comments];
  return { root, comments: comments.sort((a, b) => a.from - b.from), problems: broken[0]!.problems };
}

interface Item {
  /** The beginning of its first line. */
  readonly from: number;
  /** The beginning of the line behind it. */
  readonly to: number;
  /** Of its dash. */
  readonly column: number;
}

/** How many lists, one in the other, are looked at: the end of an item of each has to be found. */
const MOST_LISTS = 10;

/** The lines of the innermost item around the line at `at` whose list has other items. */
function itemAround(text: string, at: number): Item | undefined {
  let column = Number.POSITIVE_INFINITY;
  let item: Item | undefined;
  let tried = 0;
  for (let line = lineStart(text, at); ; line = lineStart(text, line - 1)) {
    const indent = indentOf(text, line);
    if (indent >= 0) {
      const isItem = isDash(text, line + indent);
      // What ends the list that the item is in, or goes on with it.
      if (item && indent <= item.column) {
        if (indent === item.column && isItem) return item;
        item = undefined;
      }
      if (indent < column && !item) {
        column = indent;
        if (isItem && ++tried > MOST_LISTS) return undefined;
        const to = isItem ? itemEnd(text, line, indent) : 0;
        if (isItem && to > 0) {
          item = { from: line, to, column: indent };
          if (isDash(text, to + indent) && indentOf(text, to) === indent) return item;
        }
      }
    }
    if (line === 0) return undefined;
  }
}

/** Where the line behind an item of a list in `column` begins; 0 where it is the end of a text without a line break. */
function itemEnd(text: string, from: number, column: number): number {
  for (let line = from; ; ) {
    const end = text.indexOf('\n', line);
    if (end < 0) return 0;
    line = end + 1;
    const indent = indentOf(text, line);
    if (line >= text.length || (indent >= 0 && indent <= column)) return line;
  }
}

/** How far the line at `line` is indented; -1 for one without content. */
function indentOf(text: string, line: number): number {
  let first = line;
  while (text.charCodeAt(first) === 32) first++;
  const code = text.charCodeAt(first);
  return first >= text.length || code === 10 || code === 35 ? -1 : first - line;
}

function isDash(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  return text.charCodeAt(at) === 45 && (next === 32 || next === 10);
}

/** `node` with the item of `list` back in the list in `column` that it was taken from; undefined where there is none. */
function insert(text: string, node: YamlNode, list: YamlSeq, column: number): YamlNode | undefined {
  if (node.kind === 'map') {
    const { pairs } = node;
    const index = lastBefore(pairs.length, i => pairs[i]!.key.from <= list.from);
    const pair = pairs[index];
    const value = pair && insert(text, pair.value, list, column);
    return value && { ...node, to: Math.max(node.to, value.to), pairs: replaced(pairs, index, { ...pair, value }) };
  }
  if (node.kind !== 'seq' || node.flow) return undefined;
  const { items } = node;
  const index = lastBefore(items.length, i => items[i]!.from <= list.from);
  const to = Math.max(node.to, list.to);
  if (node.from - lineStart(text, node.from) === column) {
    const all = [...items.slice(0, index + 1), ...list.items, ...items.slice(index + 1)];
    return { ...node, from: Math.min(node.from, list.from), to, items: all };
  }
  const item = index < 0 ? undefined : insert(text, items[index]!, list, column);
  return item && { ...node, to: Math.max(to, item.to), items: replaced(items, index, item) };
}

function lastBefore(count: number, isBefore: (index: number) => boolean): number {
  let index = count - 1;
  while (index >= 0 && !isBefore(index)) index--;
  return index;
}

function replaced<T>(all: readonly T[], index: number, one: T): readonly T[] {
  return [...all.slice(0, index), one, ...all.slice(index + 1)];
}
