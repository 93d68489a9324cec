// How far the parameters of an aggregation reach over all steps. Layer: evaluation.

export interface Extent {
  readonly most: number;
  readonly least: number;
  /** Whether one of them is NaN. */
  readonly missing: boolean;
}

/** The extremes as Go's `math.Max` and `math.Min` find them: NaN among them makes both NaN, unless an infinity decides. */
export function extentOf(parameters: Float64Array): Extent {
  const missing = parameters.some(Number.isNaN);
  const extreme = (infinity: number, of: (a: number, b: number) => number): number =>
    parameters.includes(infinity) ? infinity : parameters.reduce((a, b) => of(a, b), -infinity);
  return {
    most: extreme(Number.POSITIVE_INFINITY, Math.max),
    least: extreme(Number.NEGATIVE_INFINITY, Math.min),
    missing,
  };
}
