// The functions over ranges by name. Layer: evaluation.
import type { Call, Expr } from '../../promql/ast';
import type { Span } from '../../text/span';
import type { Evaluation } from '../evaluation';
import { averages } from './averages';
import { changeFunctions } from './changes';
import { extremes } from './extremes';
import { instantRates } from './instantRates';
import { pickers } from './pickers';
import { rates } from './rates';
import { statistics } from './statistics';
import { trends } from './trends';
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

const families: readonly Readonly<Record<string, RangeFunctionMaker>>[] = [
  rates,
  instantRates,
  averages,
  extremes,
  pickers,
  statistics,
  trends,
  changeFunctions,
];

/** The function of this name; undefined where there is none. */
export function rangeFunction(name: string, context: RangeContext): RangeFunction | undefined {
  const family = families.find(one => Object.hasOwn(one, name));
  return family?.[name]?.(context);
}
