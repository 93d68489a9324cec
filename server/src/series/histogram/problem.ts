// Native histograms that Prometheus does not store. Layer: series (pure).
// Source: FloatHistogram.Validate in Prometheus' model/histogram/float_histogram.go.
import { type Buckets, customSchema, type Histogram } from './histogram';

/** Why a histogram cannot be stored; undefined where it can. */
export function histogramProblem(h: Histogram): string | undefined {
  const problem = h.schema === customSchema ? customProblem(h) : exponentialProblem(h);
  if (problem !== undefined) return problem;
  if (h.count < 0) return 'its count is negative';
  return isNegative(h.positive) ? 'a bucket of it is negative' : undefined;
}

function customProblem({ bounds, zeroCount, zeroThreshold, positive, negative }: Histogram): string | undefined {
  if (bounds.some(Number.isNaN)) return 'a bound of it is NaN';
  if (bounds.some((bound, i) => i > 0 && bound <= bounds[i - 1]!)) return 'its bounds do not rise';
  if (bounds.at(-1) === Number.POSITIVE_INFINITY) return 'its last bound must not be +Inf, which is there anyway';
  if (zeroCount !== 0 || zeroThreshold !== 0) return 'one with own bounds has no zero bucket';
  if (negative.index.length > 0) return 'one with own bounds has no negative buckets';
  if (positive.index.some(index => index < 0)) return 'its first bucket has a negative offset';
  return positive.index.some(index => index > bounds.length) ? 'it has more buckets than bounds' : undefined;
}

function exponentialProblem({ schema, zeroCount, negative, bounds }: Histogram): string | undefined {
  if (schema < -4 || schema > 8) return `the schema ${schema} is none`;
  if (isNegative(negative)) return 'a bucket of it is negative';
  if (zeroCount < 0) return 'its zero bucket is negative';
  return bounds.length > 0 ? 'only one of schema -53 has own bounds' : undefined;
}

function isNegative({ count }: Buckets): boolean {
  return count.some(one => one < 0);
}
