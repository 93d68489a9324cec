// When a selector or subquery looks, by its offset and `@`. Layer: evaluation.
import type { VectorSelector } from '../promql/ast';
import type { Grid } from './column';
import type { Evaluation } from './evaluation';

/** When a selector looks at each step: `base + k * interval`. With `@` that is one time for all steps. */
export interface Reference {
  readonly base: number;
  readonly interval: number;
}

/** Where a selector or subquery looks, by its offset and `@`. */
export function referenceOf(ev: Evaluation, expr: Pick<VectorSelector, 'offset' | 'at'>, grid: Grid): Reference {
  const offset = expr.offset ? ev.durations.milliseconds(expr.offset.duration, true) : 0;
  if (!expr.at) return { base: grid.start - offset, interval: grid.interval };
  return { base: pinnedTime(ev, expr.at) - offset, interval: 0 };
}

export function pinnedTime({ query }: Evaluation, at: NonNullable<VectorSelector['at']>): number {
  if (at.anchor === 'start') return query.start;
  if (at.anchor === 'end') return query.end;
  return Math.round((at.time ?? 0) * 1000);
}
