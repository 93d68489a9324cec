// The preview's webview: draws the state that the extension host sends and reports what the person presses. It has no
// network, keeps no data of its own but the chosen row, and treats every text of a server as text.
import 'uplot/dist/uPlot.min.css';
import './style.css';
import './chart/chart.css';
import './timeline/timeline.css';
import './explain.css';
import type { FromWebview } from '../src/preview/fromWebview';
import type { History, PreviewAction, PreviewState, SavedPanel, ToWebview } from '../src/preview/messages';
import { createIncoming } from '../src/preview/outgoing';
import type { Zoom } from './chart/plot';
import { onThemeChange } from './chart/theme';
import { spanInWords } from './chart/ticks';
import { lineStyle } from './colour';
import { button, h, kept, keptBy } from './dom';
import { createExplain } from './explain';
import { visible } from './format';
import { createGraph } from './graph';
import { createHead } from './head';
import { messageSection, momentSection } from './message';
import { chosenRow, type Model, type ModelEvent, reduce, shownMoment, spoken } from './model';
import { expressionSection, noticeSection } from './notice';
import { pictureOf } from './picture';
import { createSeries } from './series';
import { createTimeline } from './timeline/timeline';
import { createTotals, offerLine } from './timeline/totals';
import { createTrials } from './trials';
import { createTuning } from './tuning';

declare function acquireVsCodeApi(): {
  postMessage(message: FromWebview): void;
  getState(): unknown;
  setState(state: unknown): void;
};

const vscode = acquireVsCodeApi();
const trials = createTrials(
  message => vscode.postMessage(message),
  (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
);
function send(message: FromWebview): void {
  if (message.type === 'tune' || message.type === 'untune') {
    if (model.state && trials.tune(model.state, message.type === 'tune' ? message.tune : undefined)) {
      show();
      return;
    }
  }
  // What is pressed is about what is shown.
  trials.flush();
  vscode.postMessage(message);
}

/** What outlives a reload: where the panel is, by the extension host, and which part of the time is shown. */
let saved: SavedPanel | undefined;
let zoom = keptZoom(vscode.getState());
let stored = '';
function keep(): void {
  const next = saved && { ...saved, ...(zoom ? { zoom } : {}) };
  const text = JSON.stringify(next);
  if (next && text !== stored) vscode.setState(next);
  stored = text;
}
let keeping: ReturnType<typeof setTimeout> | undefined;
/** To keep something sends it to the editor: while somebody zooms that is done a few times a second. */
function keepSoon(): void {
  if (keeping !== undefined) return;
  keep();
  keeping = setTimeout(() => {
    keeping = undefined;
    keep();
  }, 200);
}

let model: Model = {};
const incoming = createIncoming();
const live = h('p', { class: 'only-read', role: 'status', aria: { live: 'polite' }, testid: 'live' });
const say = (text: string) => {
  if (text !== '' && live.textContent !== text) live.textContent = text;
};
/** What a state was last said to be: one that brings a message or a picture alone must not cut off what is being read. */
let heard = '';
function sayState(state: PreviewState): void {
  const text = visible(spoken(state), 500);
  if (text !== heard) say(text);
  heard = text;
}
const head = createHead(send);
const timeline = createTimeline({
  send,
  say,
  show: ms => graph.reveal(ms),
  point: lines => graph.highlight(lines),
});
const momentHost = h('section', { class: 'moment', hidden: true, aria: { label: 'Message of a moment' } });
const moments = keptBy(momentHost);
const graph = createGraph({
  send,
  say,
  zoom,
  zoomed(next) {
    zoom = next;
    keepSoon();
  },
  below: h('div', {}, timeline.element, momentHost),
  layout: axis => timeline.follow(axis),
});
onThemeChange(timeline.restyle);
const tuning = createTuning(send);
const explain = createExplain(send);
const totals = createTotals();
const sum = h('div', {});
const summed = kept(sum);
const taker = (text: string, as: 'markdown' | 'png' | 'csv' | 'page') =>
  button(text, { class: 'link', testid: `take-${as}`, data: { key: as } }, () => take(as));
const page = taker('Open in the server', 'page');
const takes = h(
  'p',
  { class: 'takes', testid: 'takes', hidden: true },
  taker('Copy as Markdown', 'markdown'),
  taker('Save PNG', 'png'),
  taker('Save CSV', 'csv'),
  page,
);
const obstacle = h('div', {});
const obstacles = keptBy(obstacle);
const series = createSeries(key => apply({ type: 'choose', key }));
const message = h('section', { class: 'message', aria: { label: 'Message' }, hidden: true });
const messages = keptBy(message);
const notes = h('div', { testid: 'notes', hidden: true });
const told = kept(notes);
const outdated = h('p', { class: 'caption', testid: 'stale', hidden: true }, 'From before the last edit:');
const results = h(
  'div',
  { class: 'results' },
  outdated,
  sum,
  graph.element,
  tuning.element,
  takes,
  series.element,
  message,
  explain.element,
);
document.body.append(h('main', {}, head.element, head.banner, obstacle, results, notes, live));

function apply(event: ModelEvent): void {
  model = reduce(model, event);
  show();
  if (event.type === 'state') sayState(event.state);
}

function show(): void {
  const state = model.state && trials.shown(model.state);
  if (!state) return;
  head.update(state);
  const act = (action: PreviewAction): void => send({ type: 'action', action });
  obstacles.put([state.notice, state.expressionError], () => [
    state.notice && noticeSection(state.notice, act),
    state.expressionError &&
      expressionSection(state.expressionError, act, (from, to) => send({ type: 'reveal', from, to })),
  ]);
  const { history } = state;
  const notified = state.notified?.history === history?.id ? state.notified : undefined;
  if (history) totals.update(history, notified);
  summed.put(history ? 'totals' : JSON.stringify(state.offer ?? ''), () =>
    history ? totals.element : state.offer && offerLine(state.offer, () => send({ type: 'evaluate' })),
  );
  timeline.update(history, state.moment, state.graph?.unit);
  graph.update(state.graph, history && firingsOf(history, state.graph?.lines.length ?? 0));
  graph.tune(state.tuning);
  tuning.update(state.tuning);
  takes.hidden = !state.graph || state.graph.message !== undefined;
  page.hidden = state.simulated === true;
  const isPossible = state.series !== undefined || state.explanation !== undefined;
  explain.update(state.explanation, isPossible, state.series?.total === 0);
  const row = chosenRow(model);
  series.update(state.series, row);
  const moment = shownMoment({ ...model, state });
  message.hidden = !row || moment !== undefined;
  messages.put([moment ? undefined : row, state.series, state.rule?.kind], () =>
    row && !moment ? messageSection(state, row) : [],
  );
  momentHost.hidden = !moment;
  moments.put([moment, state.series], () => (moment ? momentSection(state, moment, () => apply({ type: 'now' })) : []));
  const remarks = [...new Set([...state.notes, ...(moment?.notes ?? []), ...(history?.caveats ?? [])])];
  notes.hidden = remarks.length === 0;
  told.put(JSON.stringify(remarks), () =>
    h('ul', { class: 'notes' }, ...remarks.map(note => h('li', {}, visible(note, 600)))),
  );
  // They come later than the lines, and stand for the look before until then.
  for (const part of [sum, timeline.element]) {
    part.classList.toggle('past', state.past !== undefined);
    if (state.past === undefined) part.classList.remove('still');
    else if (results.classList.contains('stale') && !state.stale) part.classList.add('still');
    part.setAttribute('aria-busy', String(state.past === 'awaited'));
  }
  results.classList.toggle('stale', state.stale);
  // While the new results are on their way the bar under the head says so.
  outdated.hidden = !state.stale || state.busy !== undefined;
  results.setAttribute('aria-busy', String(state.busy !== undefined));
}

window.addEventListener('message', (event: MessageEvent<ToWebview>) => {
  if (event.data?.type !== 'state') return;
  saved = event.data.saved;
  keep();
  const state = incoming.take(event.data.state);
  if (state) apply({ type: 'state', state });
  // A message that came before this page could hear it is sent once more.
  else send({ type: 'ready' });
});
send({ type: 'ready' });

/** Takes what is shown along; the picture is made here, where it is drawn. */
function take(as: 'markdown' | 'png' | 'csv' | 'page'): void {
  if (as !== 'png') {
    send({ type: 'take', as });
    return;
  }
  const { state } = model;
  const title = visible(state?.rule?.name ?? '', 200);
  const facts = [...totals.element.querySelectorAll<HTMLElement>('.total:not([hidden])')].map(one => one.textContent);
  const source = `${state?.simulated ? 'Simulated: ' : ''}${state?.server ?? ''}`;
  const bands = timeline.picture();
  const all = state?.graph?.lines ?? [];
  const data = pictureOf({
    title,
    subtitle: visible([source, facts.join(', ')].filter(Boolean).join(': '), 300),
    // Whoever sees the picture next week has to know of which day it is.
    time: state?.graph ? spanInWords(state.graph, zoom) : '',
    canvases: [...results.querySelectorAll<HTMLCanvasElement>('.u-wrap canvas'), ...(bands ? [bands] : [])],
    lines: all.map(({ label, matches }, i) => ({ label: visible(label, 200), ...lineStyle(i, matches, all.length) })),
  });
  if (data !== undefined) send({ type: 'take', as, data });
}

/** How often the alert of each line of the graph fired. */
function firingsOf({ bands }: History, lines: number): readonly number[] {
  const firings = new Array<number>(lines).fill(0);
  for (const band of bands) for (const line of band.lines) if (line < lines) firings[line]! += band.firings;
  return firings;
}

function keptZoom(value: unknown): Zoom | undefined {
  if (typeof value !== 'object' || value === null || !('zoom' in value)) return undefined;
  const { from, to } = value.zoom as Partial<Zoom>;
  return typeof from === 'number' && typeof to === 'number' && from < to ? { from, to } : undefined;
}
