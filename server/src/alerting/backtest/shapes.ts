// What a backtest gives: when the alerts of a rule would have been pending and firing. All of it can be sent as JSON.
// Times are milliseconds since the epoch, lengths are milliseconds. Layer: alerting (pure). Types only.
import type { WireValue as Float } from '../../series/wireValue';

/** A value as JSON can hold it; `histogram` stands for a native histogram. */
export type WireValue = Float | 'histogram';

export type WireLabels = Readonly<Record<string, string>>;

/**
 * How the times of evaluations are known: `loaded` from the group as the server evaluates it, `computed` as Prometheus does
 * from the names of file and group, `assumed` where neither is known.
 */
export type PhaseSource = 'loaded' | 'computed' | 'assumed';

/** Evaluations that are shown: `count` of them from `start` on, `step` apart. */
export interface BacktestSlots {
  readonly start: number;
  readonly step: number;
  readonly count: number;
  readonly phase: PhaseSource;
}

/** `kept` is firing without the series, because of `keep_firing_for`; Prometheus calls it firing, too. */
export type SpanState = 'pending' | 'firing' | 'kept';

/** Consecutive evaluations of one alert in one state. */
export interface AlertSpan {
  readonly state: SpanState;
  /** Time of the first evaluation in this state; it may lie before the shown ones. */
  readonly from: number;
  /** Time of the first evaluation that is no longer in it; one step behind the last evaluation where it goes on. */
  readonly to: number;
  /** It goes on at the last evaluation. */
  readonly open?: true;
  /** Since when the alert was pending. */
  readonly activeAt: number;
  /** What its texts were made of when it began, and when it ended: of a kept alert the last value that there was. */
  readonly first: Seen;
  readonly last: Seen;
}

/** A value that the expression gave for an alert. */
export interface Seen {
  readonly value: WireValue;
  /** Time of the evaluation. */
  readonly at: number;
  /** Which of the `sources` of the alert had it. */
  readonly source: number;
}

/** One alert: the series that end up with these labels. */
export interface AlertSeries {
  /** Final labels, `alertname` among them; without the external ones, which are added when an alert is sent. */
  readonly labels: WireLabels;
  /** Labels of the series of the expression, as templates see them, `__name__` among them. */
  readonly sources: readonly WireLabels[];
  /** By time, without overlap. */
  readonly spans: readonly AlertSpan[];
  /** How often it fired: times at which it fires without a break count once. */
  readonly firings: number;
  /** State at the last evaluation. */
  readonly now: SpanState | 'inactive';
}

/** An alert changes its state. */
export interface Transition {
  readonly time: number;
  /** Index in `Backtest.series`. */
  readonly series: number;
  readonly to: SpanState | 'inactive';
  readonly activeAt: number;
  /** What the texts of the alert are made of from now on; of one that ends, what they were made of last. */
  readonly seen: Seen;
}

export interface BacktestTotals {
  /** Firings of all alerts that overlap the shown evaluations. */
  readonly firings: number;
  /** Alerts that fired at all. */
  readonly fired: number;
  /** Times that an alert was pending and did not come to fire. */
  readonly pendingOnly: number;
  /** Longest firing, as far as it is shown. */
  readonly longest: number;
  /** Firings that began within a quarter of an hour after the same alert had stopped. */
  readonly flapping: number;
  readonly firingNow: number;
  readonly pendingNow: number;
  readonly firingsPerDay: number;
  /** The last time that something fired; absent where nothing did. */
  readonly last?: { readonly series: number; readonly from: number; readonly to: number };
}

/** An evaluation that failed: all alerts stay as they were, or begin anew where the limit of the group was passed. */
export interface SlotFailure {
  readonly time: number;
  /** Prometheus' words where it has some. */
  readonly message: string;
}

export interface Backtest {
  readonly slots: BacktestSlots;
  /** Sorted by labels; those that were never pending are left out. */
  readonly series: readonly AlertSeries[];
  /** By time; only the newest ones where there are more than `transitionLimit`. */
  readonly transitions: readonly Transition[];
  readonly transitionCount: number;
  readonly totals: BacktestTotals;
  /** By time, at most `failureLimit` of them. */
  readonly failures: readonly SlotFailure[];
  readonly failureCount: number;
  /** What may differ from what a server does or did, one sentence each. */
  readonly caveats: readonly string[];
}

/** A backtest without its single changes: what is seen of it while somebody tries numbers. */
export type Outline = Omit<Backtest, 'transitions' | 'transitionCount'>;

export const transitionLimit = 10_000;
export const failureLimit = 1_000;
