// Where a cursor may stand in a PromQL expression, as data. Layer: features.

/** The call or aggregation whose arguments the cursor is in. */
export interface CallArgument {
  readonly name: string;
  /** Which argument, from 0. */
  readonly argument: number;
}

interface Base {
  /** The word left of the cursor that a proposal replaces. */
  readonly prefix: string;
}

/** What ended: an aggregation without grouping takes `by`, a selector `offset`, a range also `anchored`. */
export type Ended = 'aggregate' | 'selector' | 'range' | 'other';

export type PromqlContext =
  /** An operand may begin. */
  | (Base & {
      readonly kind: 'operand';
      readonly call?: CallArgument;
      /** Names of all calls around the cursor, the outermost first. */
      readonly within?: readonly string[];
      /** The binary operator before it. */
      readonly operator?: 'arithmetic' | 'comparison' | 'set';
      /** What of the operator's modifiers is written. */
      readonly modifier?: 'bool' | 'matching' | 'group';
    })
  /** An operand has ended. */
  | (Base & {
      readonly kind: 'operator';
      readonly after: Ended;
    })
  /** Directly after an aggregation's name. */
  | (Base & { readonly kind: 'aggregate-head' })
  /** A label's name in braces; `metric` stands before them, `used` are the labels left of the cursor. */
  | (Base & { readonly kind: 'matcher-label'; readonly metric?: string; readonly used: ReadonlySet<string> })
  | (Base & { readonly kind: 'matcher-operator' })
  /** A label's value: `quote` when the cursor is inside the quotes. */
  | (Base & {
      readonly kind: 'matcher-value';
      readonly metric?: string;
      readonly label: string;
      readonly operator: string;
      readonly quote?: string;
    })
  /** A name in the list of `by`, `without`, `on`, `ignoring`, `group_left`, `group_right`. */
  | (Base & { readonly kind: 'grouping'; readonly keyword: string; readonly used: ReadonlySet<string> })
  /** A text among the arguments of a call. */
  | (Base & { readonly kind: 'string'; readonly call: CallArgument; readonly quote: string })
  /** A range, an offset or a subquery's step. */
  | (Base & { readonly kind: 'duration' })
  /** Behind `@`. */
  | (Base & { readonly kind: 'anchor' });
