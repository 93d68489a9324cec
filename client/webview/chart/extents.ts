// How far up and down a graph reaches: over the lines that are shown, in the part of the time that is shown, with its bounds. Pure;
// no DOM here.
import type { GraphData, GraphLimit } from '../../src/preview/messages';
import { extentOf, type Pyramid, pyramidOf } from './pyramid';

export interface Extents {
  /** Of the lines, and of the bounds that have values of their own. */
  readonly lines: readonly Pyramid[];
  readonly limits: readonly Pyramid[];
  setLimits(limits: readonly GraphLimit[]): void;
  /** Lowest and highest value from one sample to another, and numbers of bounds; undefined where there is none. */
  range(first: number, last: number, visible: readonly boolean[]): readonly [low: number, high: number] | undefined;
}

export function createExtents(data: GraphData): Extents {
  const lines = data.lines.map(({ values }) => pyramidOf(values));
  const pyramidsOf = (all: readonly GraphLimit[]) => all.flatMap(({ values }) => (values ? [pyramidOf(values)] : []));
  let bounds = data.limits;
  let limits = pyramidsOf(bounds);
  /** Kept, as a bound that is moved changes nothing of it. */
  let known:
    | {
        readonly first: number;
        readonly last: number;
        readonly visible: readonly boolean[];
        readonly ends: readonly number[];
      }
    | undefined;
  return {
    lines,
    get limits() {
      return limits;
    },
    setLimits(next) {
      if (next.some(({ values }, i) => values !== bounds[i]?.values)) {
        limits = pyramidsOf(next);
        known = undefined;
      }
      bounds = next;
    },
    range(first, last, visible) {
      if (known?.first !== first || known.last !== last || known.visible !== visible) {
        const shown = [...lines.filter((_, i) => visible[i]), ...limits];
        known = { first, last, visible, ends: shown.flatMap(one => extentOf(one, first, last) ?? []) };
      }
      const all = [...known.ends, ...bounds.flatMap(({ value }) => value ?? [])];
      if (all.length === 0) return undefined;
      return [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))];
    },
  };
}
