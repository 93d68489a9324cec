// Functions of numbers. Layer: evaluation.
import { goLog10, goMax, goMin } from '../numbers';
import type { VectorFunction } from './call';
import { mapFloats } from './mapped';

export const mathematics: Readonly<Record<string, VectorFunction>> = {
  ...Object.fromEntries(
    Object.entries<(value: number) => number>({
      abs: Math.abs,
      ceil: Math.ceil,
      floor: Math.floor,
      exp: Math.exp,
      sqrt: Math.sqrt,
      ln: Math.log,
      log2: Math.log2,
      log10: goLog10,
      sin: Math.sin,
      cos: Math.cos,
      tan: Math.tan,
      asin: Math.asin,
      acos: Math.acos,
      atan: Math.atan,
      sinh: Math.sinh,
      cosh: Math.cosh,
      tanh: Math.tanh,
      asinh: Math.asinh,
      acosh: Math.acosh,
      atanh: Math.atanh,
      rad: value => value * (Math.PI / 180),
      deg: value => value * (180 / Math.PI),
      sgn: value => (value < 0 ? -1 : value > 0 ? 1 : value),
    }).map(([name, compute]): [string, VectorFunction] => [
      name,
      function* (ev, expr, grid) {
        return yield* mapFloats(ev, expr, yield* ev.vector(expr.args[0]!, grid), grid, compute);
      },
    ]),
  ),
  *round(ev, expr, grid) {
    const columns = yield* ev.vector(expr.args[0]!, grid);
    const nearest = expr.args[1] && (yield* ev.scalar(expr.args[1], grid));
    return yield* mapFloats(ev, expr, columns, grid, (value, step) => {
      const inverse = 1 / (nearest?.[step] ?? 1);
      return Math.floor(value * inverse + 0.5) / inverse;
    });
  },
  *clamp(ev, expr, grid) {
    const columns = yield* ev.vector(expr.args[0]!, grid);
    const least = yield* ev.scalar(expr.args[1]!, grid);
    const most = yield* ev.scalar(expr.args[2]!, grid);
    return yield* mapFloats(ev, expr, columns, grid, (value, step) => clamp(value, least[step]!, most[step]!));
  },
  *clamp_min(ev, expr, grid) {
    const columns = yield* ev.vector(expr.args[0]!, grid);
    const least = yield* ev.scalar(expr.args[1]!, grid);
    return yield* mapFloats(ev, expr, columns, grid, (value, step) =>
      clamp(value, least[step]!, Number.POSITIVE_INFINITY),
    );
  },
  *clamp_max(ev, expr, grid) {
    const columns = yield* ev.vector(expr.args[0]!, grid);
    const most = yield* ev.scalar(expr.args[1]!, grid);
    return yield* mapFloats(ev, expr, columns, grid, (value, step) =>
      clamp(value, Number.NEGATIVE_INFINITY, most[step]!),
    );
  },
};

/** Between bounds that are the wrong way round lies nothing. */
function clamp(value: number, least: number, most: number): number | undefined {
  return most < least ? undefined : goMax(least, goMin(most, value));
}
