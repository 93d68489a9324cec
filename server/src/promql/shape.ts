// Label flow: which labels the result of an expression can carry, surely carries, cannot carry, and who decided it.
// Layer: promql. Checks of templates, routes and joins stand on it; metric labels come in through `MetricLabels`.
import type { Span } from '../text/span';

/** What is known about a metric's labels; given by the caller (catalogue, workspace or server). */
export interface MetricLabels {
  /** All label names a series of the metric may carry, target labels such as `instance` and `job` included; undefined where the metric is unknown. */
  labelsOf(metric: string): readonly string[] | undefined;
}

/** Knows no metric: every selector stays open. */
export const noMetricLabels: MetricLabels = { labelsOf: () => undefined };

/** One `or` branch of a result. `__name__` is treated as a label like any other. */
export interface Branch {
  /** Labels that are in none of the sets may be there, too (a selector of an unknown metric). */
  readonly open: boolean;
  /** Labels a series of this branch may carry (contains `sure`). */
  readonly possible: ReadonlySet<string>;
  /** Labels that every series of this branch carries. */
  readonly sure: ReadonlySet<string>;
  /** Labels that no series of this branch carries, each with the part of the expression that removed it. */
  readonly dropped: ReadonlyMap<string, Span>;
  /** The part that removed every label not listed (`by (…)`, `on (…)`, `absent(…)`, …); undefined where nothing did. */
  readonly excludedBy?: Span;
  /** Names of the metrics the series of this branch come from, in order of appearance. */
  readonly metrics: readonly string[];
  /** The value of every sample, where it is a known constant. */
  readonly constantValue?: number;
  /** A sample is there whatever the data says (`vector(1)`, `absent` excluded). */
  readonly always: boolean;
}

/** One branch per side of `or`. A scalar or a string has one branch without labels. */
export interface Shape {
  readonly branches: readonly Branch[];
}
