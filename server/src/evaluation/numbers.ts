// Where Go's arithmetic of floats differs from JavaScript's. Layer: evaluation.

/**
 * Go's math.Pow: one to anything is one, and so is minus one to infinity. Whole exponents are squared and multiplied, which may
 * end in another last digit than JavaScript's way; unit tests compare exactly.
 */
export function goPower(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && Math.abs(exponent) === Number.POSITIVE_INFINITY)) return 1;
  if (Math.abs(exponent) === 0.5 && base > 0 && Number.isFinite(base)) {
    return exponent > 0 ? Math.sqrt(base) : 1 / Math.sqrt(base);
  }
  const whole = Number.isInteger(exponent) && Math.abs(exponent) < 2 ** 31;
  return whole && base !== 0 && Number.isFinite(base) ? wholePower(base, exponent) : base ** exponent;
}

function wholePower(base: number, exponent: number): number {
  // The base as `factor * 2^scale` with a factor from 0.5 to 1, so that squares neither overflow nor vanish.
  let factor = base;
  let scale = 0;
  while (Math.abs(factor) >= 1) {
    factor /= 2;
    scale++;
  }
  while (Math.abs(factor) < 0.5) {
    factor *= 2;
    scale--;
  }
  let result = 1;
  let resultScale = 0;
  for (let rest = Math.abs(exponent); rest !== 0; rest = Math.floor(rest / 2)) {
    if (Math.abs(scale) > 4096) {
      resultScale += scale;
      break;
    }
    if (rest % 2 === 1) {
      result *= factor;
      resultScale += scale;
    }
    factor *= factor;
    scale *= 2;
    if (factor < 0.5) {
      factor *= 2;
      scale--;
    }
  }
  if (exponent < 0) {
    result = 1 / result;
    resultScale = -resultScale;
  }
  return scaled(result, resultScale);
}

/** `value * 2^scale`, in steps that powers of two can express. */
function scaled(value: number, scale: number): number {
  let result = value;
  let rest = Math.max(-2200, Math.min(2200, scale));
  for (; rest > 1000; rest -= 1000) result *= 2 ** 1000;
  for (; rest < -1000; rest += 1000) result *= 2 ** -1000;
  return result * 2 ** rest;
}

/** Go's math.Max: infinity wins over NaN. */
export function goMax(a: number, b: number): number {
  if (a === Number.POSITIVE_INFINITY || b === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
  return Math.max(a, b);
}

/** Go's math.Min: minus infinity wins over NaN. */
export function goMin(a: number, b: number): number {
  if (a === Number.NEGATIVE_INFINITY || b === Number.NEGATIVE_INFINITY) return Number.NEGATIVE_INFINITY;
  return Math.min(a, b);
}

/** Go's math.Log10, by way of the logarithm to base 2: that of 1000 is 2.9999999999999996. */
export function goLog10(value: number): number {
  return Math.log2(value) * (Math.LN2 / Math.LN10);
}

/** Quotient of whole numbers, cut toward zero as Go does. */
export function wholeQuotient(dividend: number, divisor: number): number {
  return Math.trunc(dividend / divisor);
}

/** The q-quantile of numbers by linear interpolation; sorts them in place, NaN first. Upstream once let an infinite neighbour count with weight 0. */
export function quantileOf(q: number, values: Float64Array, weighsInfinity: boolean): number {
  if (values.length === 0 || Number.isNaN(q)) return Number.NaN;
  if (q < 0) return Number.NEGATIVE_INFINITY;
  if (q > 1) return Number.POSITIVE_INFINITY;
  values.sort();
  // Typed arrays are sorted with NaN last, upstream has it first.
  let missing = 0;
  while (missing < values.length && Number.isNaN(values[values.length - 1 - missing]!)) missing++;
  const at = (index: number): number => (index < missing ? Number.NaN : values[index - missing]!);
  const rank = q * (values.length - 1);
  const lower = Math.max(0, Math.floor(rank));
  const upper = Math.min(values.length - 1, lower + 1);
  const weight = rank - Math.floor(rank);
  return weight === 0 && !weighsInfinity ? at(lower) : at(lower) * (1 - weight) + at(upper) * weight;
}
