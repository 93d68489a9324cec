// The preview's webview: draws the state that the extension host sends and reports what the person presses. It has no
// network, keeps no data of its own but the chosen row, and treats every text of a server as text.
import 'uplot/dist/uPlot.min.css';
import './style.css';
import type { FromWebview, ToWebview } from '../src/preview/messages';
import { h, replaceChildren } from './dom';
import { visible } from './format';
import { createGraph } from './graph';
import { createHead } from './head';
import { chosenRow, type Model, type ModelEvent, reduce, spoken } from './model';
import { expressionSection, noticeSection } from './notice';
import { createSeries, messageSection } from './series';

declare function acquireVsCodeApi(): { postMessage(message: FromWebview): void; setState(state: unknown): void };

const vscode = acquireVsCodeApi();
const send = (message: FromWebview) => vscode.postMessage(message);

let model: Model = {};
const live = h('p', { class: 'only-read', role: 'status', aria: { live: 'polite' }, testid: 'live' });
const say = (text: string) => {
  if (text !== '' && live.textContent !== text) live.textContent = text;
};
const head = createHead(send);
const graph = createGraph(say);
const obstacle = h('div', {});
const series = createSeries(key => apply({ type: 'choose', key }));
const message = h('section', { class: 'message', aria: { label: 'Message' }, hidden: true });
const notes = h('ul', { class: 'notes', testid: 'notes', hidden: true });
const outdated = h('p', { class: 'caption', testid: 'stale', hidden: true }, 'From before the last edit:');
const results = h('div', { class: 'results' }, outdated, graph.element, series.element, message);
document.body.append(h('main', {}, head.element, obstacle, results, notes, live));

function apply(event: ModelEvent): void {
  model = reduce(model, event);
  const { state } = model;
  if (!state) return;
  head.update(state);
  replaceChildren(
    obstacle,
    state.notice && noticeSection(state.notice, action => send({ type: 'action', action })),
    state.expressionError && expressionSection(state.expressionError, (from, to) => send({ type: 'reveal', from, to })),
  );
  graph.update(state.graph);
  const row = chosenRow(model);
  series.update(state.series, row);
  message.hidden = !row;
  replaceChildren(message, ...(row ? messageSection(state, row) : []));
  notes.hidden = state.notes.length === 0;
  notes.replaceChildren(...state.notes.map(note => h('li', {}, visible(note, 600))));
  results.classList.toggle('stale', state.stale);
  // While the new results are on their way the bar under the head says so.
  outdated.hidden = !state.stale || state.busy !== undefined;
  results.setAttribute('aria-busy', String(state.busy !== undefined));
  if (event.type === 'state') say(visible(spoken(state), 500));
}

window.addEventListener('message', (event: MessageEvent<ToWebview>) => {
  if (event.data?.type !== 'state') return;
  if (event.data.saved) vscode.setState(event.data.saved);
  apply({ type: 'state', state: event.data.state });
});
send({ type: 'ready' });
