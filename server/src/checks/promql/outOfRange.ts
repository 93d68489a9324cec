// Whether a comparison is never or always true by what a value can be at all. Layer: checks.
import { isMeantToFire } from '../../analysis/alertText';
import type { ExprUnit } from '../../analysis/rule';
import type { Binary } from '../../promql/ast';
import { unwrap } from '../../promql/inspect';
import type { Value } from '../../promql/value/value';
import type { Compared } from './implausible';

/** What a comparison is by the range of the value; undefined where either may be. */
export function judge({ value, op, written }: Compared): 'never' | 'always' | undefined {
  const { min, max, kind } = value;
  // Of a constant something is asked on purpose; counts have a check of their own.
  if (kind === 'constant') return undefined;
  if (kind === 'count' && min !== max) return op === '<' && written <= 0 && min <= 0 ? 'never' : undefined;
  if (min === -Infinity && max === Infinity) return undefined;
  // A quantity that cannot be negative is asked for being there (`>= 0`), or with a number that stands for "any" (`> -1`).
  const farBelow = max === Infinity ? -Infinity : min - (max - min);
  const isLow = min > 0 && value.physical;
  switch (op) {
    case '>':
      return written >= max
        ? 'never'
        : written < farBelow || (isLow && written > 0 && written < min)
          ? 'always'
          : undefined;
    case '>=':
      return written > max
        ? 'never'
        : written < farBelow || (isLow && written > 0 && written < min)
          ? 'always'
          : undefined;
    case '<':
      return written <= min && (max !== Infinity || value.of !== undefined)
        ? neverBelow(value)
        : written > max
          ? 'always'
          : undefined;
    case '<=':
      return written < min ? neverBelow(value) : written > max ? 'always' : undefined;
    case '==':
      return written < min || written > max ? 'never' : undefined;
    default:
      return undefined;
  }
}

/** What devices reach at least is no definition: below it they are broken, which may be asked for. */
function neverBelow({ physical, max, summed, of, kind, min }: Value): 'never' | undefined {
  if ((kind === 'rate' || kind === 'increase') && min === 0) return 'never';
  if (kind === 'gauge' && min === 0 && of?.unit?.of === 'things' && !of.byName && !summed) return 'never';
  // A sum of what has an end has none itself.
  const isClosed = max !== Infinity || (summed && of?.max !== undefined);
  return physical || !isClosed ? undefined : 'never';
}

/** `rate(…) >= 0` and `flag >= 0` as the whole condition: true as long as there is anything. */
export function isAnything({ value, op, written }: Compared, node: Binary, unit: ExprUnit): boolean {
  if (op !== '>=' || written !== 0 || value.min !== 0 || !unit.rule.alert || unwrap(unit.expr) !== node) return false;
  if (isMeantToFire(unit.rule)) return false;
  // A number of things that hold.
  if (value.kind === 'unknown' && value.whole && value.summed) return true;
  return value.kind === 'rate' || value.kind === 'increase' || (value.of?.min === 0 && value.of.max === 1);
}

/** The first second that a running system may have as its time: numbers below are durations. */
const firstInstant = 1e9;

/** A point in time compared with what can only be a duration; 0 stands for never. */
export function verdictOfInstant({ value, op, written }: Compared): 'never' | 'always' | undefined {
  const { kind, unit, of } = value;
  if (kind !== 'timestamp' || !of || !unit || written <= 0 || written * unit.scale >= firstInstant) return undefined;
  return op === '>' || op === '>=' ? 'always' : op === '!=' ? undefined : 'never';
}
