// Axes, cursor and zoom of the graph (uPlot); lines and bounds are drawn into it by painters of our own.
import uPlot from 'uplot';
import type { GraphData, GraphLimit } from '../../src/preview/messages';
import { lineStyle } from '../colour';
import { formatValue } from '../format';
import type { Box } from './beside';
import { dragLimits } from './dragging';
import { createExtents } from './extents';
import { paintLimits } from './limits';
import { createLinePainter, type DrawnLine } from './lines';
import type { View } from './spans';
import type { ChartTheme } from './theme';
import { formatTick } from './ticks';

/** The part of the time axis that is shown, seconds since the epoch. */
export interface Zoom {
  readonly from: number;
  readonly to: number;
}

export interface PlotEvents {
  /** The cursor stands at this sample and value, or nowhere. */
  cursor(at: { readonly sample: number; readonly value: number; readonly left: number } | undefined): void;
  zoom(zoom: Zoom | undefined): void;
  /** The time axis was drawn: its left edge and width in pixels of the page, and what it shows in seconds since the epoch. */
  layout(axis: { readonly left: number; readonly width: number; readonly from: number; readonly to: number }): void;
  /** The bound that stands at this place of the expression is dragged to a value. */
  drag(at: number, value: number): void;
}

export interface Plot {
  readonly chart: uPlot;
  /** Where the numbers of the bounds stand. */
  numbers(): readonly Box[];
  /** Which lines are drawn, and which ones stand out. */
  show(visible: readonly boolean[], strong: readonly number[]): void;
  /** Other values for the bounds of the graph. */
  setLimits(limits: readonly GraphLimit[]): void;
  setZoom(zoom: Zoom | undefined): void;
  setWidth(width: number): void;
  /** Puts the cursor on a sample, or nowhere. */
  point(sample: number | undefined): void;
  destroy(): void;
}

const plotHeight = 240;

/** Draws a graph into `host`. */
export function createPlot(
  host: HTMLElement,
  data: GraphData,
  theme: ChartTheme,
  zoomed: Zoom | undefined,
  events: PlotEvents,
): Plot {
  const extents = createExtents(data);
  const painter = createLinePainter();
  const full: Zoom = {
    from: data.startMs / 1000,
    to: (data.startMs + Math.max(1, data.count - 1) * data.stepMs) / 1000,
  };
  let limits: readonly GraphLimit[] = data.limits;
  let numbers: readonly Box[] = [];
  let isInside = false;
  let visible: readonly boolean[] = data.lines.map(() => true);
  let strong: ReadonlySet<number> = new Set();
  let zoom = zoomed && clamp(zoomed, full, data.stepMs);
  const sampleAt = (seconds: number): number => (seconds * 1000 - data.startMs) / data.stepMs;

  /** The values that are shown, with room above and below. */
  function range(): [number, number] {
    const { from, to } = zoom ?? full;
    const found = extents.range(Math.floor(sampleAt(from)), Math.ceil(sampleAt(to)), visible);
    if (!found) return [0, 1];
    const [low, high] = found;
    const padded = uPlot.rangeNum(low, high, 0.1, true);
    return [padded[0] ?? low, padded[1] ?? high];
  }

  /** Kept until other lines are shown: the painter draws a list that it knows no second time. */
  let lines: readonly DrawnLine[] | undefined;
  function drawn(): readonly DrawnLine[] {
    const ratio = devicePixelRatio;
    const order = data.lines.map((_, i) => i).filter(i => visible[i]);
    // What stands out, and what matches now, is drawn over the others.
    order.sort((a, b) => Number(strong.has(a)) - Number(strong.has(b)) || b - a);
    return order.map(i => {
      const look = lineStyle(i, data.lines[i]!.matches, order.length);
      return {
        pyramid: extents.lines[i]!,
        colour: theme.colour(look.colour),
        width: (strong.has(i) ? look.width + 1.5 : look.width) * ratio,
        dash: look.dash.map(length => length * ratio),
      };
    });
  }

  function view(chart: uPlot): View {
    const { width, height } = chart.bbox;
    const { x, y } = chart.scales;
    return {
      width: Math.round(width),
      height: Math.round(height),
      from: sampleAt(x?.min ?? full.from),
      to: sampleAt(x?.max ?? full.to),
      low: y?.min ?? 0,
      high: y?.max ?? 1,
    };
  }

  const times = Float64Array.from({ length: data.count }, (_, i) => (data.startMs + i * data.stepMs) / 1000);
  const font = `11px ${theme.fontFamily}`;
  const grid = { stroke: theme.grid, width: 1 };
  const axis = { stroke: theme.foreground, font, grid, ticks: grid };
  const chart = new uPlot(
    {
      width: host.clientWidth || 600,
      height: plotHeight,
      legend: { show: false },
      cursor: { drag: { x: true, y: false, setScale: false }, points: { show: false } },
      select: { show: true, left: 0, top: 0, width: 0, height: 0 },
      scales: {
        x: { time: true, range: () => [(zoom ?? full).from, (zoom ?? full).to] },
        y: { range: () => range() },
      },
      axes: [
        {
          ...axis,
          size: 30,
          space: 70,
          values: (_, ticks) => ticks.map(tick => formatTick(tick, (zoom ?? full).to - (zoom ?? full).from)),
        },
        {
          ...axis,
          size: (_, texts) => axisWidth(texts, font),
          values: (_, ticks) => ticks.map(tick => formatValue(tick, data.unit)),
        },
      ],
      // uPlot keeps axes and cursor; what it would need a second for is drawn by us.
      series: [{}, { show: true, paths: () => null, points: { show: false } }],
      hooks: {
        draw: [
          self => {
            const shown = view(self);
            const { left, top } = self.bbox;
            painter.paint(self.ctx, (lines ??= drawn()), shown, Math.round(left), Math.round(top));
            numbers = paintLimits(self, limits, data.unit, extents.limits, shown, theme);
            const { from, to } = zoom ?? full;
            events.layout({ left: left / devicePixelRatio, width: self.bbox.width / devicePixelRatio, from, to });
          },
        ],
        setCursor: [
          self => {
            const { idx, top, left } = self.cursor;
            const inside = typeof idx === 'number' && typeof left === 'number' && left >= 0;
            // Nowhere, and nowhere before.
            if (!inside && !isInside) return;
            isInside = inside;
            events.cursor(inside ? { sample: idx, value: self.posToVal(top ?? 0, 'y'), left } : undefined);
          },
        ],
        setSelect: [
          self => {
            const { left, width } = self.select;
            if (width < 4) return;
            setZoom({ from: self.posToVal(left, 'x'), to: self.posToVal(left + width, 'x') });
            self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          },
        ],
      },
    },
    [times, new Float64Array(data.count)] as unknown as uPlot.AlignedData,
    host,
  );

  dragLimits(
    chart,
    () => limits,
    (at, value) => {
      // The line is where the pointer is, before anybody answers.
      limits = limits.map(limit => (limit.at === at ? { ...limit, value } : limit));
      extents.setLimits(limits);
      chart.redraw(false);
      events.drag(at, value);
    },
  );

  function setZoom(next: Zoom | undefined): void {
    const wanted = next && clamp(next, full, data.stepMs);
    if (wanted?.from === zoom?.from && wanted?.to === zoom?.to) return;
    zoom = wanted;
    redraw();
    events.zoom(zoom);
  }

  function redraw(): void {
    chart.batch(() => {
      const { from, to } = zoom ?? full;
      chart.setScale('x', { min: from, max: to });
      const [low, high] = range();
      chart.setScale('y', { min: low, max: high });
    });
  }

  return {
    chart,
    numbers: () => numbers,
    show(next, which) {
      visible = next;
      strong = new Set(which);
      lines = undefined;
      redraw();
    },
    setLimits(next) {
      extents.setLimits(next);
      limits = next;
      redraw();
    },
    setZoom,
    setWidth: width => chart.setSize({ width, height: plotHeight }),
    point(sample) {
      if (sample === undefined) chart.setCursor({ left: -10, top: -10 });
      else chart.setCursor({ left: chart.valToPos(times[sample] ?? 0, 'x'), top: chart.over.clientHeight / 2 });
    },
    destroy: () => chart.destroy(),
  };
}

/** A part of the time within another; undefined for all of it. `stepMs` lies between two samples. */
function clamp(wanted: Zoom, within: Zoom, stepMs: number): Zoom | undefined {
  // Two steps are the least that is worth looking at.
  const least = (2 * stepMs) / 1000;
  const from = Math.max(within.from, Math.min(wanted.from, within.to - least));
  const to = Math.min(within.to, Math.max(wanted.to, from + least));
  return from <= within.from && to >= within.to ? undefined : { from, to };
}

let ruler: CanvasRenderingContext2D | null = null;

/** Room for the longest text of the vertical axis. */
function axisWidth(texts: readonly string[] | null, font: string): number {
  const context = (ruler ??= document.createElement('canvas').getContext('2d'));
  if (!context) return 74;
  context.font = font;
  return 18 + Math.max(20, ...(texts ?? []).map(text => Math.ceil(context.measureText(text).width)));
}
