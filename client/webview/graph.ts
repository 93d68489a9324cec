// The graph of the preview: plot, legend and what is beside them, read by pointer and by keys.
import type { FromWebview } from '../src/preview/fromWebview';
import type { GraphData, Tuning } from '../src/preview/messages';
import { createLegend, type Legend } from './chart/legend';
import { createPlot, type Plot, type Zoom } from './chart/plot';
import { onThemeChange, readTheme } from './chart/theme';
import { createTooltip, type Tooltip } from './chart/tooltip';
import { limitsKey, type ScaledLimits, tunedLimits } from './chart/tunedLimits';
import { button, h } from './dom';
import { visible } from './format';
import { captionOf, readOut, summary } from './graphTexts';
import type { Axis } from './timeline/bands';
import { createZoomBar } from './zoomBar';

export interface GraphView {
  readonly element: HTMLElement;
  /** `firings`: how often the alert of each line fired, where that is known. */
  update(data: GraphData | undefined, firings: readonly number[] | undefined): void;
  /** Puts the cursor on a moment and brings it into view; undefined takes it away. */
  reveal(ms: number | undefined): void;
  /** Moves the bounds to what is tried out. */
  tune(tuning: Tuning | undefined): void;
  /** Makes lines stand out; none for undefined. */
  highlight(lines: readonly number[] | undefined): void;
}

export interface GraphHost {
  send(message: FromWebview): void;
  /** Reads a text to who cannot see the canvas. */
  say(text: string): void;
  /** The zoom that was kept over a reload. */
  readonly zoom: Zoom | undefined;
  /** The part of the time axis that is shown now; undefined for all of it. */
  zoomed(zoom: Zoom | undefined): void;
  /** Stands below the plot, on the same time axis. */
  readonly below: HTMLElement;
  /** The time axis was drawn anew. */
  layout(axis: Axis): void;
}

/** The graph section. */
export function createGraph({ send, say, zoom: kept, zoomed, layout, below }: GraphHost): GraphView {
  const parts = h('div', { class: 'parts', testid: 'graph-parts', role: 'group', aria: { label: 'Drawn part' } });
  const plotHost = h('div', {
    class: 'plot',
    testid: 'graph',
    role: 'application',
    tabindex: 0,
    aria: { roledescription: 'graph' },
  });
  const zoomBar = createZoomBar({ send, kept, zoomed, show: next => plot?.setZoom(next) });
  const legendHost = h('div', {});
  const message = h('p', { class: 'empty', testid: 'graph-message', hidden: true });
  const caption = h('p', { class: 'caption', testid: 'graph-caption' });
  const element = h(
    'section',
    { class: 'graph', aria: { label: 'Graph' }, hidden: true },
    parts,
    plotHost,
    below,
    zoomBar.element,
    message,
    legendHost,
    caption,
  );
  let shown: GraphData | undefined;
  let plot: Plot | undefined;
  let legend: Legend | undefined;
  let tooltip: Tooltip | undefined;
  let drawn: readonly boolean[] = [];
  let sample: number | undefined;
  let fired: readonly number[] | undefined;
  let strong: ReadonlySet<number> = new Set();
  let tuning: Tuning | undefined;
  let bounds = '';
  const scaledLimits: ScaledLimits = new WeakMap();
  let naming: ReturnType<typeof setTimeout> | undefined;

  function draw(): void {
    plot?.destroy();
    plot = undefined;
    const data = shown;
    const isDrawn = data !== undefined && data.message === undefined && data.count > 0;
    plotHost.hidden = !isDrawn;
    legendHost.hidden = !isDrawn;
    zoomBar.element.hidden = !isDrawn || zoomBar.zoom === undefined;
    if (!isDrawn) {
      const end = data ? data.startMs + data.count * data.stepMs : 0;
      if (data) layout({ left: 0, width: element.clientWidth || 600, from: data.startMs / 1000, to: end / 1000 });
      return;
    }
    tooltip = createTooltip(data);
    plot = createPlot(plotHost, { ...data, limits: tuned() }, readTheme(), zoomBar.zoom, {
      cursor(at) {
        sample = at?.sample;
        legend?.values(sample);
        tooltip?.show(at, drawn, plot?.numbers() ?? [], strong);
      },
      zoom: next => zoomBar.moved(next, true),
      layout,
      drag(at, value) {
        send({ type: 'tune', tune: { thresholds: [{ at, text: String(value) }] } });
      },
    });
    plot.chart.over.append(tooltip.element);
    plot.chart.over.addEventListener('dblclick', () => plot?.setZoom(undefined));
    plot.show(drawn, []);
    plotHost.setAttribute('aria-label', summary(data));
  }

  function isolate(line: number, more: boolean): void {
    const all = !drawn.includes(false);
    const alone = drawn[line] === true && drawn.filter(Boolean).length === 1;
    drawn = drawn.map((was, i) => {
      if (more && !all) return i === line ? !was : was;
      return alone || i === line;
    });
    if (!drawn.includes(true)) drawn = drawn.map(() => true);
    legend?.show(drawn);
    plot?.show(drawn, []);
    const count = drawn.filter(Boolean).length;
    const some = `${count} of ${drawn.length} lines ${count === 1 ? 'is' : 'are'} drawn.`;
    say(count < drawn.length ? some : 'All lines are drawn.');
  }

  /** The bounds of the drawn lines as they are tried out. */
  const tuned = () => tunedLimits(shown?.limits ?? [], tuning, scaledLimits);

  function tune(next: Tuning | undefined): void {
    tuning = next;
    const limits = tuned();
    const key = limitsKey(limits);
    if (key === bounds) return;
    bounds = key;
    plot?.setLimits(limits);
    legend?.setLimits(limits);
  }

  function highlight(lines: readonly number[] | undefined): void {
    if ([...strong].join() === (lines ?? []).join()) return;
    strong = new Set(lines);
    plot?.show(drawn, lines ?? []);
  }

  function update(data: GraphData | undefined, firings: readonly number[] | undefined): void {
    if (data?.id === shown?.id && firings?.join() === fired?.join()) return;
    fired = firings;
    if (data?.id === shown?.id) {
      // A hundred names would be laid out anew with every number that somebody drags over.
      clearTimeout(naming);
      naming = setTimeout(() => legend?.setFirings(fired), 150);
      return;
    }
    // Lines keep their being isolated as long as they are the same ones.
    const same =
      shown &&
      data &&
      shown.lines.map(({ label }) => label).join('\n') === data.lines.map(({ label }) => label).join('\n');
    shown = data;
    if (!same) drawn = data?.lines.map(() => true) ?? [];
    element.hidden = data === undefined;
    message.hidden = data?.message === undefined;
    message.textContent = data?.message === undefined ? '' : visible(data.message, 1000);
    caption.textContent = data ? captionOf(data) : '';
    parts.replaceChildren(...(data ? partButtons(data, part => send({ type: 'part', part })) : []));
    parts.hidden = data?.parts === undefined;
    const end = data ? (data.startMs + data.count * data.stepMs) / 1000 : 0;
    // A part that the new answer does not reach is no part of it.
    const { zoom } = zoomBar;
    const isGone = data && zoom && (zoom.to <= data.startMs / 1000 || zoom.from >= end);
    zoomBar.moved(isGone ? undefined : zoom, false);
    zoomBar.forget();
    draw();
    name();
  }

  function name(): void {
    legend = undefined;
    if (shown && shown.message === undefined) {
      legend = createLegend(shown, {
        isolate,
        point: line => highlight(line === undefined ? undefined : [line]),
      });
      legend.show(drawn);
      legend.setLimits(tuned());
      legend.setFirings(fired);
      legendHost.replaceChildren(legend.element);
    }
  }

  // What the keys put there goes with them.
  plotHost.addEventListener('blur', () => reveal(undefined));
  plotHost.addEventListener('keydown', event => {
    if (!plot || !shown) return;
    const last = shown.count - 1;
    const { zoom } = zoomBar;
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -20, PageDown: 20, Home: -1e9, End: 1e9 }[event.key];
    if (step !== undefined) {
      const at = sample ?? (step > 0 ? -1 : last + 1);
      const next = Math.max(0, Math.min(last, at + step));
      plot.point(next);
      say(readOut(shown, next, drawn));
    } else if (event.key === '+' || event.key === '-') {
      const from = zoom?.from ?? shown.startMs / 1000;
      const to = zoom?.to ?? (shown.startMs + last * shown.stepMs) / 1000;
      const middle = sample === undefined ? (from + to) / 2 : (shown.startMs + sample * shown.stepMs) / 1000;
      const factor = event.key === '+' ? 0.5 : 2;
      plot.setZoom({ from: middle - (middle - from) * factor, to: middle + (to - middle) * factor });
      say(zoomBar.words || 'All of the time is shown.');
    } else if (event.key === 'Escape' && zoom) zoomBar.back();
    else return;
    event.preventDefault();
  });
  new ResizeObserver(() => {
    if (plot && plotHost.clientWidth > 0 && plotHost.clientWidth !== plot.chart.width)
      plot.setWidth(plotHost.clientWidth);
  }).observe(plotHost);
  onThemeChange(draw);
  function reveal(ms: number | undefined): void {
    if (ms === undefined && !plotHost.matches(':hover')) plot?.point(undefined);
    if (ms === undefined || !shown || !plot) return;
    const { zoom } = zoomBar;
    if (zoom && (ms / 1000 < zoom.from || ms / 1000 > zoom.to)) {
      const half = (zoom.to - zoom.from) / 2;
      plot.setZoom({ from: ms / 1000 - half, to: ms / 1000 + half });
    }
    const at = Math.round((ms - shown.startMs) / shown.stepMs);
    if (at >= 0 && at < shown.count) plot.point(at);
  }

  return { element, update, reveal, tune, highlight };
}

/** One button for each part of the expression that can be drawn. */
function partButtons({ parts }: GraphData, draw: (part: number) => void): readonly HTMLElement[] {
  if (!parts) return [];
  const first = new Map<string, number>();
  for (const [i, text] of parts.texts.entries()) if (!first.has(text)) first.set(text, i);
  return [...first].map(([text, i]) =>
    button(
      visible(text, 60),
      {
        title: visible(text, 1000),
        data: { key: `part-${i}` },
        aria: { pressed: String(text === parts.texts[parts.drawn]) },
      },
      () => draw(i),
    ),
  );
}
