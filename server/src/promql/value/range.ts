// Arithmetic of closed ranges. Layer: promql (pure).

export interface Range {
  readonly min: number;
  readonly max: number;
}

const open: Range = { min: -Infinity, max: Infinity };

/** All that an arithmetic operator can make of numbers in two ranges. */
export function combined(op: string, a: Range, b: Range): Range {
  switch (op) {
    case '+':
      return tidy(a.min + b.min, a.max + b.max);
    case '-':
      return tidy(a.min - b.max, a.max - b.min);
    case '*':
      return corners(a, b, (x, y) => (x === 0 || y === 0 ? 0 : x * y));
    case '/':
      // A divisor that may be 0 gives NaN or infinity, which no bound holds.
      if (b.min <= 0 && b.max >= 0) return nonNegative(a) && nonNegative(b) ? { min: 0, max: Infinity } : open;
      return corners(a, b, (x, y) => (x === 0 ? 0 : Number.isFinite(y) ? x / y : 0));
    case '%':
      if (b.min === b.max && b.min > 0 && a.min >= 0) return { min: 0, max: Math.min(b.min, a.max) };
      return open;
    case '^':
      return a.min === a.max && b.min === b.max ? tidy(a.min ** b.min, a.min ** b.min) : open;
    default:
      return open;
  }
}

function nonNegative({ min }: Range): boolean {
  return min >= 0;
}

function corners(a: Range, b: Range, of: (x: number, y: number) => number): Range {
  const all = [of(a.min, b.min), of(a.min, b.max), of(a.max, b.min), of(a.max, b.max)];
  return tidy(Math.min(...all), Math.max(...all));
}

function tidy(min: number, max: number): Range {
  return Number.isNaN(min) || Number.isNaN(max) ? open : { min, max };
}

/** What a comparison with a number leaves of a range; `min > max` where it leaves nothing. Bounds are taken as closed. */
export function narrowed({ min, max }: Range, op: string, bound: number): Range {
  switch (op) {
    case '>':
    case '>=':
      return { min: Math.max(min, bound), max };
    case '<':
    case '<=':
      return { min, max: Math.min(max, bound) };
    case '==':
      return { min: Math.max(min, bound), max: Math.min(max, bound) };
    default:
      return { min, max };
  }
}
