// An alerting rule as a backtest takes it; can be sent as JSON. Layer: backtest. Types only.
import type { AlertTiming, TakenApart } from '../alerting/backtest/backtest';

export interface BacktestRule {
  readonly name: string;
  /** The decoded expression as it is written. */
  readonly text: string;
  /** The expression in Prometheus' canonical form, as a server shows that of a rule. */
  readonly printed: string;
  readonly apart: TakenApart;
  /** How each part of `apart` is asked, and how the whole is. */
  readonly leaves: readonly AskedPart[];
  readonly whole: AskedPart;
  /** `for` and `keep_firing_for`, and the limit of the group. */
  readonly timing: AlertTiming;
  /** Labels of the rule, those of its group among them, as they are written: each name once. */
  readonly labels: readonly (readonly [name: string, text: string])[];
  /** Whether a label is a template, and whether one hangs on more than the labels of the series: the value, the time, a query. */
  readonly labelTemplates: boolean;
  readonly labelsVary: boolean;
  readonly group: BacktestGroup;
  /** What cannot be made up for, one sentence each. */
  readonly caveats: readonly string[];
  /** Recording rules behind it, which a server may not have yet: `recordedAsker` (`recorded.ts`) works them out. */
  readonly recordings?: readonly Recording[];
}

/** A recording rule of the workspace. */
export interface Recording {
  readonly name: string;
  readonly text: string;
  /** Those of its group among them, each name once. */
  readonly labels: readonly (readonly [name: string, value: string])[];
  readonly group: BacktestGroup;
}

export interface BacktestGroup {
  readonly name: string;
  /** Path of the file as far as it is known; '' for none. */
  readonly file: string;
  /** Milliseconds, where the group says so. */
  readonly interval?: number;
  readonly queryOffset?: number;
}

/** An expression that is asked of a server. */
export interface AskedPart {
  /** As it is written, or with what later rules of the group record one evaluation earlier: `interval` stands for its length. */
  readonly text: string;
  /** Where ` offset <interval>` is to be put into `text`, rising. */
  readonly delays: readonly number[];
  /** It means something else in a range query: each evaluation is asked by itself. */
  readonly single: boolean;
}
