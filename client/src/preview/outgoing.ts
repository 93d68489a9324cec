// What goes to the page: the state without what the page has already. No vscode here.
import type { PreviewState, SavedPanel, ToWebview } from './messages';
import { pack } from './packed';

export interface Outgoing {
  post(state: PreviewState, saved: SavedPanel | undefined): void;
  /** A page that has just been loaded has nothing. */
  forget(): void;
}

export function createOutgoing(send: (message: ToWebview) => void): Outgoing {
  let sent: Pick<PreviewState, 'graph' | 'history' | 'series' | 'trial'> = {};
  return {
    post(state, saved) {
      const { graph, history, series, trial } = state;
      send({
        type: 'state',
        state: {
          ...state,
          graph: graph && graph === sent.graph ? 'as before' : graph,
          history: history && (history === sent.history ? 'as before' : pack(history)),
          series: series && series === sent.series ? 'as before' : series,
          trial: trial && trial === sent.trial ? 'as before' : trial,
        },
        ...(saved ? { saved } : {}),
      });
      sent = { graph, history, series, trial };
    },
    forget() {
      sent = {};
    },
  };
}
