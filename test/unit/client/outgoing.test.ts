// What goes to the page of the preview: graph, history and table only where the page does not have them.
import assert from 'node:assert/strict';
import type { GraphData, History, PreviewState, SeriesTable, ToWebview } from '../../../client/src/preview/messages';
import { createIncoming, createOutgoing } from '../../../client/src/preview/outgoing';

const history: History = {
  id: 1,
  slots: { start: 0, step: 1, count: 1, phase: 'assumed' },
  bands: [],
  moreBands: 0,
  changes: [],
  moreChanges: 0,
  totals: { firings: 0, firing: 0, pending: 0, transitions: 0 } as unknown as History['totals'],
  caveats: [],
};
const graph = { id: 1 } as GraphData;
const series = { total: 0 } as SeriesTable;

function start() {
  const sent: (string | undefined)[][] = [];
  const told = (part: object | string | undefined): string | undefined => (typeof part === 'object' ? 'new' : part);
  const outgoing = createOutgoing((message: ToWebview) => {
    if (message.type !== 'state') return;
    const { state } = message;
    sent.push([state.graph, state.history, state.series].map(told));
  });
  const post = (parts: Pick<PreviewState, 'graph' | 'history' | 'series'>): void =>
    outgoing.post({ range: '6h', pinned: false, stale: false, notes: [], ...parts }, undefined);
  return { sent, post, outgoing };
}

describe('what goes to the page of the preview', () => {
  it('is what the page does not have', () => {
    const { sent, post } = start();
    post({ graph });
    post({ graph, history });
    post({ graph, history: { ...history, id: 2 }, series });
    post({ series });
    assert.deepEqual(sent, [
      ['new', undefined, undefined],
      ['as before', 'new', undefined],
      ['as before', 'new', 'new'],
      [undefined, undefined, 'as before'],
    ]);
  });

  it('is everything for a page that has just been loaded', () => {
    const { sent, post, outgoing } = start();
    post({ graph, history, series });
    outgoing.forget();
    post({ graph, history, series });
    assert.deepEqual(sent[1], ['new', 'new', 'new']);
  });

  it('is put together by the page, which asks again where it missed something', () => {
    const messages: ToWebview['state'][] = [];
    const outgoing = createOutgoing(({ state }) => messages.push(state));
    const base = { range: '6h' as const, pinned: false, stale: false, notes: [] };
    outgoing.post({ ...base, graph, series }, undefined);
    outgoing.post({ ...base, graph, series, history }, undefined);
    outgoing.post({ ...base, series }, undefined);
    const page = createIncoming();
    assert.deepEqual(page.take(messages[0]!), { ...base, graph, series, history: undefined, trial: undefined });
    assert.deepEqual(page.take(messages[1]!), { ...base, graph, series, history, trial: undefined });
    assert.deepEqual(page.take(messages[2]!)?.graph, undefined);

    const late = createIncoming();
    assert.equal(late.take(messages[1]!), undefined, 'the first one was lost');
    outgoing.forget();
    outgoing.post({ ...base, graph, series, history }, undefined);
    assert.deepEqual(late.take(messages[3]!), { ...base, graph, series, history, trial: undefined });
  });
});
