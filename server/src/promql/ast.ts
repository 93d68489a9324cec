// The tree of a PromQL expression. Shape follows Go's promql/parser/ast.go so that its rules can be stated once;
// every node carries its span, and what is missing in a half-typed text is a `missing` node, never undefined.
// Layer: promql (knows text only).
import type { Span } from '../text/span';

/** Type of an expression's value; `unknown` where the tree has a hole. */
export type ValueType = 'scalar' | 'vector' | 'matrix' | 'string' | 'unknown';

/** A name or label as written: `name` is decoded (quotes and escapes removed), the span covers the quotes. */
export interface Ident extends Span {
  readonly name: string;
  readonly quoted: boolean;
}

export type MatchOp = '=' | '!=' | '=~' | '!~';

/** `label op "value"`; in a half-typed matcher `op` or `value` is missing. A quoted name alone in braces is `{"metric"}` and sets the selector's name, it is no matcher. */
export interface Matcher extends Span {
  readonly label: Ident;
  readonly op?: MatchOp;
  readonly opSpan?: Span;
  readonly value?: StringLiteral;
}

export interface NumberLiteral extends Span {
  readonly kind: 'number';
  readonly value: number;
  /** Written as a duration (`5m`): `value` is then in seconds. */
  readonly duration: boolean;
}

export interface StringLiteral extends Span {
  readonly kind: 'string';
  readonly value: string;
  /** `"`, `'` or a backtick. */
  readonly quote: string;
  /** False while the closing quote is missing. */
  readonly closed: boolean;
}

/** Arithmetic over durations (`[2 * 5m]`, `offset -(1h)`), `step()`, `range()`, `min(…)`, `max(…)`. */
export interface DurationCall extends Span {
  readonly kind: 'duration-call';
  readonly func: 'step' | 'range' | 'min' | 'max';
  readonly args: readonly DurationExpr[];
}
export interface DurationBinary extends Span {
  readonly kind: 'duration-binary';
  readonly op: '+' | '-' | '*' | '/' | '%' | '^';
  readonly lhs: DurationExpr;
  readonly rhs: DurationExpr;
}
export interface DurationUnary extends Span {
  readonly kind: 'duration-unary';
  readonly op: '+' | '-';
  readonly expr: DurationExpr;
}
export interface DurationParen extends Span {
  readonly kind: 'duration-paren';
  readonly expr: DurationExpr;
}
export type DurationExpr = NumberLiteral | DurationCall | DurationBinary | DurationUnary | DurationParen | Missing;

/** `@ 123`, `@ start()`, `@ end()`. */
export interface AtModifier extends Span {
  readonly anchor: 'time' | 'start' | 'end';
  /** Unix seconds, with anchor `time`; undefined where the number is missing. */
  readonly time?: number;
}

export interface OffsetModifier extends Span {
  readonly duration: DurationExpr;
}

/** `name{matchers} offset … @ …`. As in Go a range's modifiers stand on its inner selector. */
export interface VectorSelector extends Span {
  readonly kind: 'selector';
  readonly name?: Ident;
  readonly matchers: readonly Matcher[];
  /** From `{` to behind `}` (or to the end of the text where it is not closed). */
  readonly braces?: Span;
  readonly offset?: OffsetModifier;
  readonly at?: AtModifier;
  readonly extend?: Span & { readonly kind: 'anchored' | 'smoothed' };
}

/** `selector[range]`; the span covers the modifiers, too. */
export interface MatrixSelector extends Span {
  readonly kind: 'matrix';
  readonly selector: VectorSelector;
  readonly range: DurationExpr;
  /** From `[` to behind `]`. */
  readonly brackets: Span;
}

/** `expr[range:step]`. */
export interface Subquery extends Span {
  readonly kind: 'subquery';
  readonly expr: Expr;
  readonly range: DurationExpr;
  readonly step?: DurationExpr;
  readonly brackets: Span;
  readonly offset?: OffsetModifier;
  readonly at?: AtModifier;
}

export interface Call extends Span {
  readonly kind: 'call';
  readonly func: Ident;
  readonly args: readonly Expr[];
  /** From `(` to behind `)` (or to the end where it is not closed). */
  readonly parens: Span;
}

export interface Grouping extends Span {
  readonly without: boolean;
  readonly labels: readonly Ident[];
}

export interface Aggregate extends Span {
  readonly kind: 'aggregate';
  /** Lower case: `sum`, `topk`, … */
  readonly op: string;
  readonly opSpan: Span;
  /** `k`, quantile or label of `topk`, `quantile`, `count_values`, …; undefined for the others. */
  readonly param?: Expr;
  readonly expr: Expr;
  /** Arguments beyond those an aggregation takes; they are an error. */
  readonly extra?: readonly Expr[];
  readonly parens: Span;
  readonly grouping?: Grouping;
}

export interface Matching extends Span {
  /** `on` (true) or `ignoring` (false). */
  readonly on: boolean;
  readonly labels: readonly Ident[];
  readonly group?: Span & { readonly side: 'left' | 'right'; readonly labels: readonly Ident[] };
}

/** `fill(v)`, `fill_left(v)`, `fill_right(v)`: the value for a side without a partner. */
export interface Fill extends Span {
  readonly side: 'both' | 'left' | 'right';
  readonly value: Expr;
}

export interface Binary extends Span {
  readonly kind: 'binary';
  /** Lower case: `+ - * / % ^ == != > < >= <= and or unless atan2 </ >/`. */
  readonly op: string;
  readonly opSpan: Span;
  readonly lhs: Expr;
  readonly rhs: Expr;
  readonly bool?: Span;
  readonly matching?: Matching;
  readonly fills: readonly Fill[];
}

export interface Unary extends Span {
  readonly kind: 'unary';
  readonly op: '+' | '-';
  readonly expr: Expr;
}

export interface Paren extends Span {
  readonly kind: 'paren';
  readonly expr: Expr;
}

/** A hole: an operand that is not written yet, or text that no expression can begin with (then the span covers it). */
export interface Missing extends Span {
  readonly kind: 'missing';
}

export type Expr =
  | NumberLiteral
  | StringLiteral
  | VectorSelector
  | MatrixSelector
  | Subquery
  | Call
  | Aggregate
  | Binary
  | Unary
  | Paren
  | Missing;

/** A comment `# …`, without its line break. */
export type Comment = Span;
