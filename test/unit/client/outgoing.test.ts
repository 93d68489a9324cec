// What goes to the page of the preview while somebody drags a number: brief first, whole when it rests, nothing once it is gone.
import assert from 'node:assert/strict';
import type { History, PreviewState } from '../../../client/src/preview/messages';
import { createOutgoing } from '../../../client/src/preview/outgoing';

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

function start() {
  const sent: boolean[] = [];
  const waiting = new Set<() => void>();
  const outgoing = createOutgoing(
    message => {
      if (message.type === 'state' && typeof message.state.history === 'object')
        sent.push(message.state.history.brief === true);
    },
    {
      delay: (_, run) => {
        waiting.add(run);
        return () => void waiting.delete(run);
      },
    },
  );
  const post = (id: number): void =>
    outgoing.post(
      {
        range: '6h',
        pinned: false,
        stale: false,
        notes: [],
        history: { ...history, id },
        tuning: { changed: true },
      } as unknown as PreviewState,
      undefined,
    );
  const rest = (): void => {
    for (const run of [...waiting]) {
      waiting.delete(run);
      run();
    }
  };
  return { sent, post, rest, outgoing };
}

describe('what goes to the page of the preview', () => {
  it('is brief while numbers change, and whole when they rest', () => {
    const { sent, post, rest } = start();
    post(1);
    post(2);
    assert.deepEqual(sent, [true, true]);
    rest();
    assert.deepEqual(sent, [true, true, false]);
  });

  it('is nothing any more once the page is gone', () => {
    const { sent, post, rest, outgoing } = start();
    post(1);
    outgoing.end();
    rest();
    assert.deepEqual(sent, [true]);
  });
});
