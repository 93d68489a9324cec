// Where a cursor stands, as completion sees it: in which root, at which key or value, and in which decoded text. A mark is
// put into the text at the cursor and the text is read again: so half-written files have a tree that holds the cursor.
// Layer: features.
import { type OpenOptions, openDocument, type SourceDocument } from '../../model/document';
import { pathOfPart, readRuleFile } from '../../model/readRuleFile';
import { fromFile } from '../../model/region';
import type { Root } from '../../model/root';
import type { RuleUnit } from '../../model/ruleFile';
import { alternativesOf, type KeyPath, schemaOf } from '../../model/schema/ofRoot';
import { endingWord } from '../../text/endingWord';
import type { ScalarStyle, YamlNode, YamlScalar } from '../../yaml/node';
import { nodeAt, type PathStep } from '../../yaml/path';

/** A private-use character: YAML takes it anywhere in plain text, and no file holds it by chance. */
const mark = '\ue123';

interface PlaceBase {
  readonly root: Root;
  /** Path of the map that holds the cursor's key, or of the value or item at the cursor. */
  readonly path: KeyPath;
  /** The rule that the cursor is in, with the mark in its text. */
  readonly rule?: RuleUnit;
  /** How the scalar at the cursor is written. */
  readonly style: ScalarStyle;
  /** Whether it stands in `[…]` or `{…}` of YAML. */
  readonly flow: boolean;
  /** The item that the cursor begins lacks its dash: what is inserted has to bring it. */
  readonly needsDash: boolean;
}

/** A key is being written in the map at `path`. */
export interface KeyPlace extends PlaceBase {
  readonly kind: 'key';
  /** What is written of the key left of the cursor. */
  readonly prefix: string;
  /** Keys that the map has already. */
  readonly siblings: ReadonlySet<string>;
  /** Whether a colon follows. */
  readonly hasColon: boolean;
}

/** A scalar is being written: the value of the last key of `path`, or an item of the list above it. */
export interface ValuePlace extends PlaceBase {
  readonly kind: 'value';
  /** The decoded text without the mark. */
  readonly text: string;
  /** Offset of the cursor in it. */
  readonly at: number;
}

export type Place = KeyPlace | ValuePlace;

/**
 * What `offset` of the file may be; empty where nothing can be completed: comments, unknown files, base64. Where dashes
 * stand at the column of their key, a line may begin an item or a key: the item, which is meant more often, comes first.
 */
export function placesAt(document: SourceDocument, offset: number, options: OpenOptions = {}): readonly Place[] {
  const { text } = document;
  const line = lineAround(text, offset);
  const before = text.slice(0, offset);
  const read = (inserted: string, rest = text.slice(offset)): Place | undefined =>
    markedPlace(document, before + inserted + rest, options);

  if (line.isKey) {
    // A lone word may be a key without its colon or a part of a longer scalar: a key it is where one may stand.
    const place = read(line.hasColon ? mark : `${mark}:`);
    if (place?.kind === 'value') return [place];
    const asKey = place && keyPlace(place, line);
    const item = asKey && line.isBlank && followsDash(before) ? dashedPlace(document, offset, options) : undefined;
    if (asKey) return item ? [item, asKey] : [asKey];
    if (line.hasColon) return [];
  }
  const place = read(mark);
  if (line.openQuote !== undefined && (!place || place.root.document.problems.length > 0)) {
    // A quote that nothing closes swallows what follows: it is closed at the end of its line.
    const closed = read(mark + line.openQuote, text.slice(line.to));
    if (closed?.kind === 'value') return [closed];
  }
  if (place && (place.kind === 'value' || place.flow)) return [place];
  // At the column of a list's dashes only a dash makes it an item.
  const item = line.isBlank ? dashedPlace(document, offset, options) : undefined;
  return item ? [item] : [];
}

/** The item that the cursor's word begins when a dash is put in front. */
function dashedPlace(document: SourceDocument, offset: number, options: OpenOptions): Place | undefined {
  const before = document.text.slice(0, offset);
  const after = document.text.slice(offset);
  const word = endingWord(before, /[\w.-]/);
  const dashed = `${before.slice(0, offset - word.length)}- ${word}${mark}`;
  const item = markedPlace(document, `${dashed}:${after}`, options);
  if (item?.kind === 'key' && mayHoldKeys(item)) return { ...item, hasColon: false, needsDash: true };
  const scalar = markedPlace(document, dashed + after, options);
  const isItem = scalar?.kind === 'value' && typeof scalar.path.at(-1) === 'number';
  return isItem ? { ...scalar, needsDash: true } : undefined;
}

/** Whether the last line above with no deeper indentation than the cursor's begins with a dash in the same column. */
function followsDash(before: string): boolean {
  const lines = before.split('\n');
  const column = /^ */.exec(lines.pop()!)![0].length;
  const above = lines.reverse().find(line => line.trim() !== '' && /^ */.exec(line)![0].length <= column);
  return above?.startsWith('- ', column) ?? false;
}

interface Line {
  /** Offset of the line's end. */
  readonly to: number;
  /** Nothing but dashes and one word stands in the line: a key may be being written. */
  readonly isKey: boolean;
  readonly hasColon: boolean;
  /** Nothing stands in the line. */
  readonly isBlank: boolean;
  /** The quote that the line's value begins with and that is not closed left of the cursor. */
  readonly openQuote?: string;
}

function lineAround(text: string, offset: number): Line {
  const from = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  const to = end < 0 ? text.length : end;
  const before = text.slice(from, offset);
  const after = text.slice(offset, to);
  const hasColon = /^[\w./-]*\s*:(\s|$)/.test(after);
  const quoted = /^\s*(?:- +)*(?:[\w./-]+\s*:\s+|- +)(["'])(.*)$/.exec(before);
  const openQuote = quoted && !quoted[2]!.replace(/\\./g, '').includes(quoted[1]!) ? quoted[1]! : undefined;
  return {
    to,
    isKey: /^\s*(?:- +)*[\w./-]*$/.test(before) && (hasColon || /^[\w./-]*\s*$/.test(after)),
    hasColon,
    isBlank: /^[ ]*[\w./-]*$/.test(before) && after.trim() === '',
    ...(openQuote === undefined ? {} : { openQuote }),
  };
}

/** The key place as it is to be completed; undefined where no key may stand. */
function keyPlace(place: KeyPlace, { hasColon, isBlank }: Line): Place | undefined {
  if (mayHoldKeys(place)) return { ...place, hasColon };
  // A lone word below the key of a list: its first item without the dash.
  if (hasColon || !isBlank || place.siblings.size > 0) return undefined;
  const items = alternativesOf(schemaOf(place.root, place.path)).filter(type => type.kind === 'list');
  const path = [...place.path, 0];
  if (items.length === 0) return undefined;
  if (mayHoldKeys({ ...place, path })) return { ...place, hasColon, path, needsDash: true };
  const { prefix, ...base } = place;
  return { ...base, kind: 'value', path, text: prefix, at: prefix.length, needsDash: true };
}

/** The place of the mark in `text`, a version of the document. */
function markedPlace(document: SourceDocument, text: string, options: OpenOptions): Place | undefined {
  const offset = text.indexOf(mark);
  for (const root of markedRoots(document, text, options)) {
    if (root.region.kind === 'base64') continue;
    const at = fromFile(root.region, offset);
    if (at === undefined || !root.region.text.startsWith(mark, at)) continue;
    const place = placeIn(root, at);
    if (place) return place;
  }
  return undefined;
}

function markedRoots(document: SourceDocument, text: string, options: OpenOptions): readonly Root[] {
  const { roots } = openDocument(text, document, options);
  const [known] = document.roots;
  if (roots.length > 0 || known?.region.kind !== 'file') return roots;
  // The mark made an unknown key, and by its keys alone the file was what it is.
  if (known.kind !== 'rules' && known.kind !== 'alertmanager') return roots;
  return openDocument(text, document, { as: known.kind }).roots;
}

function mayHoldKeys({ root, path }: Pick<Place, 'root' | 'path'>): boolean {
  return alternativesOf(schemaOf(root, path)).some(({ kind }) => kind === 'object' || kind === 'map');
}

function placeIn(root: Root, at: number): Place | undefined {
  if (root.kind === 'rules' || root.kind === 'prometheus-rule') {
    const prefix: KeyPath = root.kind === 'rules' ? [] : ['spec'];
    for (const [g, group] of readRuleFile(root).groups.entries()) {
      for (const { rule, base, index } of group.rules) {
        const inside = at - base;
        if (inside < rule.node.from || inside > rule.node.to) continue;
        const steps = nodeAt(rule.node, inside);
        if (steps.length > 0) return placeOf(root, rule.text, steps, [...prefix, 'groups', g, 'rules', index], rule);
      }
    }
  }
  const steps = nodeAt(root.node, at);
  return steps.length > 0 ? placeOf(root, root.region.text, steps, pathOfPart(root)) : undefined;
}

/** `text` is what the offsets of the nodes are in. */
function placeOf(
  root: Root,
  text: string,
  steps: readonly PathStep[],
  start: KeyPath,
  rule?: RuleUnit,
): Place | undefined {
  const last = steps.at(-1)!;
  const node = last.node;
  if (node.kind !== 'scalar' || !node.value.includes(mark)) return undefined;
  const path = [...start];
  for (const [i, { role, pair, index }] of steps.entries()) {
    if (role === 'value' && pair) path.push(keyText(pair.key));
    else if (role === 'item') path.push(index ?? 0);
    else if (role === 'key' && i < steps.length - 1) return undefined;
  }
  const flow = steps.some(step => (step.node.kind === 'map' || step.node.kind === 'seq') && step.node.flow);
  const base = { root, path, style: node.style, flow, needsDash: false, ...(rule ? { rule } : {}) };
  if (last.role === 'key') {
    const parent = steps.at(-2)?.node;
    const others = parent?.kind === 'map' ? parent.pairs.map(({ key }) => key).filter(key => key !== node) : [];
    // A tolerant reader takes a key at another column into the map, the target would not.
    if (!flow && others.some(key => columnOf(text, key.from) !== columnOf(text, node.from))) return undefined;
    const siblings = new Set(others.map(keyText));
    return { ...base, kind: 'key', prefix: node.value.slice(0, node.value.indexOf(mark)), siblings, hasColon: false };
  }
  return { ...base, kind: 'value', ...textOf(node) };
}

function columnOf(text: string, offset: number): number {
  return offset - text.lastIndexOf('\n', offset - 1);
}

/** The scalar's text without the mark, and without the colon that may have come with it. */
function textOf({ value }: YamlScalar): { readonly text: string; readonly at: number } {
  const at = value.indexOf(mark);
  return { text: value.slice(0, at) + value.slice(at + (value[at + 1] === ':' ? 2 : 1)), at };
}

function keyText(node: YamlNode): string {
  return node.kind === 'scalar' ? node.value : '';
}
