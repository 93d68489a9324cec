// What the panel shows of a rule's alerts: when they would have fired, the message of a moment, what is tried out, and what the
// parts of the expression give. Types only.
import type { AlertSpan, BacktestSlots, BacktestTotals, SpanState } from '../../../server/src/alerting/backtest/shapes';
import type { LabelPair, SeriesRow, WireValue } from './graphShapes';

/** The alerts of a rule over the evaluations of the shown time. */
export interface History {
  /** Changes whenever the rest does. */
  readonly id: number;
  readonly slots: BacktestSlots;
  /** Alerts that were pending at all, at most `maxBands`; the ones that fired most often first. */
  readonly bands: readonly Band[];
  /** Alerts that are left out for want of room. */
  readonly moreBands: number;
  /** By time; behind them the alerts that change nowhere. */
  readonly changes: readonly Change[];
  /** The changes are still to come. */
  readonly brief?: true;
  /** Changes before those, which are left out. */
  readonly moreChanges: number;
  readonly totals: BacktestTotals;
  /** Firings of the rule as it was written before, and where that was read. */
  readonly before?: { readonly firings: number; readonly where: string };
  /** What is not exact, each a sentence. */
  readonly caveats: readonly string[];
}

/** The states of one alert over time. */
export interface Band {
  readonly label: string;
  readonly labels: readonly LabelPair[];
  readonly spans: readonly Pick<AlertSpan, 'state' | 'from' | 'to'>[];
  readonly firings: number;
  /** Numbers of the lines of the graph whose values make this alert. */
  readonly lines: readonly number[];
}

/** An alert changes its state; for the way back to normal `to` is `inactive`. */
export interface Change {
  readonly atMs: number;
  /** Number of the band, undefined where it has none. */
  readonly band?: number;
  readonly label: string;
  readonly to: SpanState | 'inactive';
  readonly activeMs: number;
  readonly value: WireValue | 'histogram';
  /** No change: the alert is in this state for all of the shown time, and this is how it stands at the end. Behind all changes. */
  readonly stands?: true;
}

/** The message of a moment, and where it would have gone. */
export interface Moment {
  /** Which change of the history it is. */
  readonly change: number;
  readonly atMs: number;
  readonly to: Change['to'];
  /** Since when the alert was pending. */
  readonly activeMs: number;
  readonly stands?: true;
  /** Absent while the language server and the server are asked. */
  readonly row?: SeriesRow;
  /** Where the alert would go by the workspace's Alertmanager configuration; absent where nothing is known of it. */
  readonly reached?: Reached;
  readonly notes: readonly string[];
}

/** Where an alert goes. */
export interface Reached {
  /** Name of the file with the configuration; absent where there is none, or several. */
  readonly configuration?: string;
  /** Why nothing is known, in words. */
  readonly unknown?: string;
  readonly routes: readonly {
    readonly receiver: string;
    /** `slack`, `pagerduty`, …; empty where it tells nobody. */
    readonly integrations: readonly string[];
    /** Matchers from the root down, in words. */
    readonly path: string;
    readonly groupWaitMs: number;
    readonly repeatsMs: number;
    /** Why nothing is sent at that moment. */
    readonly quiet?: string;
    /** Labels decide that are not known. */
    readonly doubtful?: true;
    /** Messages that are sent while the alert fires and when it ends, those of one day at most. */
    readonly sent: number;
    /** The first of them as it would look, one for each integration. */
    readonly messages: readonly {
      readonly label: string;
      /** Absent where it is not known since when the alert fires. */
      readonly atMs?: number;
      readonly parts: readonly {
        readonly name: string;
        readonly text: string;
        readonly error?: string;
        readonly isHtml?: true;
      }[];
    }[];
  }[];
  /** What Prometheus makes of it before it sends it, in sentences. */
  readonly sent?: readonly string[];
  /** It is never sent. */
  readonly dropped?: true;
  /** Messages are those of one day: of the first, or of an alert that goes on. */
  readonly ofDay?: 'first' | 'any';
  /** Another alert keeps it quiet. */
  readonly inhibited?: true;
}

/** What a person tries out in the place of what is written; nothing is asked for it, and nothing is written until they say so. */
export interface Tuning {
  readonly thresholds: readonly {
    /** Where the number stands in the expression. */
    readonly at: number;
    /** What is compared, in words: `temp >`. */
    readonly label: string;
    /** As it is tried, and as it is written. */
    readonly text: string;
    readonly written: string;
    readonly value: number;
  }[];
  /** `for` and `keep_firing_for` as durations of Prometheus. */
  readonly for: string;
  readonly keepFiringFor: string;
  readonly writtenFor: string;
  readonly writtenKeepFiringFor: string;
  /** Something differs from what is written. */
  readonly changed: boolean;
  /** Why it could not be written, in words. */
  readonly refused?: string;
  /** Number of the trial of the page that this answers. */
  readonly turn?: number;
}

/** What the parts of an expression give at a moment. */
export interface Explanation {
  /** The expression, of which the rows are parts. */
  readonly expr: string;
  readonly atMs: number;
  readonly rows: readonly ExplainedRow[];
}

export interface ExplainedRow {
  readonly depth: number;
  readonly what: 'selector' | 'function' | 'aggregation' | 'operator';
  /** Characters of the expression. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** Absent while it is not known. */
  readonly found?: {
    readonly total: number;
    /** Labels of some series with their values, in words. */
    readonly samples: readonly ExplainedSample[];
    /** Labels that it has and what it is made of has not, and the other way round. */
    readonly gained: readonly string[];
    readonly lost: readonly string[];
    readonly tookMs: number;
  };
  readonly error?: string;
  /** Here the last series were lost, or the series are none that the server has yet. */
  readonly end?: 'lost' | 'missing';
}

export interface ExplainedSample {
  readonly label: string;
  readonly value: WireValue | 'histogram';
  /** Of a native histogram: how many observations it has and what they add up to. */
  readonly histogram?: { readonly count: WireValue; readonly sum: WireValue };
  /** Of a range: how many samples are in it, of which this is the last. */
  readonly of?: number;
}

/** A history as it is sent to the page, see `packed.ts`. */
export interface PackedHistory extends Omit<History, 'bands' | 'changes'> {
  readonly bands: readonly Omit<Band, 'spans'>[];
  /** How many spans each band has. */
  readonly spanCounts: readonly number[];
  /** Of each span: the state; the evaluations that it lasts from and to, counted from the first that is shown. */
  readonly spanStates: Uint8Array;
  readonly spanSlots: Int16Array | Int32Array;
  /** Of each change: the state; the evaluation, the band (-1 for none), the evaluation since which it was pending; the value. */
  readonly changeStates: Uint8Array;
  readonly changeSlots: Int32Array;
  readonly changeValues: Float64Array;
  /** How many of the last changes are none, see `Change.stands`. */
  readonly standing: number;
  /** Numbers of the changes whose value is a native histogram. */
  readonly histograms: readonly number[];
  /** Names of the alerts without a band, in the order of their changes. */
  readonly names: readonly string[];
}
