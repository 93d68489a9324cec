// The lines of the graph by name, all of them in one list that scrolls: press one to see it alone, press it again to see all.
import type { GraphData, GraphLimit, GraphLine } from '../../src/preview/messages';
import { lineStyle } from '../colour';
import { h, setText } from '../dom';
import { formatValue, visible } from '../format';
import { limitLabel } from './limits';
import { formatMoment } from './ticks';

export interface LegendEvents {
  /** Draws only this line, or all again; with `more`, this one besides the ones that are drawn. */
  isolate(line: number, more: boolean): void;
  /** The pointer or the focus is on a line, or on none. */
  point(line: number | undefined): void;
}

export interface Legend {
  readonly element: HTMLElement;
  /** The values at a sample beside the names, or the newest ones. */
  values(sample: number | undefined): void;
  show(visible: readonly boolean[]): void;
  setLimits(limits: readonly GraphLimit[]): void;
  /** How often the alert of each line fired, where that is known. */
  setFirings(firings: readonly number[] | undefined): void;
}

type Order = 'shown' | 'value' | 'name' | 'firings';
const orders: readonly (readonly [Order, string])[] = [
  ['shown', 'in the result first'],
  ['firings', 'fires most first'],
  ['value', 'highest value first'],
  ['name', 'by name'],
];

/** The legend of a graph. */
export function createLegend(data: GraphData, events: LegendEvents): Legend {
  let firings: readonly number[] | undefined;
  const badged = data.lines.some(line => line.matches) && data.lines.some(line => !line.matches);
  const entries = data.lines.map((line, i) => entryOf(data, line, i, badged, events));
  const list = h('ul', { class: 'legend', testid: 'legend', aria: { label: 'Lines of the graph' } });
  const names = data.limits.map(() => h('span', { class: 'name' }));
  const limits = names.map(name => {
    const swatch = h('span', { class: 'swatch limit', aria: { hidden: 'true' } });
    return h('li', { class: 'limit', testid: 'legend-limit' }, swatch, name);
  });
  const setLimits = (next: readonly GraphLimit[]): void => {
    for (const [i, limit] of next.entries()) {
      const own = limit.value === undefined ? ` ${visible(limit.label, 120)}` : '';
      const name = names[i];
      if (name) name.textContent = `${limitLabel(limit, data.unit)}${own}`;
    }
  };
  setLimits(data.limits);
  const sort = h('select', { testid: 'legend-order', aria: { label: 'Order of the lines' } });
  const options = new Map(orders.map(([value, text]) => [value, h('option', { value }, text)] as const));
  for (const [value, option] of options) if (value !== 'shown' || badged) sort.append(option);
  // One stop for the Tab key; from there the arrows go on.
  let stops: readonly HTMLButtonElement[] = [];
  const rove = (next: readonly HTMLButtonElement[]): void => {
    stops = next;
    for (const [i, stop] of next.entries()) stop.tabIndex = i === 0 ? 0 : -1;
  };
  list.addEventListener('keydown', event => {
    const step = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1, Home: -1e6, End: 1e6 }[event.key];
    const at = stops.indexOf(document.activeElement as HTMLButtonElement);
    if (step === undefined || at < 0) return;
    event.preventDefault();
    const next = stops[Math.max(0, Math.min(stops.length - 1, at + step))]!;
    stops[at]!.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
  const newest = data.lines.map(({ values }) => values.findLast(value => !Number.isNaN(value)));
  const place = (): void => {
    const order = data.lines.map((_, i) => i);
    const chosen = sort.value as Order;
    const weight = chosen === 'value' ? newest : chosen === 'firings' ? firings : undefined;
    if (weight) order.sort((a, b) => (weight[b] ?? -Infinity) - (weight[a] ?? -Infinity) || a - b);
    if (chosen === 'name') order.sort((a, b) => data.lines[a]!.label.localeCompare(data.lines[b]!.label));
    // The bounds first: behind a hundred lines nobody would find them.
    list.replaceChildren(...limits, ...order.map(i => entries[i]!.item));
    rove(order.map(i => entries[i]!.button));
  };
  sort.addEventListener('change', place);
  const setFirings = (next: readonly number[] | undefined): void => {
    firings = next;
    options.get('firings')!.hidden = next === undefined;
    for (const [i, { fired, times }] of entries.entries()) {
      const count = next?.[i] ?? 0;
      fired.hidden = count === 0;
      setText(times, `${count}×`);
    }
    if (sort.value === 'firings') place();
  };
  setFirings(undefined);
  place();
  list.addEventListener('pointerleave', () => events.point(undefined));
  const element = h(
    'div',
    { class: 'legend-box' },
    data.lines.length > 2 &&
      h('p', { class: 'caption legend-head' }, `${data.lines.length} lines, `, sort, ' Press one to see it alone.'),
    list,
  );
  let beside: number | undefined | 'none' = 'none';
  const values = (sample: number | undefined): void => {
    if (sample === beside) return;
    beside = sample;
    for (const [i, { line, value }] of entries.entries()) {
      const v = sample === undefined ? newest[i] : line.values[sample];
      setText(value, v === undefined || Number.isNaN(v) ? (line.without ?? '–') : formatValue(v, data.unit));
    }
  };
  values(undefined);
  return {
    element,
    values,
    setLimits,
    setFirings,
    show(drawn) {
      const all = !drawn.includes(false);
      for (const [i, { button }] of entries.entries()) {
        button.setAttribute('aria-pressed', String(!all && drawn[i]));
        button.classList.toggle('off', !drawn[i]);
      }
    },
  };
}

function entryOf(data: GraphData, line: GraphLine, i: number, badged: boolean, events: LegendEvents) {
  const swatch = h('span', { class: 'swatch', aria: { hidden: 'true' } });
  const look = lineStyle(i, line.matches, data.lines.length);
  swatch.style.borderTopColor = `var(--chart-${look.colour}, currentColor)`;
  swatch.style.borderTopStyle = look.dash.length > 0 ? 'dashed' : 'solid';
  const value = h('span', { class: 'value' });
  // Short for the eye, as the name needs the room.
  const times = h('span', {});
  const fired = h(
    'span',
    { class: 'badge', hidden: true, title: 'How often its alert fired' },
    h('span', { class: 'only-read' }, 'fired '),
    times,
  );
  const button = h(
    'button',
    {
      type: 'button',
      class: `entry${line.matches ? ' matches' : ''}`,
      title: line.labels.map(([name, text]) => `${visible(name, 80)}=${visible(text, 300)}`).join('\n'),
      testid: 'legend-line',
      aria: { pressed: 'false' },
      data: { key: `line-${i}` },
    },
    swatch,
    h('span', { class: 'name' }, visible(line.label, 200)),
    badged && line.matches && h('span', { class: 'badge', title: 'In the result now' }, 'now'),
    fired,
    line.endedMs !== undefined && h('span', { class: 'badge', testid: 'ended' }, `ended ${formatMoment(line.endedMs)}`),
    value,
  );
  button.addEventListener('click', event => events.isolate(i, event.ctrlKey || event.metaKey || event.shiftKey));
  button.addEventListener('pointerenter', () => events.point(i));
  button.addEventListener('focus', () => events.point(i));
  button.addEventListener('blur', () => events.point(undefined));
  return { line, value, fired, times, button, item: h('li', {}, button) };
}
