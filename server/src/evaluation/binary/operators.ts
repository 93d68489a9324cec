// What the operators do with two floats. Layer: evaluation.
import { goPower } from '../numbers';

/** Arithmetic of two floats; undefined for comparisons, set operators and those of histograms alone. */
export function arithmetic(op: string): ((left: number, right: number) => number) | undefined {
  return operations.get(op);
}

/** Comparison of two floats; undefined for anything else. */
export function comparison(op: string): ((left: number, right: number) => boolean) | undefined {
  return comparisons.get(op);
}

const operations: ReadonlyMap<string, (left: number, right: number) => number> = new Map([
  ['+', (left, right) => left + right],
  ['-', (left, right) => left - right],
  ['*', (left, right) => left * right],
  ['/', (left, right) => left / right],
  ['%', (left, right) => left % right],
  ['^', goPower],
  ['atan2', Math.atan2],
]);

const comparisons: ReadonlyMap<string, (left: number, right: number) => boolean> = new Map<
  string,
  (left: number, right: number) => boolean
>([
  ['==', (left, right) => left === right],
  ['!=', (left, right) => left !== right],
  ['>', (left, right) => left > right],
  ['<', (left, right) => left < right],
  ['>=', (left, right) => left >= right],
  ['<=', (left, right) => left <= right],
]);
