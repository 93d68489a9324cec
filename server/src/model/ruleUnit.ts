// One rule read from its node: the parts that checks and features ask for, and the comments that are its own.
// Layer: model.
import type { YamlComment, YamlMap, YamlNode, YamlScalar } from '../yaml/node';
import { entries, follow, get, getScalar } from '../yaml/path';
import type { RuleEntry, RuleUnit } from './ruleFile';

/** The rule that `node`, an item of `rules`, is; `text` is what its offsets are in. */
export function makeRuleUnit(text: string, node: YamlNode, comments: readonly YamlComment[]): RuleUnit {
  const target = follow(node);
  const map = target?.kind === 'map' ? target : undefined;
  return {
    text,
    node,
    map,
    alert: part(map, 'alert'),
    record: part(map, 'record'),
    expr: part(map, 'expr'),
    for: part(map, 'for'),
    keepFiringFor: part(map, 'keep_firing_for'),
    labels: ruleEntries(map, 'labels'),
    annotations: ruleEntries(map, 'annotations'),
    keys: map?.pairs ?? [],
    comments,
  };
}

function part(map: YamlMap | undefined, key: string): YamlScalar | undefined {
  return map && getScalar(map, key);
}

function ruleEntries(map: YamlMap | undefined, key: string): readonly RuleEntry[] {
  const target = follow(map && get(map, key));
  return target?.kind === 'map' ? entries(target) : [];
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
