// The functions over ranges by name. Layer: evaluation.
import { averages } from './averages';
import { changeFunctions } from './changes';
import { extremes } from './extremes';
import { instantRates } from './instantRates';
import { pickers } from './pickers';
import type { RangeContext, RangeFunctionMaker } from './rangeContext';
import { rates } from './rates';
import { statistics } from './statistics';
import { trends } from './trends';
import type { RangeFunction } from './window';

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
