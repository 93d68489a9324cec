// A line as what it covers in each column of pixels. Pure; no DOM here.
import { type Level, levelFor, type Pyramid } from './pyramid';

/** Where samples and values lie in pixels: sample `from` at the left edge, `high` at the top. */
export interface View {
  readonly width: number;
  readonly height: number;
  /** Samples at the left and right edge; parts of samples count. */
  readonly from: number;
  readonly to: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The highest and the lowest pixel, as numbers with parts, that a line covers in each column, from 0 at the top; NaN where it
 * is not. `top` and `bottom` have `view.width` places. Neighbouring columns touch where the line goes on.
 */
export function spansOf(pyramid: Pyramid, view: View, top: Float32Array, bottom: Float32Array): void {
  top.fill(Number.NaN);
  bottom.fill(Number.NaN);
  const perSample = view.width / (view.to - view.from);
  const level = levelFor(pyramid, 1 / perSample);
  const { per, low, high } = level;
  const scale = view.height / (view.high - view.low);
  const last = low.length - 1;
  const first = Math.max(0, Math.floor(view.from / per) - 1);
  const end = Math.min(last, Math.ceil(view.to / per) + 1);
  if (per * perSample <= 1) {
    packed(level, view, first, end, top, bottom);
    return;
  }
  let [x0, y0, column0] = [0, Number.NaN, -1];
  for (let i = first; i <= end; i++) {
    const most = high[i]!;
    if (Number.isNaN(most)) {
      y0 = Number.NaN;
      continue;
    }
    const x = (i * per - view.from) * perSample;
    const column = Math.floor(x);
    const upper = (view.high - most) * scale;
    const lower = (view.high - low[i]!) * scale;
    const middle = (upper + lower) / 2;
    // Within one column there is nothing to connect.
    if (column !== column0 && !Number.isNaN(y0)) connect(x0, y0, x, middle, view.width, top, bottom);
    cover(column, upper, lower, view.width, top, bottom);
    x0 = x;
    y0 = middle;
    column0 = column;
  }
}

/** The same where every column has a block: what a column covers reaches to what the one before it covers. */
function packed(
  { per, low, high }: Level,
  view: View,
  first: number,
  end: number,
  top: Float32Array,
  bottom: Float32Array,
): void {
  const { width } = view;
  const scale = view.height / (view.high - view.low);
  const perBlock = (per * width) / (view.to - view.from);
  const x0 = -view.from * (width / (view.to - view.from));
  let column = -1;
  let [upper, lower] = [Number.NaN, Number.NaN];
  // Of the column before, NaN behind a gap.
  let [above, below] = [Number.NaN, Number.NaN];
  for (let i = first; i <= end + 1; i++) {
    const most = i <= end ? high[i]! : Number.NaN;
    const isGap = Number.isNaN(most);
    const x = x0 + i * perBlock;
    // The newest sample stands on the right edge.
    const at = isGap ? -1 : x >= width && x - width < 1e-6 ? width - 1 : Math.floor(x);
    if (at !== column) {
      // Comparisons with NaN are false.
      if (upper > below) upper = below;
      else if (lower < above) lower = above;
      if (column >= 0 && column < width) {
        // Behind a gap a column may go on with its second part.
        if (!(top[column]! <= upper)) top[column] = upper;
        if (!(bottom[column]! >= lower)) bottom[column] = lower;
      }
      above = isGap ? Number.NaN : upper;
      below = isGap ? Number.NaN : lower;
      upper = lower = Number.NaN;
      column = at;
    }
    if (isGap) continue;
    const a = (view.high - most) * scale;
    const b = (view.high - low[i]!) * scale;
    if (!(upper <= a)) upper = a;
    if (!(lower >= b)) lower = b;
  }
}

function cover(
  column: number,
  upper: number,
  lower: number,
  width: number,
  top: Float32Array,
  bottom: Float32Array,
): void {
  if (column < 0 || column >= width) return;
  // Comparisons with NaN are false.
  if (!(top[column]! <= upper)) top[column] = upper;
  if (!(bottom[column]! >= lower)) bottom[column] = lower;
}

/** Covers what a straight line runs through in each column. */
function connect(
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  width: number,
  top: Float32Array,
  bottom: Float32Array,
): void {
  const [from, to] = [Math.max(0, Math.floor(x0)), Math.min(width - 1, Math.floor(x1))];
  const slope = x1 > x0 ? (y1 - y0) / (x1 - x0) : 0;
  for (let column = from; column <= to; column++) {
    const a = y0 + slope * (Math.max(x0, column) - x0);
    const b = y0 + slope * (Math.min(x1, column + 1) - x0);
    cover(column, Math.min(a, b), Math.max(a, b), width, top, bottom);
  }
}
