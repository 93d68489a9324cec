// Floats as JSON can hold them. Layer: series (pure).

/** A float; JSON has no number for the last three. */
export type WireValue = number | 'NaN' | '+Inf' | '-Inf';

export function wireValue(value: number): WireValue {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}

/** The float that was written so. */
export function fromWire(value: WireValue): number {
  if (typeof value === 'number') return value;
  return value === 'NaN' ? Number.NaN : value === '+Inf' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}
