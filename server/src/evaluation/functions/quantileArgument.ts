// A quantile that is none. Layer: evaluation.
import { formatFloat } from '../../go/floats';
import type { Span } from '../../text/span';
import type { Evaluation } from '../evaluation';

/** Remarks a quantile outside of 0 to 1. */
export function remarkQuantile(ev: Evaluation, q: number, at: Span): void {
  if (q >= 0 && q <= 1) return;
  ev.annotations.warn(`quantile value should be between 0 and 1, got ${formatFloat(q, 'g', -1)}`, at);
}
