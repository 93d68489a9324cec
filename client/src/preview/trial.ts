// What the page needs to try other numbers by itself: the values of the parts of a rule's expression and the labels of its alerts,
// sent once. To ask the extension host with every number that somebody drags over takes longer than to work it out. Pure; no
// vscode here.
import type { Comparison, Condition } from '../../../server/src/alerting/backtest/condition';
import type { PhaseSource } from '../../../server/src/alerting/backtest/shapes';
import type { AskedBacktest } from '../../../server/src/backtest/backtestRule';
import type { BacktestRule } from '../../../server/src/backtest/rule';
import { labelsOfResults } from '../../../server/src/engine';

/** The values of one series at every evaluation, as they are sent. */
export interface TrialColumn {
  /** Names and values in turn. */
  readonly labels: readonly string[];
  readonly values: Float64Array;
  readonly present: Uint8Array;
  /** Evaluations with a native histogram. */
  readonly natives: readonly number[];
}

/** A rule's backtest as it can be gone through again elsewhere; times and lengths in milliseconds. */
export interface Trial {
  /** Evaluations, those of the warm-up in front among them. */
  readonly slots: { readonly start: number; readonly step: number; readonly count: number };
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
  /** Of the group; 0 for none. */
  readonly limit: number;
  /** Labels that the rule's texts name. */
  readonly named: readonly string[];
}

/** Values that are sent: 16 MB of them. */
const mostValues = 2_000_000;

/** Undefined where it is too much, or the labels of the alerts hang on their values. */
export function trialOf(asked: AskedBacktest, rule: BacktestRule, named: readonly string[]): Trial | undefined {
  const { slots, warmUp, schedule, apart, leaves, labels, failed } = asked;
  const count = leaves.reduce((sum, columns) => sum + columns.length, 0) * slots.count;
  if (labels.vary || count > mostValues) return undefined;
  const comparisons = apart.comparisons.length > 0 ? rule.apart.comparisons : [];
  const { condition } = apart;
  return {
    slots,
    warmUp,
    phase: schedule.source,
    condition,
    comparisons,
    leaves: leaves.map(columns =>
      columns.map(({ labels: { pairs }, values, present, natives }) => ({
        labels: pairs,
        values,
        present,
        natives: [...(natives?.keys() ?? [])],
      })),
    ),
    alerts: labelsOfResults({ condition, comparisons }, leaves).map(of => ({
      of: of.pairs,
      labels: labels.of(of, 0, 0).pairs,
    })),
    failed: [...failed.keys()],
    limit: rule.timing.limit,
    named,
  };
}
