// The tree of a Go text/template as rules and notifications use it; every node carries its span.
// Layer: template (knows text only).
import type { Span } from '../text/span';

/** A list of nodes, in order: text, actions and control structures. */
export type TemplateNode = TextNode | CommentNode | ActionNode | BranchNode | TemplateCall | DefineNode | LoopControl;

export interface TextNode extends Span {
  readonly kind: 'text';
  /** After trimming by `{{-` and `-}}` of the neighbours. */
  readonly text: string;
}
export interface CommentNode extends Span {
  readonly kind: 'comment';
}
/** `{{ pipeline }}`; the span covers the delimiters. */
export interface ActionNode extends Span {
  readonly kind: 'action';
  readonly pipe: Pipeline;
}
/** `{{if}}`, `{{range}}`, `{{with}}`; `else if` and `else with` are a nested branch as the only node of `otherwise`. */
export interface BranchNode extends Span {
  readonly kind: 'if' | 'range' | 'with';
  readonly pipe: Pipeline;
  readonly body: readonly TemplateNode[];
  readonly otherwise?: readonly TemplateNode[];
}
/** `{{template "name" pipeline}}` and `{{block "name" pipeline}}…{{end}}` (then `body` is set). */
export interface TemplateCall extends Span {
  readonly kind: 'template';
  readonly name: string;
  readonly nameSpan: Span;
  readonly pipe?: Pipeline;
  readonly body?: readonly TemplateNode[];
}
export interface DefineNode extends Span {
  readonly kind: 'define';
  readonly name: string;
  readonly nameSpan: Span;
  readonly body: readonly TemplateNode[];
}
export interface LoopControl extends Span {
  readonly kind: 'break' | 'continue';
}

/** `$x, $y := cmd | cmd`. */
export interface Pipeline extends Span {
  readonly declares: readonly VariableNode[];
  /** `:=` declares, `=` assigns; undefined without variables. */
  readonly assign?: 'declare' | 'assign';
  readonly commands: readonly Command[];
  /** A `|` with nothing behind it, which Go takes as if it were not there. */
  readonly danglingPipe?: Span;
}
export interface Command extends Span {
  readonly args: readonly Operand[];
}

export type Operand =
  | DotNode
  | NilNode
  | BoolNode
  | NumberNode
  | StringNode
  | CharNode
  | FieldNode
  | VariableNode
  | IdentNode
  | ChainNode
  | PipeNode
  | HoleNode;

export interface DotNode extends Span {
  readonly kind: 'dot';
}
export interface NilNode extends Span {
  readonly kind: 'nil';
}
export interface BoolNode extends Span {
  readonly kind: 'bool';
  readonly value: boolean;
}
export interface NumberNode extends Span {
  readonly kind: 'number';
  readonly text: string;
}
export interface StringNode extends Span {
  readonly kind: 'string';
  readonly value: string;
  /** `"` or a backtick. */
  readonly quote: string;
}
/** `'a'`: a character constant, an integer to Go. */
export interface CharNode extends Span {
  readonly kind: 'char';
  readonly value: number;
}
/** `.Labels.model`: `path` holds `Labels`, `model`, each with its own span without the dot. */
export interface FieldNode extends Span {
  readonly kind: 'field';
  readonly path: readonly PathPart[];
}
/** `$labels.model`: `name` with its dollar, `path` as in a field. */
export interface VariableNode extends Span {
  readonly kind: 'variable';
  readonly name: string;
  readonly path: readonly PathPart[];
}
export interface PathPart extends Span {
  readonly name: string;
}
/** A function's name. */
export interface IdentNode extends Span {
  readonly kind: 'ident';
  readonly name: string;
}
/** `(pipeline).Field`. */
export interface ChainNode extends Span {
  readonly kind: 'chain';
  readonly base: Operand;
  readonly path: readonly PathPart[];
}
/** `(pipeline)`. */
export interface PipeNode extends Span {
  readonly kind: 'pipe';
  readonly pipe: Pipeline;
}
/** Text that is no operand, or an operand that is not written yet. */
export interface HoleNode extends Span {
  readonly kind: 'hole';
}
