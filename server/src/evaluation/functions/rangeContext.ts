// What the functions over ranges have in common: what one may look at besides its window, and how it is made for a call.
// Layer: evaluation.
import type { Call, Expr } from '../../promql/ast';
import type { Span } from '../../text/span';
import type { Evaluation } from '../evaluation';
import type { RangeFunction } from './window';

/** What a function over a range may look at besides its window. */
export interface RangeContext {
  readonly ev: Evaluation;
  readonly call: Call;
  /** The arguments without parentheses. */
  readonly args: readonly Expr[];
  /** Where remarks about the range argument stand. */
  readonly place: Span;
  /** Where remarks stand that upstream puts at the first argument, whichever that is. */
  readonly first: Span;
  readonly extended: 'anchored' | 'smoothed' | undefined;
}

/** Makes the function for one call. */
export type RangeFunctionMaker = (context: RangeContext) => RangeFunction;
