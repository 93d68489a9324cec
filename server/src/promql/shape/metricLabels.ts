// What is known of the labels of metrics, given by whoever asks for a label flow. Layer: promql.
import type { Branch } from './branch';
import { LabelSet } from './labelSet';

/** What is known of the labels of a metric's series. Sets are shared between metrics, so that they are compared quickly. */
export interface Carried {
  /** All labels that a series may carry, `__name__` and target labels such as `instance` included; undefined where not all are known. */
  readonly labels: LabelSet | undefined;
  /** Labels that every series carries: those of a scraped target, and those that the exporter always sets. */
  readonly sure: LabelSet;
  /** Labels that no series carries although not all are known. */
  readonly lacking?: LabelSet | undefined;
}

/** What is known about metrics; given by the caller (catalogue, workspace or server). */
export interface MetricLabels {
  carriedBy(metric: string): Carried;
  /** What the rules that record the metric give it, with the labels that they set; undefined where none is known. */
  recorded?(metric: string): readonly Branch[] | undefined;
}

/** Knows no metric: every selector stays open. */
export const noMetricLabels: MetricLabels = { carriedBy: () => ({ labels: undefined, sure: LabelSet.empty }) };
