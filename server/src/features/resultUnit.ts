// The unit of what an expression gives, by the catalogue's words. Layer: features (over value flow).

import { metricValues } from '../analysis/metricValues';
import type { Catalog } from '../catalog/schema';
import type { Expr } from '../promql/ast';
import { valuesOf } from '../promql/value/flow';
import { unitInWords } from '../promql/value/unit';
import type { Value } from '../promql/value/value';
import { nodesOf } from '../promql/walk';

/**
 * The unit of the result of `expr` as the catalogue writes units (`seconds`, `bytes/second`, `ratio`), or `timestamp` for
 * points in time; undefined where nothing is sure. For expressions that are no rule's, or half-written ones.
 */
export function unitOfResult(expr: Expr, catalog: Catalog): string | undefined {
  const value = valuesOf(nodesOf(expr), metricValues(catalog)).get(expr);
  return value && unitOfValue(value);
}

/** The same for a value of a rule that is taken apart. */
export function unitOfValue({ kind, unit }: Value): string | undefined {
  switch (kind) {
    case 'timestamp':
      return 'timestamp';
    case 'buckets':
    case 'bucket-rate':
      // The unit is that of the bounds, the numbers are counts.
      return undefined;
  }
  if (!unit) return undefined;
  // Seconds a second are no part of a whole: a process may use the time of several processors.
  if (unit.of === 'share' && kind === 'rate') return undefined;
  return unitInWords(unit)?.replace(/ per second$/, '/second');
}
