// Columns of samples: what a series holds before it is queried. Layer: series (pure).
import type { Histogram } from './histogram/histogram';
import type { Labels } from './labels';

/**
 * Samples of one series by rising time. All columns have the same length; `times` may be shared between series that were
 * scraped together. Nobody changes a column once it is here.
 */
export interface Series {
  readonly labels: Labels;
  /** Milliseconds since the epoch, each once. */
  readonly times: Float64Array;
  /** NaN is a value like any other; at the place of a stale marker or a histogram stands 0. */
  readonly values: Float64Array;
  /** 1 where the sample is a stale marker; absent where there is none. */
  readonly stale?: Uint8Array;
  /** The samples that are native histograms; absent where there are none. */
  readonly histograms?: readonly (Histogram | undefined)[];
  /** When the counter behind a sample began, milliseconds since the epoch, 0 where unknown; absent where no sample tells. */
  readonly starts?: Float64Array;
}

/** How a selector picks series: as a matcher of PromQL, with its test made once. */
export interface LabelMatcher {
  readonly name: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
  /** Whether a label's value fits; a missing label is the empty text. */
  readonly matches: (value: string) => boolean;
}

/** Where an evaluation finds its series. */
export interface Storage {
  /**
   * All series that every matcher fits, sorted by `compareLabels`. They may hold samples outside of `[from, to]`
   * (milliseconds); what lies inside is complete. In slices.
   */
  select(matchers: readonly LabelMatcher[], from: number, to: number): Generator<void, readonly Series[]>;
}
