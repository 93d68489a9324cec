// What goes to the page: the state without what the page has already, and how the page puts it together. No vscode here.
import type { PreviewState, SavedPanel, ToWebview } from './messages';
import { pack, unpack } from './packed';

/** What goes only when it changed. */
type Large = Pick<PreviewState, 'graph' | 'history' | 'series' | 'trial'>;

export interface Outgoing {
  post(state: PreviewState, saved: SavedPanel | undefined): void;
  /** A page that has just been loaded has nothing. */
  forget(): void;
}

export function createOutgoing(send: (message: ToWebview) => void): Outgoing {
  let sent: Large = {};
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

export interface Incoming {
  /** The whole state; undefined where something is meant that never came. */
  take(sent: ToWebview['state']): PreviewState | undefined;
}

/** The page's side of `createOutgoing`. */
export function createIncoming(): Incoming {
  let known: Large = {};
  return {
    take({ graph, history, series, trial, ...state }) {
      const before = Object.entries({ graph, history, series, trial });
      if (before.some(([name, value]) => value === 'as before' && known[name as keyof Large] === undefined))
        return undefined;
      known = {
        graph: graph === 'as before' ? known.graph : graph,
        history: history === 'as before' ? known.history : history && unpack(history),
        series: series === 'as before' ? known.series : series,
        trial: trial === 'as before' ? known.trial : trial,
      };
      return { ...state, ...known };
    },
  };
}
