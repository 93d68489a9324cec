// Where a further item of a list goes in a text: behind one of its items, or as its first below a key that is written or
// still missing. Only lists in block style; of anything else nothing is said. Layer: features.
import type { Root } from '../../model/root';
import { lineEnd, lineStart } from '../../text/lines';
import type { Span } from '../../text/span';
import type { YamlMap, YamlNode } from '../../yaml/node';

/** A place for the lines of an item, in the text that the nodes' offsets are in. */
export interface Slot {
  /** What the lines replace: mostly nothing at the end of a line. */
  readonly at: Span;
  /** What of the replaced text stays in front of the lines. */
  readonly keep: string;
  /** Keys that have to be written above the item, each with its indentation. */
  readonly keys: readonly string[];
  /** The column of the item's dash. */
  readonly column: number;
  /** Whether a blank line stands between the items. */
  readonly spaced: boolean;
}

/** An item that is there, and where it begins: behind its dash. */
export type Item = Span;

export interface InsertPlace {
  readonly root: Root;
  /** In the text of the root's region. */
  readonly slot: Slot;
  /** Set where a group has to be written around the rule: the names that are taken. */
  readonly newGroup?: ReadonlySet<string>;
  /** In words, behind "Insert". */
  readonly where: string;
}

/** The place behind the item that holds `cursor`, or the last one above it; behind the last where all stand below. */
export function slotBehind(text: string, items: readonly Item[], cursor: number): Slot | undefined {
  const begun = items.filter(({ from }) => lineStart(text, from) <= cursor);
  const item = begun.at(-1) ?? items.at(-1);
  const column = items.map(({ from }) => dashColumn(text, from)).find(one => one !== undefined);
  if (!item || column === undefined) return undefined;
  const end = contentEnd(text, lastCharacter(text, item.to));
  return { at: { from: end, to: end }, keep: '', keys: [], column, spaced: isSpaced(text, items) };
}

/**
 * The place of the first item of the list under `key`; undefined where the map is written in one line or the key has a
 * value. `step` is how much deeper than its key the file writes a dash.
 */
export function firstSlot(text: string, map: YamlMap, key: string, step: number): Slot | undefined {
  const [first] = map.pairs;
  if (map.flow || !first) return undefined;
  const column = columnOf(text, first.key.from);
  const pair = map.pairs.find(one => one.key.kind === 'scalar' && one.key.value === key);
  const rest = { column: column + step, spaced: false };
  if (!pair) {
    const end = contentEnd(text, lastCharacter(text, map.to));
    return { at: { from: end, to: end }, keep: '', keys: [`${' '.repeat(column)}${key}:`], ...rest };
  }
  const { value } = pair;
  if (!isNothing(value)) return undefined;
  const colon = text.indexOf(':', pair.key.to) + 1;
  const to = contentEnd(text, Math.max(value.to, colon));
  const keep = text.slice(Math.max(value.to, colon), to).trimEnd();
  return { at: { from: colon, to }, keep: keep.replace(/^\s*(?=\S)/, ' '), keys: [], ...rest };
}

/** Whether a value is not there yet: absent, null or `[]`. */
export function isNothing(value: YamlNode | undefined): boolean {
  if (value === undefined) return true;
  if (value.kind === 'scalar')
    return value.absent === true || (value.style === 'plain' && /^(?:null|~)$/.test(value.value));
  return value.kind === 'seq' && value.flow && value.items.length === 0;
}

/** How much deeper than its key the first of these items has its dash. */
export function stepOf(text: string, key: Span | undefined, items: readonly Item[]): number {
  const dash = items[0] && dashColumn(text, items[0].from);
  return key === undefined || dash === undefined ? 2 : Math.max(0, dash - columnOf(text, key.from));
}

/** The column of the dash in front of an item; undefined where it does not begin its line. */
function dashColumn(text: string, from: number): number | undefined {
  const before = /^( *)-[ \t]*$/.exec(text.slice(lineStart(text, from), from));
  return before ? before[1]!.length : undefined;
}

/** Whether the author leaves a line between items: seen at the last two. */
function isSpaced(text: string, items: readonly Item[]): boolean {
  const [one, other] = items.slice(-2);
  return (
    one !== undefined && other !== undefined && /\n[ \t\r]*\n/.test(text.slice(lastCharacter(text, one.to), other.from))
  );
}

function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

/** Where what is written in a line ends, in front of its line break. */
function contentEnd(text: string, offset: number): number {
  const to = lineEnd(text, offset);
  return text[to - 1] === '\r' ? to - 1 : to;
}

/** The end of what is written up to `to`: a block scalar may end with line breaks. */
function lastCharacter(text: string, to: number): number {
  let at = to;
  while (at > 0 && /\s/.test(text[at - 1]!)) at--;
  return at;
}
