// An alert's expression once it is taken apart into comparisons with numbers and the parts that they compare: with the values
// of the parts another threshold needs no new evaluation. Layer: alerting (types alone).
import type { Scale } from './scale';

/** How series of two sides are matched. */
export interface SetMatching {
  readonly on: boolean;
  readonly labels: readonly string[];
}

/** Can be sent as JSON. */
export type Condition =
  /** The value of a part of the expression; `leaf` counts the parts from the left. */
  | { readonly kind: 'leaf'; readonly leaf: number }
  /** The series of `of` whose value stands in this relation to a threshold: that of `Comparison` with this number. */
  | { readonly kind: 'compare'; readonly of: Condition; readonly comparison: number }
  /** The series of one part whose value stands in this relation to that of their partner in another part. */
  | {
      readonly kind: 'sides';
      readonly left: number;
      readonly right: number;
      readonly comparison: number;
      readonly matching?: SetMatching;
    }
  | {
      readonly kind: 'set';
      readonly op: 'and' | 'or' | 'unless';
      readonly left: Condition;
      readonly right: Condition;
      readonly matching?: SetMatching;
    };

/** A comparison of a part with a number, or of two parts of which one is put together with a number. */
export interface Comparison {
  /** The relation as it is read with the number on the right: `5 < x` is `>`. Of two parts it is as it is written. */
  readonly op: ComparisonOp;
  readonly threshold: number;
  /** Set where it is one of two parts: which side of it the number is put together with, and how. */
  readonly scale?: Scale;
  /** Number of the part, where nothing else stands between: the threshold can be drawn over its values. */
  readonly leaf?: number;
  /** Where the number is written in the expression. */
  readonly from: number;
  readonly to: number;
}

export type ComparisonOp = '==' | '!=' | '>' | '<' | '>=' | '<=';

export interface TakenApart {
  readonly condition: Condition;
  /** The parts as they are written, to be asked of a server or evaluated, and where they stand. */
  readonly leaves: readonly { readonly text: string; readonly from: number; readonly to: number }[];
  readonly comparisons: readonly Comparison[];
}
