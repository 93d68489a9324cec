// By which labels the sides of an operator are matched: every series gets the number of its match group. Layer: evaluation.
import type { Binary, Matching } from '../../promql/ast';
import type { Labels } from '../../series/labels';
import type { Column } from '../column';
import type { Evaluation } from '../evaluation';
import { isMetadata } from '../names';

/** Numbers of the match groups of both sides. */
export interface Signatures {
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly count: number;
}

/** Work for the labels of one series, in samples. */
const labelCost = 300;

export function* signaturesOf(
  ev: Evaluation,
  expr: Binary,
  left: readonly Column[],
  right: readonly Column[],
): Generator<void, Signatures> {
  const matched = matcherOf(expr.matching);
  const numbers = new Map<string, number>();
  const sides: number[][] = [];
  for (const columns of [left, right]) {
    const side: number[] = [];
    for (const { labels } of columns) {
      const { key } = matched(labels);
      let number = numbers.get(key);
      if (number === undefined) numbers.set(key, (number = numbers.size));
      side.push(number);
      if (ev.spend(labelCost, expr)) yield;
    }
    sides.push(side);
  }
  return { left: sides[0]!, right: sides[1]!, count: numbers.size };
}

/** The labels that a series is matched by: those of `on`, or all but those of `ignoring` and the metric's. */
export function matchedLabels(matching: Matching | undefined, labels: Labels): Labels {
  return matcherOf(matching)(labels);
}

function matcherOf(matching: Matching | undefined): (labels: Labels) => Labels {
  const named = new Set(matching?.labels.map(({ name }) => name));
  if (matching?.on) return labels => labels.filter(name => named.has(name));
  return labels => labels.filter(name => !named.has(name) && !isMetadata(name));
}
