// The bounds of the comparisons: dashed lines in the colour of a threshold, each with its number on a plate.
import type uPlot from 'uplot';
import type { GraphLimit } from '../../src/preview/messages';
import { formatValue } from '../format';
import type { Box } from './beside';
import type { Pyramid } from './pyramid';
import { spansOf, type View } from './spans';
import type { ChartTheme } from './theme';

/** A bound in words: `> 80 °C`. */
export function limitLabel({ op, value }: Pick<GraphLimit, 'op' | 'value'>, unit: string | undefined): string {
  return value === undefined ? `threshold ${op}` : `threshold ${op} ${formatValue(value, unit)}`;
}

/** `pyramids` are those of the bounds that have values of their own, in order. Gives where the numbers stand. */
export function paintLimits(
  chart: uPlot,
  limits: readonly GraphLimit[],
  unit: string | undefined,
  pyramids: readonly Pyramid[],
  view: View,
  theme: ChartTheme,
): readonly Box[] {
  const { ctx, bbox } = chart;
  ctx.save();
  let varying = 0;
  for (const limit of limits) {
    if (limit.value !== undefined) {
      const y = chart.valToPos(limit.value, 'y', true);
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      stroke(ctx, theme);
    } else {
      const pyramid = pyramids[varying++];
      if (pyramid) {
        trace(ctx, pyramid, view, bbox.left, bbox.top);
        stroke(ctx, theme);
      }
    }
  }
  ctx.restore();
  return limits.flatMap(limit => (limit.value === undefined ? [] : plate(chart, unit, limit, limit.value, theme)));
}

/** Dashes on a band of the background: among a hundred lines of any colour dashes alone are lost. */
function stroke(ctx: CanvasRenderingContext2D, theme: ChartTheme): void {
  const ratio = devicePixelRatio;
  ctx.setLineDash([]);
  ctx.globalAlpha = 0.75;
  ctx.strokeStyle = theme.background;
  ctx.lineWidth = 5 * ratio;
  ctx.stroke();
  ctx.setLineDash([7 * ratio, 4 * ratio]);
  ctx.globalAlpha = 1;
  ctx.strokeStyle = theme.colour('red');
  ctx.lineWidth = 2 * ratio;
  ctx.stroke();
}

function trace(ctx: CanvasRenderingContext2D, pyramid: Pyramid, view: View, left: number, top: number): void {
  const upper = new Float32Array(view.width);
  const lower = new Float32Array(view.width);
  spansOf(pyramid, view, upper, lower);
  ctx.beginPath();
  let drawing = false;
  for (let column = 0; column < view.width; column++) {
    const y = upper[column]!;
    if (!Number.isNaN(y)) {
      if (drawing) ctx.lineTo(left + column, top + y);
      else ctx.moveTo(left + column, top + y);
    }
    // A bound goes on where the server has no point for it: gaps are bridged as it is one line to the eye.
    drawing ||= !Number.isNaN(y);
  }
}

/** The bound in words on its line, on a plate of its own as lines may run below it; gives where, in pixels of the page. */
function plate(
  chart: uPlot,
  unit: string | undefined,
  limit: GraphLimit,
  value: number,
  theme: ChartTheme,
): readonly Box[] {
  const { ctx, bbox } = chart;
  const ratio = devicePixelRatio;
  const y = chart.valToPos(value, 'y', true);
  if (y < bbox.top || y > bbox.top + bbox.height) return [];
  ctx.save();
  ctx.font = `${11 * ratio}px ${theme.fontFamily}`;
  ctx.textAlign = 'right';
  const above = y - bbox.top > 18 * ratio;
  ctx.textBaseline = above ? 'bottom' : 'top';
  const text = limitLabel(limit, unit);
  const pad = 3 * ratio;
  const [right, edge] = [bbox.left + bbox.width - pad, y + (above ? -pad : pad)];
  const [width, height] = [ctx.measureText(text).width + 2 * pad, 15 * ratio];
  ctx.globalAlpha = 0.85;
  ctx.fillStyle = theme.background;
  const upper = above ? edge - height + pad / 2 : edge - pad / 2;
  ctx.fillRect(right - width, upper, width, height);
  ctx.globalAlpha = 1;
  ctx.fillStyle = theme.foreground;
  ctx.fillText(text, right - pad, edge);
  ctx.restore();
  const [left, top] = [(right - width - bbox.left) / ratio, (upper - bbox.top) / ratio];
  return [{ left, top, width: width / ratio, height: height / ratio }];
}
