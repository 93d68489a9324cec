// The messages between the preview panel and the extension host, declared once and imported by both sides. Types and
// constants only. Everything the webview shows is one state; it never asks a server or the language server itself.
import type { GraphData, SeriesTable } from './graphShapes';
import type { Explanation, History, Moment, PackedHistory, Tuning } from './historyShapes';
import type { Trial } from './trialShapes';

export type * from './graphShapes';
export type * from './historyShapes';

export const windowNames = ['1h', '6h', '24h', '7d', '30d'] as const;
export type WindowName = (typeof windowNames)[number];
/** The time that is looked at: the last hours up to now, or from and to a moment, milliseconds since the epoch. */
export type TimeRange = WindowName | { readonly fromMs: number; readonly toMs: number };

/** What a person can be offered beside a notice. */
export type PreviewAction =
  | 'addServer'
  | 'selectServer'
  | 'editServer'
  | 'manageTrust'
  | 'selectData'
  | 'simulate'
  | 'retry';

export interface PreviewState {
  readonly rule?: {
    readonly name: string;
    readonly kind: 'alert' | 'record';
    readonly severity?: string;
    readonly group: string;
    /** Name of the file and 1-based line, for the person. */
    readonly place: string;
  };
  /** Name of the server that is asked, or title of the scenario. */
  readonly server?: string;
  /** Nobody is asked: the data are simulated. */
  readonly simulated?: boolean;
  /** The scenario whose data are shown; absent for the folder's server. */
  readonly scenario?: string;
  readonly range: TimeRange;
  readonly pinned: boolean;
  /** What is being waited for, in words; absent when nothing is. */
  readonly busy?: string;
  /** The results are from before the last change. */
  readonly stale: boolean;
  /** What stands in the way, in words. */
  readonly notice?: {
    readonly tone: 'info' | 'warning' | 'error';
    readonly text: string;
    readonly actions: readonly PreviewAction[];
  };
  readonly expressionError?: {
    readonly expr: string;
    readonly from: number;
    readonly to: number;
    readonly message: string;
    /** The server says so, which may be another one by now. */
    readonly isOfServer?: true;
  };
  readonly graph?: GraphData;
  /** When the alerts of the rule would have been pending and firing. */
  readonly history?: History;
  /** The history is from before the last change: `awaited` while the one that is to take its place is on its way. */
  readonly past?: 'awaited' | 'left';
  /** What the firings of the history with this `id` come to at their receivers; absent where that is not known. */
  readonly notified?: { readonly history: number; readonly count: number; readonly configuration: string };
  /** The history would need so much that the person is asked first: evaluations, and series at each. */
  readonly offer?: { readonly slots: number; readonly series: number };
  /** What of the history is looked at: a moment at which an alert changed its state. */
  readonly moment?: Moment;
  /** Numbers and durations that can be tried out. */
  readonly tuning?: Tuning;
  /** With what the page itself can tell what comes of them; absent while only the extension host can. */
  readonly trial?: Trial;
  /** The parts of the expression and what they give; absent until a person wants it. */
  readonly explanation?: Explanation;
  readonly series?: SeriesTable;
  /** Remarks of the server and of the preview, each a sentence. */
  readonly notes: readonly string[];
}

/** The state as it is sent: a graph, a history or a table that the webview has already is not sent again. */
export type SentState = Omit<PreviewState, 'graph' | 'history' | 'series' | 'trial'> & {
  readonly graph?: GraphData | 'as before';
  readonly series?: SeriesTable | 'as before';
  readonly history?: PackedHistory | 'as before';
  readonly trial?: Trial | 'as before';
};

export type ToWebview = {
  readonly type: 'state';
  readonly state: SentState;
  /** What the webview hands to `setState`; absent while no rule was found. */
  readonly saved?: SavedPanel;
};

/** What the panel keeps over a reload of the window. */
export interface SavedPanel {
  readonly uri: string;
  readonly line: number;
  readonly character: number;
  readonly range: TimeRange;
  readonly pinned: boolean;
  readonly scenario?: string;
}
