// The function over a range from which the values of an expression come. Layer: promql (pure).
import type { Call, Expr, VectorSelector } from './ast';
import { numberOf, unwrap } from './inspect';
import { windowOf } from './value/calls';

export interface RangeCall {
  readonly call: Call;
  readonly selector: VectorSelector;
  /** Seconds of the range. */
  readonly window: number;
}

/**
 * The only call over a plain range (`rate(x[5m])`) that stands in an expression: through parentheses, aggregations, clamps,
 * a number that stands for nothing (`or vector(0)`) and scales. Undefined where anything else comes in.
 */
export function rangeCallOf(expr: Expr): RangeCall | undefined {
  let inner = unwrap(expr);
  for (;;) {
    switch (inner.kind) {
      case 'aggregate':
        inner = unwrap(inner.expr);
        break;
      case 'binary': {
        const { op, lhs, rhs } = inner;
        if (op === 'or' && isConstantVector(rhs)) inner = unwrap(lhs);
        else if ((op === '*' || op === '/') && numberOf(rhs) !== undefined) inner = unwrap(lhs);
        else if (op === '*' && numberOf(lhs) !== undefined) inner = unwrap(rhs);
        else if (op === '>' && numberOf(rhs) === 0) inner = unwrap(lhs);
        else return undefined;
        break;
      }
      case 'call': {
        const [first] = inner.args;
        if (!first) return undefined;
        if (first.kind === 'matrix') {
          const window = windowOf(first);
          return window === undefined ? undefined : { call: inner, selector: first.selector, window };
        }
        if (!inner.func.name.startsWith('clamp')) return undefined;
        inner = unwrap(first);
        break;
      }
      default:
        return undefined;
    }
  }
}

/** `vector(0)`: what stands where there is nothing. */
function isConstantVector(expr: Expr): boolean {
  const inner = unwrap(expr);
  return (
    inner.kind === 'call' && inner.func.name === 'vector' && !!inner.args[0] && numberOf(inner.args[0]) !== undefined
  );
}

/** Seconds in words: `5m`, `1h30m`, as durations are written. */
export function durationInWords(seconds: number): string {
  const sizes = [
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
    ['s', 1],
  ] as const;
  let rest = Math.round(seconds);
  const words = sizes.map(([name, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? '' : `${count}${name}`;
  });
  return words.join('') || '0s';
}
