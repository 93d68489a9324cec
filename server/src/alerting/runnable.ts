// Groups and rules ready to be evaluated: expressions and templates parsed, durations in milliseconds. Layer: alerting (pure;
// above evaluation, template and model). The source of what the fields mean is Prometheus' rules/group.go and rules/alerting.go.
import type { Expr } from '../promql/ast';
import type { ParsedTemplate } from '../template/parser';

/** A label or annotation of an alert. */
export interface AlertText {
  readonly name: string;
  /** As it is written. */
  readonly text: string;
  readonly template: ParsedTemplate;
}

export interface RunnableAlert {
  readonly kind: 'alert';
  readonly name: string;
  readonly expr: Expr;
  /** How long a series must be there before the alert fires, in milliseconds. */
  readonly for: number;
  /** How long it goes on firing without the series, in milliseconds. */
  readonly keepFiringFor: number;
  /** Those of the group among them; sorted by name, each once. */
  readonly labels: readonly AlertText[];
  readonly annotations: readonly AlertText[];
}

export interface RunnableRecord {
  readonly kind: 'record';
  readonly name: string;
  readonly expr: Expr;
  /** Written as they are, without templates; those of the group among them. */
  readonly labels: readonly (readonly [name: string, value: string])[];
}

export type RunnableRule = RunnableAlert | RunnableRecord;

export interface RunnableGroup {
  readonly name: string;
  /** Milliseconds between evaluations, where the group says so. */
  readonly interval?: number;
  /** How far back the queries look, in milliseconds, where the group says so. */
  readonly queryOffset?: number;
  /** How many alerts or series a rule may give; 0 for any number. */
  readonly limit: number;
  readonly rules: readonly RunnableRule[];
}
