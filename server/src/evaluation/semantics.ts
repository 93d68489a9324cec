// What changed between versions of Prometheus in how an expression is evaluated. Layer: evaluation.
// Versions are those of its changelog; what only concerned experimental native histograms of 2.x is left out.
import { type Dialect, reaches } from '../promql/dialect';

export interface Semantics {
  /** Ranges and lookback hold samples at their very beginning (before 3.0). */
  readonly closedRanges: boolean;
  /** `rate` and its like end the extrapolation at zero before they look for a gap (before 2.51). */
  readonly zeroBeforeGap: boolean;
  /** `sum` is compensated (from 2.54 on). */
  readonly compensatedSum: boolean;
  /** `avg` is a compensated sum that is divided (from 2.55 on). */
  readonly compensatedAverage: boolean;
  /** `stddev` of one infinite value or NaN is 0 and not NaN (before 3.0). */
  readonly finiteSpread: boolean;
  /** A quantile that falls on a value is NaN if the next one is infinite (before 3.16). */
  readonly weighsInfinity: boolean;
  /** Counts of buckets that fall by rounding only are told from others (from 2.49 on). */
  readonly tolerantBuckets: boolean;
  /** `histogram_fraction` takes classic histograms, too (from 3.4 on). */
  readonly classicFractions: boolean;
  /** `atan2` leaves the metric name (before 2.47). */
  readonly nameSurvivesAtan2: boolean;
  /**
   * Series that get the same labels but never meet become one: of functions over ranges from 3.16 on, of signs from 3.9 on, of
   * `label_replace` and `label_join` in 2.x and from 3.9 on.
   */
  readonly joinsRanges: boolean;
  readonly joinsNegated: boolean;
  readonly joinsRelabelled: boolean;
  /** Several series that match one are an error also where a comparison leaves at most one of them (from 3.9 on). */
  readonly countsFiltered: boolean;
  /** The storage sorts matchers (3.x). */
  readonly sortsMatchers: boolean;
  /** The two series in the error about duplicates are sorted (from 3.15 on). */
  readonly sortsDuplicates: boolean;
  /** NaN as a number of series has an error of its own (from 3.6 on). */
  readonly refusesNaN: boolean;
  /** Results carry warnings and infos (from 2.48 on), also one about useless sorting (3.12), and with details (3.10). */
  readonly remarks: boolean;
  readonly remarksSort: boolean;
  readonly remarksDetails: boolean;
}

export function semanticsOf(dialect: Dialect): Semantics {
  const since = (version: string): boolean => reaches(dialect, version);
  return {
    closedRanges: !since('3.0'),
    zeroBeforeGap: !since('2.51'),
    compensatedSum: since('2.54'),
    compensatedAverage: since('2.55'),
    finiteSpread: !since('3.0'),
    weighsInfinity: !since('3.16'),
    tolerantBuckets: since('2.49'),
    classicFractions: since('3.4'),
    nameSurvivesAtan2: !since('2.47'),
    joinsRanges: since('3.16'),
    joinsNegated: since('3.9'),
    joinsRelabelled: since('3.9') || !since('3.0'),
    countsFiltered: since('3.9'),
    sortsMatchers: since('3.0'),
    sortsDuplicates: since('3.15'),
    refusesNaN: since('3.6'),
    remarks: since('2.48'),
    remarksSort: since('3.12'),
    remarksDetails: since('3.10'),
  };
}
