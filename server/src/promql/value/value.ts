// What is known about the numbers of an expression before it ever ran. Layer: promql (pure).
import type { Expr, VectorSelector } from '../ast';
import { sameUnit, type Unit } from './unit';

/**
 * What kind of number it is. `counter`: a count since a process began; `rate`: per second; `increase`: over a window;
 * `buckets`: cumulative counts by `le`, `bucket-rate` what rate() makes of them; `share`: a part of a whole, or of the time;
 * `timestamp`: Unix time; `constant`: the same for all data. `unknown`: nothing is said of it, its range may still be known.
 */
export type ValueKind =
  | 'gauge'
  | 'counter'
  | 'rate'
  | 'increase'
  | 'buckets'
  | 'bucket-rate'
  | 'quantile'
  | 'mean'
  | 'share'
  | 'count'
  | 'timestamp'
  | 'age'
  | 'constant'
  | 'unknown';

/** What a series' numbers are, by whoever knows the metric. */
export interface SeriesValue {
  /** Name of the metric family, as messages show it. */
  readonly metric: string;
  readonly kind: 'gauge' | 'counter' | 'buckets' | 'timestamp' | 'unknown';
  /** Of a histogram or summary: which of its series. */
  readonly series: 'value' | 'bucket' | 'sum' | 'count' | 'created';
  readonly unit?: Unit;
  /** Closed range by definition (a share, a code). */
  readonly min?: number;
  readonly max?: number;
  /** What no device reaches: `[lowest, highest]`, of a counter per second. No definition, but sure enough to compare with. */
  readonly physical?: readonly [min: number, max: number];
  /** Finite upper bounds of the buckets. */
  readonly buckets?: readonly number[];
  /** What it is of what: `used` of `gpu-memory`. */
  readonly role?: { readonly family: string; readonly part: string };
  /** Known by the name alone. */
  readonly byName?: boolean;
}

/** Who knows metrics: the catalogue, the workspace's code, conventions of names. */
export interface MetricValues {
  valueOf(selector: VectorSelector): SeriesValue | undefined;
  /** The unit of what a histogram of that name observes, whether or not its values are buckets. */
  observed?(selector: VectorSelector): Unit | undefined;
  /** What the rules that record the metric make it; undefined where that is not known. */
  recorded?(metric: string): Value | undefined;
}

/**
 * What is known of a number. Every field is there in every object, in one order: spreading them into new objects took most of
 * the time of value flow.
 */
export class Value {
  constructor(
    readonly kind: ValueKind,
    readonly unit: Unit | undefined,
    /** Closed range of the numbers, ±Infinity where open. */
    readonly min: number,
    readonly max: number,
    /** The series whose values these are, through scales and aggregations; undefined once several are mixed. */
    readonly of: SeriesValue | undefined = undefined,
    /** Where the name of that series stands. */
    readonly selector: VectorSelector | undefined = undefined,
    /** The value is `factor` times that of the series. */
    readonly factor = 1,
    /** The range is what devices reach, not what the metric's definition allows. */
    readonly physical = false,
    /** A sum over series: of shares it may pass their bound. */
    readonly summed = false,
    /** Only whole numbers. */
    readonly whole = false,
    /** Seconds of the window that increase() and its like look back on. */
    readonly window: number | undefined = undefined,
  ) {}

  /** The same in another range. */
  within(min: number, max: number): Value {
    if (min === this.min && max === this.max) return this;
    const { kind, unit, of, selector, factor, physical, summed, whole, window } = this;
    return new Value(kind, unit, min, max, of, selector, factor, physical, summed, whole, window);
  }

  /** The same of another kind. */
  as(kind: ValueKind): Value {
    const { unit, min, max, of, selector, factor, physical, summed, whole, window } = this;
    return new Value(kind, unit, min, max, of, selector, factor, physical, summed, whole, window);
  }

  /** The same, whole numbers or not. */
  rounded(whole: boolean): Value {
    if (whole === this.whole) return this;
    const { kind, unit, min, max, of, selector, factor, physical, summed, window } = this;
    return new Value(kind, unit, min, max, of, selector, factor, physical, summed, whole, window);
  }

  /** A sum of such numbers. */
  sum(): Value {
    const { kind, unit, min, max, of, selector, factor, physical, whole, window } = this;
    const [low, high] = [min >= 0 ? min : -Infinity, max <= 0 ? max : Infinity];
    return new Value(kind, unit, low, high, of, selector, factor, physical, true, whole, window);
  }

  /** The same without the place of its series, for whoever keeps it longer than the tree. */
  unplaced(): Value {
    const { kind, unit, min, max, of, factor, physical, summed, whole, window } = this;
    return new Value(kind, unit, min, max, of, undefined, factor, physical, summed, whole, window);
  }

  /** The same as the value of a series that a rule records: where several were mixed it gets the series' own name. */
  recordedAs(metric: string, selector: VectorSelector): Value {
    const { kind, unit, min, max, factor, physical, summed, whole, window } = this;
    const own: SeriesValue = { metric, kind: 'gauge', series: 'value', ...(unit ? { unit } : {}), min, max };
    return new Value(kind, unit, min, max, this.of ?? own, selector, factor, physical, summed, whole, window);
  }

  /** Whether the same is known of both; where their series stand does not matter. */
  equals(other: Value): boolean {
    const { kind, unit, min, max, of, factor, physical, summed, whole, window } = this;
    return (
      kind === other.kind &&
      min === other.min &&
      max === other.max &&
      factor === other.factor &&
      physical === other.physical &&
      summed === other.summed &&
      whole === other.whole &&
      window === other.window &&
      of?.metric === other.of?.metric &&
      of?.series === other.of?.series &&
      sameUnit(unit, other.unit)
    );
  }

  /** The same without the series it came from. */
  anonymous(): Value {
    return new Value(this.kind, this.unit, this.min, this.max, undefined, undefined, 1, this.physical, this.summed);
  }
}

/** A number of which only the range is known. */
export function inRange(min: number, max: number, whole = false): Value {
  return new Value('unknown', undefined, min, max, undefined, undefined, 1, false, false, whole);
}

export const unknownValue: Value = inRange(-Infinity, Infinity);

/** What is known of each part of an expression. */
export interface Values {
  get(node: Expr): Value | undefined;
}

/** Rounds what floating point made of a bound. */
export function rounded(value: number): number {
  // Most are whole: writing them out and reading them again would be half of a value flow's time.
  if (Number.isInteger(value) && Math.abs(value) < 1e12) return value;
  return Number.isFinite(value) ? Number(value.toPrecision(12)) : value;
}
