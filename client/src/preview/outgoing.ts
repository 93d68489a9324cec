// What goes to the page: the state without what the page has already, and the changes of a history, which are most of it, only
// when nobody drags. No vscode here.
import type { PreviewDeps } from './deps';
import type { PreviewState, SavedPanel, ToWebview } from './messages';
import { pack } from './packed';

export interface Outgoing {
  post(state: PreviewState, saved: SavedPanel | undefined): void;
  /** A page that has just been loaded has nothing. */
  forget(): void;
  /** The page is gone: nothing that waits is sent any more. */
  end(): void;
}

/** A number that rests this long is looked at closely. */
const restMs = 150;

export function createOutgoing(send: (message: ToWebview) => void, deps: Pick<PreviewDeps, 'delay'>): Outgoing {
  let sent: Pick<PreviewState, 'graph' | 'history' | 'series'> = {};
  let resting: (() => void) | undefined;

  function post(state: PreviewState, saved: SavedPanel | undefined, brief: boolean): void {
    const { graph, history, series } = state;
    resting?.();
    resting = undefined;
    const isNew = history !== undefined && history !== sent.history;
    const isBrief = isNew && brief;
    send({
      type: 'state',
      state: {
        ...state,
        graph: graph && graph === sent.graph ? 'as before' : graph,
        history: isNew ? pack(history, isBrief) : history && 'as before',
        series: series && series === sent.series ? 'as before' : series,
      },
      ...(saved ? { saved } : {}),
    });
    sent = { graph, history, series };
    if (!isBrief) return;
    sent = { graph, series };
    resting = deps.delay(restMs, () => post(state, saved, false));
  }

  return {
    // What was shown before it was tuned is known to be wanted whole.
    post: (state, saved) => post(state, saved, state.tuning?.changed === true && sent.graph === state.graph),
    forget() {
      sent = {};
    },
    end: () => resting?.(),
  };
}
