// A number and the values of a series, put together. Layer: alerting (pure).

/** How that is written. */
export interface Scale {
  readonly side: 'left' | 'right';
  readonly op: '+' | '-' | '*' | '/';
  /** The number stands before the operator. */
  readonly first: boolean;
}

/** The values with the number, as the engine works them out. */
export function scaled(values: Float64Array, number: number, { op, first }: Omit<Scale, 'side'>): Float64Array {
  const result = new Float64Array(values.length);
  const [plus, times] = [op === '+', op === '*'];
  for (let i = 0; i < result.length; i++) {
    const value = values[i]!;
    if (times) result[i] = value * number;
    else if (plus) result[i] = value + number;
    else if (op === '-') result[i] = first ? number - value : value - number;
    else result[i] = first ? number / value : value / number;
  }
  return result;
}
