// One rule read from its node: the parts that checks and features ask for, and the comments that are its own.
// Layer: model.

import type { YamlComment, YamlMap, YamlNode, YamlPair, YamlScalar } from '../yaml/node';
import { entries, follow, get, scalarOf } from '../yaml/path';
import type { KeptWithRule, RuleEntry, RuleUnit } from './ruleFile';

const NOTHING: readonly never[] = [];
const NULLS: ReadonlySet<string> = new Set(['', '~', 'null', 'Null', 'NULL']);

/** The rule that `node`, an item of `rules`, is; `text` is what its offsets are in. */
export class RuleNode implements RuleUnit {
  // Declared and set by hand: a large file has 10,000 of these, and emitted class fields would be scalarOf twice.
  declare readonly text: string;
  declare readonly node: YamlNode;
  declare readonly map: YamlMap | undefined;
  declare readonly alert: YamlScalar | undefined;
  declare readonly record: YamlScalar | undefined;
  declare readonly expr: YamlScalar | undefined;
  declare readonly for: YamlScalar | undefined;
  declare readonly keepFiringFor: YamlScalar | undefined;
  declare readonly labels: readonly RuleEntry[];
  declare readonly annotations: readonly RuleEntry[];
  declare readonly keys: readonly YamlPair[];
  declare readonly comments: readonly YamlComment[];
  declare kept: KeptWithRule | undefined;

  constructor(text: string, node: YamlNode, comments: readonly YamlComment[]) {
    const target = follow(node);
    const map = target?.kind === 'map' ? target : undefined;
    const find = map && hasPlainKeys(map) ? plainValue : get;
    this.text = text;
    this.node = node;
    this.map = map;
    this.alert = scalarOf(find(map, 'alert'));
    this.record = scalarOf(find(map, 'record'));
    this.expr = scalarOf(find(map, 'expr'));
    this.for = scalarOf(find(map, 'for'));
    this.keepFiringFor = scalarOf(find(map, 'keep_firing_for'));
    this.labels = ruleEntries(find(map, 'labels'));
    this.annotations = ruleEntries(find(map, 'annotations'));
    this.keys = map?.pairs ?? NOTHING;
    this.comments = comments.length > 0 ? comments : NOTHING;
    this.kept = undefined;
  }
}

/** Whether all keys are scalars and none merges: then the pairs say everything. */
function hasPlainKeys(map: YamlMap): boolean {
  for (const { key } of map.pairs) if (key.kind !== 'scalar' || key.value === '<<') return false;
  return true;
}

function plainValue(map: YamlNode | undefined, name: string): YamlNode | undefined {
  if (map?.kind !== 'map') return undefined;
  for (let i = map.pairs.length - 1; i >= 0; i--) {
    const { key, value } = map.pairs[i]!;
    if (key.kind === 'scalar' && key.value === name) return value;
  }
  return undefined;
}

/** The labels or annotations that stand under a key, merge keys resolved. */
export function ruleEntries(value: YamlNode | undefined): readonly RuleEntry[] {
  const map = follow(value);
  if (map?.kind !== 'map') return NOTHING;
  const all = hasPlainKeys(map) ? (map.pairs as readonly RuleEntry[]) : entries(map);
  // go-yaml drops a null key with its value.
  return all.some(isNameless) ? all.filter(entry => !isNameless(entry)) : all;
}

function isNameless({ key }: RuleEntry): boolean {
  return key.style === 'plain' && key.tag === undefined && NULLS.has(key.value);
}

/** Finds the comments of a rule among those of its document. */
export class CommentFinder {
  constructor(private readonly comments: readonly YamlComment[]) {}

  /** Comments inside `[from, to)` and those on their own lines directly above it, but behind `after`. */
  between(after: number, before: number, from: number, to: number, text: string): readonly YamlComment[] {
    const { comments } = this;
    if (comments.length === 0) return comments;
    let first = lowerBound(comments, from);
    const end = lowerBound(comments, before);
    // A comment behind the rule's last value is still its own, if on the same line.
    let last = end;
    while (last > first && comments[last - 1]!.from >= to && text.slice(to, comments[last - 1]!.from).includes('\n'))
      last--;
    let line = text.lastIndexOf('\n', from - 1) + 1;
    while (first > 0) {
      const above = comments[first - 1]!;
      if (
        !above.ownLine ||
        above.from < after ||
        text.slice(above.to, line).trim() !== '' ||
        lineBreaks(text, above.to, line) !== 1
      ) {
        break;
      }
      line = text.lastIndexOf('\n', above.from - 1) + 1;
      first--;
    }
    return comments.slice(first, last);
  }
}

function lineBreaks(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

function lowerBound(comments: readonly YamlComment[], from: number): number {
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (comments[middle]!.from < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
