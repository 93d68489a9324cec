// The history of a rule below its graph: bands, what they mean, and a walk from change to change by pointer or arrow keys.
import type { FromWebview } from '../../src/preview/fromWebview';
import type { History, Moment } from '../../src/preview/messages';
import { type ChartTheme, readTheme } from '../chart/theme';
import { button, h, setText } from '../dom';
import { type Axis, paintBands, rowHeight } from './bands';
import { createKey } from './key';
import { changeAt, keys, nextChange } from './steps';
import { changeWords, countWords } from './words';

export interface TimelineView {
  readonly element: HTMLElement;
  update(history: History | undefined, moment: Moment | undefined, unit: string | undefined): void;
  /** The time axis of the graph has changed. */
  follow(axis: Axis): void;
  /** The theme has changed. */
  restyle(): void;
  /** All bands drawn; undefined where there are none. */
  picture(): HTMLCanvasElement | undefined;
}

export interface TimelineHost {
  send(message: FromWebview): void;
  say(text: string): void;
  /** Brings a time into view and points at it; undefined ends that. */
  show(ms: number | undefined): void;
  /** The lines of the graph that belong to what is pointed at. */
  point(lines: readonly number[] | undefined): void;
}

export function createTimeline({ send, say, show, point }: TimelineHost): TimelineView {
  const canvas = h('canvas', { class: 'bands', testid: 'bands-canvas', aria: { hidden: 'true' } });
  const bands = h(
    'div',
    {
      class: 'bands-box',
      testid: 'bands',
      role: 'application',
      tabindex: 0,
      aria: { roledescription: 'timeline of alerts' },
    },
    h('div', { class: 'bands-room' }, canvas),
  );
  const room = canvas.parentElement!;
  const step = (by: 1 | -1) => () => go(nextChange(shown?.changes ?? [], { chosen, row }, by));
  const walk = h(
    'p',
    { class: 'walk' },
    button(
      '◀',
      { testid: 'change-before', title: 'The change before (left arrow)', aria: { label: 'The change before' } },
      step(-1),
    ),
    button(
      '▶',
      { testid: 'change-after', title: 'The next change (right arrow)', aria: { label: 'The next change' } },
      step(1),
    ),
  );
  const place = h('span', { class: 'caption', testid: 'change-place' });
  const key = createKey();
  walk.append(place, key.element);
  const more = h('p', { class: 'caption', hidden: true });
  const element = h(
    'section',
    { class: 'timeline', aria: { label: 'When it would have fired' }, hidden: true },
    bands,
    more,
    walk,
  );
  let shown: History | undefined;
  let chosen: number | undefined;
  let row: number | undefined;
  let unit: string | undefined;
  let theme: ChartTheme | undefined;
  let axis: Axis = { left: 0, width: 1, from: 0, to: 1 };
  /** Of the box that scrolls: to ask for it would have the page laid out in the middle of an update. */
  let box = { width: 0, height: 0 };
  let scrolled = 0;

  const themed = (): ChartTheme => (theme ??= readTheme());

  function redraw(): void {
    if (!shown || element.hidden || box.width === 0) return;
    const height = shown.bands.length * rowHeight;
    room.style.height = `${height}px`;
    const part = { top: scrolled, height: Math.min(height, box.height), width: box.width };
    paintBands(canvas, shown, axis, part, themed(), chosen, row);
  }

  /** All bands, for a picture. */
  function picture(): HTMLCanvasElement | undefined {
    if (!shown || element.hidden) return undefined;
    const whole = document.createElement('canvas');
    const part = { top: 0, height: shown.bands.length * rowHeight, width: box.width };
    paintBands(whole, shown, axis, part, themed(), chosen, row);
    return whole;
  }

  function go(change: number | undefined): void {
    const found = change === undefined ? undefined : shown?.changes[change];
    if (!shown || !found || change === undefined) return;
    chosen = change;
    row = found.band;
    placed();
    point(row === undefined ? undefined : shown.bands[row]?.lines);
    show(found.atMs);
    redraw();
    if (row !== undefined) scrollTo(row);
    say(`${changeWords(found, unit)}. ${change + 1} of ${shown.changes.length}.`);
    send({ type: 'moment', change });
  }

  function placed(): void {
    const change = chosen === undefined ? undefined : shown?.changes[chosen];
    const count = shown?.changes.length ?? 0;
    const words = change
      ? `${changeWords(change, unit)} (${chosen! + 1} of ${count})`
      : `${countWords(shown?.changes ?? [])}${count === 0 ? '' : '; press a band or use the arrow keys for the message'}`;
    setText(place, shown && !shown.brief ? words : '');
  }

  function scrollTo(at: number): void {
    const top = at * rowHeight;
    if (top < bands.scrollTop) bands.scrollTop = top;
    else if (top + rowHeight > bands.scrollTop + bands.clientHeight)
      bands.scrollTop = top + rowHeight - bands.clientHeight;
  }

  function rowAt(event: MouseEvent): number {
    return Math.floor((event.clientY - room.getBoundingClientRect().top) / rowHeight);
  }

  /** The change of a band that is nearest to a place on the page. */
  function nearest(event: MouseEvent): number | undefined {
    if (!shown) return undefined;
    const box = canvas.getBoundingClientRect();
    const band = rowAt(event);
    const ms = 1000 * (axis.from + ((event.clientX - box.left - axis.left) / axis.width) * (axis.to - axis.from));
    return changeAt(shown.changes, band, ms);
  }

  canvas.addEventListener('click', event => {
    bands.focus();
    go(nearest(event));
  });
  canvas.addEventListener('pointermove', event => {
    point(shown?.bands[rowAt(event)]?.lines);
  });
  bands.addEventListener('scroll', () => {
    scrolled = bands.scrollTop;
    redraw();
  });
  new ResizeObserver(() => {
    box = { width: bands.clientWidth, height: bands.clientHeight };
    scrolled = bands.scrollTop;
    redraw();
  }).observe(bands);
  canvas.addEventListener('pointerleave', () => point(undefined));
  bands.addEventListener('keydown', event => {
    const leads = shown && Object.hasOwn(keys, event.key) ? keys[event.key] : undefined;
    if (!shown || !leads) return;
    event.preventDefault();
    go(leads(shown, { chosen, row }));
  });

  return {
    element,
    picture,
    update(history, moment, of) {
      const isNew = history?.id !== shown?.id;
      shown = history;
      unit = of;
      element.hidden = !history || history.bands.length === 0;
      if (isNew) {
        if (chosen !== undefined) show(undefined);
        chosen = undefined;
        row = undefined;
      }
      if (moment) {
        chosen = moment.change;
        row = history?.changes[moment.change]?.band;
      }
      if (!history) return;
      more.hidden = history.moreBands === 0;
      setText(more, `${history.moreBands} more alerts have no band here; they are counted.`);
      bands.setAttribute(
        'aria-label',
        `${history.bands.length} ${history.bands.length === 1 ? 'alert' : 'alerts'} over time, ${countWords(history.changes)}. Left and right go from change to change, up and down from alert to alert.`,
      );
      placed();
      key.update(history, themed);
      redraw();
    },
    follow(next) {
      const same = (['left', 'width', 'from', 'to'] as const).every(key => axis[key] === next[key]);
      axis = next;
      if (!same) redraw();
    },
    restyle() {
      theme = undefined;
      key.restyle();
      key.update(shown, themed);
      redraw();
    },
  };
}
