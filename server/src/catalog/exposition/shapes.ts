// A `/metrics` page as data: families of metrics with their labels and values. Layer: catalog.
import type { Span } from '../../text/span';
import type { MetricType } from '../schema';

export interface PageLabel {
  readonly name: string;
  /** In the order of the page, up to some. */
  readonly values: readonly string[];
  /** Whether there are more. */
  readonly hasMore: boolean;
  /** Whether every series of the family has it. */
  readonly isAlways: boolean;
}

export interface PageFamily {
  /** As the catalogue calls it: with `_total` or `_info` where its series have that. */
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  readonly unit?: string;
  /** Without `le` and `quantile`. */
  readonly labels: readonly PageLabel[];
  /** How many series it has on the page. */
  readonly series: number;
  /** Finite bounds of a histogram, rising; absent where its series differ or there are none. */
  readonly buckets?: readonly number[];
  /** Where its name stands first. */
  readonly span: Span;
}

export interface PageProblem {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

export interface Page {
  readonly families: readonly PageFamily[];
  /** The first of the lines that cannot be read. */
  readonly problems: readonly PageProblem[];
  /** How many there are. */
  readonly problemCount: number;
  /** Families beyond the limit, which were left out. */
  readonly familiesLeftOut: number;
}
