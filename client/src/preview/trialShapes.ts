// What the page is sent to try numbers by itself. Types only.
import type { Slots } from '../../../server/src/alerting/alertRun';
import type { Comparison, Condition } from '../../../server/src/alerting/backtest/condition';
import type { PhaseSource } from '../../../server/src/alerting/backtest/shapes';

/** The values of one series at every evaluation, as they are sent; names and values of its labels in turn. */
export type TrialColumn = { readonly labels: readonly string[] } & (
  | {
      readonly values: Float64Array;
      readonly present: Uint8Array;
      /** Evaluations with a native histogram. */
      readonly natives: readonly number[];
    }
  /** Those of a line of the graph, which the page has, behind those before the graph begins; NaN where there is none. */
  | { readonly line: number; readonly before: Float64Array }
);

/** A rule's backtest as it can be gone through again elsewhere; times and lengths in milliseconds. */
export interface Trial {
  /** Evaluations, those of the warm-up in front among them. */
  readonly slots: Slots;
  readonly warmUp: number;
  readonly phase: PhaseSource;
  readonly condition: Condition;
  /** As they are written. */
  readonly comparisons: readonly Comparison[];
  readonly leaves: readonly (readonly TrialColumn[])[];
  /** Labels of series of the result, and those of the alerts that they become. */
  readonly alerts: readonly { readonly of: readonly string[]; readonly labels: readonly string[] }[];
  /** Evaluations without an answer. */
  readonly failed: readonly number[];
  /** The graph whose lines are meant. */
  readonly graph?: number;
  /** Of the group; 0 for none. */
  readonly limit: number;
  /** Labels that the rule's texts name. */
  readonly named: readonly string[];
}
