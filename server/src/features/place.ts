// Where a cursor stands, as completion sees it: in which root, at which key or value, and in which decoded text. A mark is
// put into the text at the cursor and the text is read again: so half-written files have a tree that holds the cursor.
// Layer: features.
import { type OpenOptions, openDocument, type SourceDocument } from '../model/document';
import { readRuleFile } from '../model/readRuleFile';
import { fromFile } from '../model/region';
import type { Root } from '../model/root';
import type { RuleUnit } from '../model/ruleFile';
import { keyAt, schemaAt } from '../model/schema/schemaAt';
import type { KeyInfo, SchemaType } from '../model/schema/types';
import type { Span } from '../text/span';
import type { ScalarStyle, YamlMap, YamlNode, YamlScalar } from '../yaml/node';
import { nodeAt, type PathStep } from '../yaml/path';

/** A private-use character: YAML takes it anywhere in plain text, and no file holds it by chance. */
const mark = '\ue123';

/** Keys and indices from the root of the kind's own tree (a PrometheusRule's `spec` is a key of it). */
export type KeyPath = readonly (string | number)[];

interface PlaceBase {
  readonly root: Root;
  /** Path of the map or list that holds the cursor's key, value or item. */
  readonly path: KeyPath;
  /** The rule that the cursor is in, read with the mark removed where that is possible. */
  readonly rule?: RuleUnit;
  /** How the scalar at the cursor is written. */
  readonly style: ScalarStyle;
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

/** A scalar is being written: the value of the last key of `path`, or an item of the list at it. */
export interface ValuePlace extends PlaceBase {
  readonly kind: 'value';
  /** The decoded text without the mark. */
  readonly text: string;
  /** Offset of the cursor in it. */
  readonly at: number;
  /** An item of a list (`- |`), on a line that holds nothing else. */
  readonly item: boolean;
  /** The map around, for values that depend on a sibling. */
  readonly map?: YamlMap;
}

export type Place = KeyPlace | ValuePlace;

/** The place of `offset` in the file; undefined where nothing can be completed: comments, unknown files, base64. */
export function placeAt(document: SourceDocument, offset: number, options: OpenOptions = {}): Place | undefined {
  if (document.roots.length === 0 || inComment(document.text, offset)) return undefined;
  const key = keyLine(document.text, offset);
  if (key) {
    // A lone word may be a key without its colon or text of a longer scalar: a key it is where one may stand.
    const place = markedPlace(document, offset, key.hasColon ? mark : `${mark}:`, key.hasColon, options);
    if (place?.kind === 'key' && mayHoldKeys(place)) return place;
    if (key.hasColon) return undefined;
  }
  const place = markedPlace(document, offset, mark, false, options);
  return place?.kind === 'value' ? place : undefined;
}

function markedPlace(
  document: SourceDocument,
  offset: number,
  inserted: string,
  hasColon: boolean,
  options: OpenOptions,
): Place | undefined {
  const text = document.text.slice(0, offset) + inserted + document.text.slice(offset);
  for (const root of openDocument(text, document, options).roots) {
    if (root.region.kind === 'base64') continue;
    const at = fromFile(root.region, offset) ?? root.region.text.indexOf(mark);
    if (at < 0 || !root.region.text.startsWith(mark, at)) continue;
    const place = placeIn(root, at, hasColon);
    if (place) return place;
  }
  return undefined;
}

/** The type of what stands at a path of the root, where there are tables for its kind. */
export function schemaOf({ kind, apiVersion, dialect }: Root, path: KeyPath): SchemaType | undefined {
  if (kind === 'unit-test' || kind === 'dcgm-counters') return undefined;
  return schemaAt(kind, path, { apiVersion, ruleDialect: ruleTables(dialect) });
}

/** The table entry of the key at the end of a path. */
export function keyInfoOf({ kind, apiVersion, dialect }: Root, path: KeyPath): KeyInfo | undefined {
  if (kind === 'unit-test' || kind === 'dcgm-counters') return undefined;
  return keyAt(kind, path, { apiVersion, ruleDialect: ruleTables(dialect) });
}

function ruleTables(dialect: Root['dialect']): 'prometheus' | 'thanos' | 'mimir' {
  return dialect === 'thanos' || dialect === 'mimir' ? dialect : 'prometheus';
}

function mayHoldKeys({ root, path }: Place): boolean {
  const type = schemaOf(root, path);
  return (
    type !== undefined &&
    (type.kind === 'either' ? type.of : [type]).some(one => one.kind === 'object' || one.kind === 'map')
  );
}

/** The file's characters that replace the `length` decoded characters left of the cursor; shorter where they were not copied as they stand. */
export function wordSpan(document: SourceDocument, offset: number, prefix: string): Span {
  const from = offset - prefix.length;
  return { from: document.text.slice(from, offset) === prefix ? from : offset, to: offset };
}

/** `text` as it must be written inside a scalar of the style. */
export function encodeFor(style: ScalarStyle, text: string): string {
  if (style === 'double') return text.replace(/[\\"]/g, '\\$&');
  return style === 'single' ? text.replace(/'/g, "''") : text;
}

function inComment(text: string, offset: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^\s*#/.test(line);
}

/** Whether the cursor's line may be a key being written: nothing but a dash and one word stands in it. */
function keyLine(text: string, offset: number): { readonly hasColon: boolean } | undefined {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  const before = text.slice(start, offset);
  const after = text.slice(offset, end < 0 ? undefined : end);
  if (!/^\s*(- +)*[\w.-]*$/.test(before)) return undefined;
  if (/^[\w.-]*\s*:(\s|$)/.test(after)) return { hasColon: true };
  return /^\s*$/.test(after) ? { hasColon: false } : undefined;
}

function placeIn(root: Root, at: number, hasColon: boolean): Place | undefined {
  if (root.kind === 'rules' || root.kind === 'prometheus-rule') {
    const prefix: KeyPath = root.kind === 'rules' ? [] : ['spec'];
    for (const [g, group] of readRuleFile(root).groups.entries()) {
      for (const { rule, base, index } of group.rules) {
        const inside = at - base;
        if (inside < 0 || inside >= rule.text.length || !rule.text.startsWith(mark, inside)) continue;
        const steps = nodeAt(rule.node, inside);
        if (steps.length > 0) return placeOf(root, steps, [...prefix, 'groups', g, 'rules', index], hasColon, rule);
      }
    }
  }
  const steps = nodeAt(root.node, at);
  return steps.length > 0 ? placeOf(root, steps, [], hasColon) : undefined;
}

function placeOf(
  root: Root,
  steps: readonly PathStep[],
  start: KeyPath,
  hasColon: boolean,
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
  const base = { root, rule, style: node.style };
  if (last.role === 'key') {
    const map = steps.at(-2)?.node;
    const siblings = new Set(map?.kind === 'map' ? map.pairs.map(({ key }) => keyText(key)) : []);
    siblings.delete(keyText(node));
    return { ...base, kind: 'key', path, prefix: node.value.slice(0, node.value.indexOf(mark)), siblings, hasColon };
  }
  const map = [...steps].reverse().find(step => step.node.kind === 'map')?.node as YamlMap | undefined;
  return {
    ...base,
    kind: 'value',
    path,
    ...textOf(node),
    item: last.role === 'item' || (last.role === 'root' && rule !== undefined),
    map,
  };
}

function textOf({ value }: YamlScalar): { readonly text: string; readonly at: number } {
  const at = value.indexOf(mark);
  return { text: value.slice(0, at) + value.slice(at + 1), at };
}

function keyText(node: YamlNode): string {
  return node.kind === 'scalar' ? node.value : '';
}
