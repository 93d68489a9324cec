// What came out of unit tests, for whoever prints it. Layer: unittest (types only).

import type { AlertTest, ExprTest, TestGroup } from '../model/testFile';
import type { YamlNode } from '../yaml/node';

/** A line of a comparison: an alert, or a sample. */
export interface ComparedItem {
  readonly text: string;
  /** In which list alone it stands; undefined where both have it. */
  readonly only?: 'expected' | 'got';
}

/** One item of `alert_rule_test` or `promql_expr_test`. */
export interface CaseResult {
  readonly kind: 'alert' | 'expr';
  readonly test: AlertTest | ExprTest;
  readonly node: YamlNode;
  /** Name of the alert, or the expression. */
  readonly about: string;
  /** Milliseconds since the start of the test, and the same as Prometheus writes durations. */
  readonly evalTime: number;
  readonly at: string;
  /** Undefined where it holds. */
  readonly failure?: CaseFailure;
}

export type CaseFailure =
  /** The expression cannot be evaluated, or an expected value cannot be read. */
  | { readonly kind: 'error'; readonly message: string; readonly node: YamlNode }
  | {
      readonly kind: 'differs';
      readonly expected: readonly string[];
      readonly got: readonly string[];
      readonly items: readonly ComparedItem[];
    };

/** Why the rest of a test was not run. */
export interface GroupFault {
  readonly message: string;
  readonly node: YamlNode;
}

export interface GroupResult {
  readonly test: TestGroup;
  readonly faults: readonly GroupFault[];
  readonly cases: readonly CaseResult[];
}

/** Whether everything in a test holds. */
export function passes({ faults, cases }: GroupResult): boolean {
  return faults.length === 0 && cases.every(({ failure }) => failure === undefined);
}
