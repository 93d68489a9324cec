// A number and the values of a series, put together. Layer: alerting (pure).

/** How that is written. */
export interface Scale {
  readonly side: 'left' | 'right';
  readonly op: '+' | '-' | '*' | '/';
  /** The number stands before the operator. */
  readonly first: boolean;
}

/** The values with the number, as the engine works them out, in `result` where one is given. */
export function scaled(
  values: Float64Array,
  number: number,
  { op, first }: Omit<Scale, 'side'>,
  result: Float64Array = new Float64Array(values.length),
): Float64Array {
  // One loop each, as they are gone through a million times with every number that is tried.
  const { length } = values;
  if (op === '*') for (let i = 0; i < length; i++) result[i] = values[i]! * number;
  else if (op === '+') for (let i = 0; i < length; i++) result[i] = values[i]! + number;
  else if (op === '-' && first) for (let i = 0; i < length; i++) result[i] = number - values[i]!;
  else if (op === '-') for (let i = 0; i < length; i++) result[i] = values[i]! - number;
  else if (first) for (let i = 0; i < length; i++) result[i] = number / values[i]!;
  else for (let i = 0; i < length; i++) result[i] = values[i]! / number;
  return result;
}
