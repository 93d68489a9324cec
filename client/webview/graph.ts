// The graph of the preview: lines and threshold on a canvas (uPlot), a legend that shows the values under the cursor,
// and the same by arrow keys. Colours are the theme's and are read again when the theme changes.
import uPlot from 'uplot';
import type { GraphData, GraphLine } from '../src/preview/messages';
import { lineStyle } from './colour';
import { h } from './dom';
import { formatTook, formatValue, visible } from './format';

export interface GraphView {
  readonly element: HTMLElement;
  update(data: GraphData | undefined): void;
}

const height = 220;

/** The graph section; `say` reads a text to who cannot see the canvas. */
export function createGraph(say: (text: string) => void): GraphView {
  const caption = h('p', { class: 'caption', testid: 'graph-caption' });
  const plot = h('div', {
    class: 'plot',
    testid: 'graph',
    role: 'application',
    tabindex: 0,
    aria: { roledescription: 'graph' },
  });
  const legend = h('ul', { class: 'legend', testid: 'legend', aria: { label: 'Lines of the graph' } });
  const message = h('p', { class: 'empty', testid: 'graph-message', hidden: true });
  const element = h(
    'section',
    { class: 'graph', aria: { label: 'Graph' }, hidden: true },
    plot,
    message,
    legend,
    caption,
  );
  let chart: uPlot | undefined;
  let shown: GraphData | undefined;

  function draw(): void {
    chart?.destroy();
    chart = undefined;
    const data = shown;
    const drawn = data !== undefined && data.message === undefined && data.times.length > 0;
    plot.hidden = !drawn;
    legend.hidden = !drawn;
    if (!drawn) return;
    const values = legendValues(legend, data);
    chart = new uPlot(options(data, plot.clientWidth || 600, values.show), columns(data), plot);
    plot.setAttribute('aria-label', summary(data));
  }

  function update(data: GraphData | undefined): void {
    if (JSON.stringify(data) === JSON.stringify(shown)) return;
    shown = data;
    element.hidden = data === undefined;
    message.hidden = data?.message === undefined;
    message.textContent = data?.message === undefined ? '' : visible(data.message, 1000);
    caption.textContent = data ? captionOf(data) : '';
    draw();
  }

  plot.addEventListener('keydown', event => {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -20, PageDown: 20, Home: -1e9, End: 1e9 }[event.key];
    if (!chart || !shown || step === undefined) return;
    event.preventDefault();
    const at = chart.cursor.idx ?? (step > 0 ? -1 : shown.times.length);
    const index = Math.max(0, Math.min(shown.times.length - 1, at + step));
    chart.setCursor({ left: chart.valToPos(shown.times[index]!, 'x'), top: 10 });
    say(readOut(shown, index));
  });
  new ResizeObserver(() => {
    if (chart && plot.clientWidth > 0 && plot.clientWidth !== chart.width)
      chart.setSize({ width: plot.clientWidth, height });
  }).observe(plot);
  // VS Code announces a theme by the class of the body and the variables on the root element.
  const themed = new MutationObserver(draw);
  themed.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  themed.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  return { element, update };
}

function columns(data: GraphData): uPlot.AlignedData {
  return [data.times, ...[...data.lines, ...data.thresholds].map(line => line.values)] as unknown as uPlot.AlignedData;
}

function options(data: GraphData, width: number, show: (index: number | null | undefined) => void): uPlot.Options {
  const style = getComputedStyle(document.body);
  const foreground = style.color;
  const background = themeColour('--vscode-editor-background', foreground);
  const font = `11px ${style.fontFamily}`;
  const grid = { stroke: themeColour('--grid', foreground), width: 1 };
  const axis = { stroke: foreground, font, grid, ticks: grid };
  const span = data.endMs - data.startMs;
  return {
    width,
    height,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 7 } },
    scales: { x: { time: true, range: () => [data.startMs / 1000, data.endMs / 1000] } },
    axes: [
      { ...axis, size: 30, values: (_, ticks) => ticks.map(tick => formatTick(tick, span)), space: 70 },
      {
        ...axis,
        size: (_, texts) => axisWidth(texts, font),
        values: (_, ticks) => ticks.map(tick => formatValue(tick, data.unit)),
      },
    ],
    series: [
      {},
      ...data.lines.map((line, i) => {
        const { colour, dash, width: lineWidth } = lineStyle(i, line.matches, data.lines.length);
        const stroke = themeColour(`--chart-${colour}`, foreground);
        return {
          stroke,
          width: lineWidth,
          dash: [...dash],
          spanGaps: false,
          points: { show: true, size: 5, stroke, fill: stroke, filter: lonePoints(line) },
        };
      }),
      ...data.thresholds.map(() => ({
        stroke: themeColour('--chart-red', foreground),
        width: 2,
        dash: [7, 4],
        spanGaps: true,
        points: { show: false },
      })),
    ],
    hooks: {
      setCursor: [chart => show(chart.cursor.idx)],
      draw: [chart => labelThreshold(chart, data, foreground, background)],
    },
  };
}

/** Room for the longest text of the vertical axis. */
function axisWidth(texts: readonly string[] | null, font: string): number {
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return 74;
  context.font = font;
  return 18 + Math.max(20, ...(texts ?? []).map(text => Math.ceil(context.measureText(text).width)));
}

/** A point without neighbours has no line; it is drawn as a dot. */
function lonePoints(line: GraphLine): () => number[] {
  const { values } = line;
  const lone = values.flatMap((value, i) =>
    value !== null && (values[i - 1] ?? null) === null && (values[i + 1] ?? null) === null ? [i] : [],
  );
  return () => lone;
}

/** The threshold in words on its line, on a plate of its own as lines may run below it. */
function labelThreshold(chart: uPlot, data: GraphData, colour: string, background: string): void {
  const [threshold] = data.thresholds;
  const value = threshold?.values.findLast(v => v !== null);
  if (!threshold || value === undefined || value === null) return;
  const { ctx, bbox } = chart;
  const y = chart.valToPos(value, 'y', true);
  if (y < bbox.top || y > bbox.top + bbox.height) return;
  ctx.save();
  ctx.font = `${11 * devicePixelRatio}px ${getComputedStyle(document.body).fontFamily}`;
  ctx.textAlign = 'right';
  const above = y - bbox.top > 18 * devicePixelRatio;
  ctx.textBaseline = above ? 'bottom' : 'top';
  const text = thresholdText(data, value);
  const pad = 3 * devicePixelRatio;
  const [right, edge] = [bbox.left + bbox.width - pad, y + (above ? -pad : pad)];
  const [plateWidth, plateHeight] = [ctx.measureText(text).width + 2 * pad, 15 * devicePixelRatio];
  ctx.globalAlpha = 0.85;
  ctx.fillStyle = background;
  ctx.fillRect(right - plateWidth, above ? edge - plateHeight + pad / 2 : edge - pad / 2, plateWidth, plateHeight);
  ctx.globalAlpha = 1;
  ctx.fillStyle = colour;
  ctx.fillText(text, right - pad, edge);
  ctx.restore();
}

function thresholdText(data: GraphData, value: number): string {
  return `threshold ${data.op ?? ''} ${formatValue(value, data.unit)}`.replace(/\s+/g, ' ');
}

/** The legend's entries; `show` puts the values at an index of the time axis beside them, or the newest ones. */
function legendValues(legend: HTMLElement, data: GraphData): { show: (index: number | null | undefined) => void } {
  // Where all lines are in the result, or none is, the badge would tell nothing apart.
  const badged = data.lines.some(line => line.matches) && data.lines.some(line => !line.matches);
  const entries = [...data.lines, ...data.thresholds].map((line, i) => {
    const isThreshold = i >= data.lines.length;
    const swatch = h('span', { class: 'swatch', aria: { hidden: 'true' } });
    const look = lineStyle(i, line.matches, data.lines.length);
    swatch.style.borderTopColor = `var(--chart-${isThreshold ? 'red' : look.colour}, currentColor)`;
    swatch.style.borderTopStyle = isThreshold || look.dash.length > 0 ? 'dashed' : 'solid';
    const name = isThreshold
      ? `threshold${typeof line.values[0] === 'number' && data.thresholds.length === 1 ? '' : ` ${visible(line.label, 120)}`}`
      : visible(line.label, 120);
    const value = h('span', { class: 'value' });
    const item = h(
      'li',
      { class: line.matches ? 'matches' : '', title: visible(line.label, 1000) },
      swatch,
      h('span', { class: 'name' }, name),
      value,
      badged && line.matches && h('span', { class: 'badge' }, 'in the result'),
    );
    return { line, item, value };
  });
  // The threshold first: behind forty lines nobody would find it.
  const items = entries.map(entry => entry.item);
  legend.replaceChildren(...items.slice(data.lines.length), ...items.slice(0, data.lines.length));
  const show = (index: number | null | undefined) => {
    for (const { line, value } of entries) {
      const v = index === null || index === undefined ? line.values.findLast(one => one !== null) : line.values[index];
      value.textContent = v === null || v === undefined ? '–' : formatValue(v, data.unit);
    }
  };
  show(undefined);
  return { show };
}

function captionOf(data: GraphData): string {
  // Where a message stands in the place of lines, it says what was asked.
  const parts = data.message === undefined ? [data.title] : [];
  if (data.message === undefined && data.total > data.lines.length)
    parts.push(`${data.lines.length} of ${data.total} series are drawn`);
  if (data.tookMs > 0) parts.push(`answered in ${formatTook(data.tookMs)}`);
  const text = parts.join('; ');
  return text === '' ? '' : `${text[0]!.toUpperCase()}${text.slice(1)}.`;
}

function summary(data: GraphData): string {
  const values = data.lines.flatMap(line => line.values.filter(value => value !== null));
  const lowest = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const highest = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const threshold = data.thresholds[0]?.values.findLast(v => v !== null);
  return [
    `${data.title}: ${data.lines.length} lines, from ${formatValue(lowest, data.unit)} to ${formatValue(highest, data.unit)}`,
    threshold === undefined || threshold === null ? '' : `, ${thresholdText(data, threshold)}`,
    '. The arrow keys walk along the time axis.',
  ].join('');
}

function readOut(data: GraphData, index: number): string {
  const time = new Date(data.times[index]! * 1000).toLocaleString();
  const values = data.lines.slice(0, 8).map(line => {
    const value = line.values[index];
    return `${visible(line.label, 120)} ${value === null || value === undefined ? 'no value' : formatValue(value, data.unit)}`;
  });
  return `${time}: ${values.join('; ')}`;
}

function formatTick(seconds: number, spanMs: number): string {
  const date = new Date(seconds * 1000);
  const midnight = date.getHours() === 0 && date.getMinutes() === 0;
  return spanMs > 2 * 86_400_000 || midnight
    ? date.toLocaleDateString(undefined, { month: 'short', day: 'numeric' })
    : date.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', hour12: false });
}

/** The colour that a custom property stands for, computed, as a canvas knows no custom properties. */
function themeColour(variable: string, otherwise: string): string {
  const probe = h('span', { hidden: true });
  probe.style.color = `var(${variable}, ${otherwise})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
