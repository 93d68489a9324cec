// What the live preview is told: the rule as it is drawn, the samples it is rendered with, and the texts that come out. The
// custom messages carry these shapes as they are (`lsp/protocol.ts`). Layer: features. Types only.
import type { WireValue } from '../series/wireValue';

/** A label or annotation as it is written. */
export interface NamedTemplate {
  readonly name: string;
  readonly template: string;
  /** A template engine fills in parts of it before Prometheus reads it. */
  readonly filledIn?: true;
}

/** A comparison that lets series into the result: its left side is drawn as the line, the right side as the threshold. */
export interface Condition {
  /** As it reads with the drawn side on the left. */
  readonly op: string;
  readonly left: string;
  readonly right: string;
  /** Where the left side begins in the expression. */
  readonly leftAt: number;
  /** Where the right side stands in the expression. */
  readonly at: { readonly from: number; readonly to: number };
  /** Set where the right side is a number. */
  readonly threshold?: number;
  /** Unit of the left side's values, from the catalogue, where certain. */
  readonly unit?: string;
}

/** A number that something is compared with inside of a part of an expression: to try another one the part is asked again. */
export interface InnerNumber {
  /** What is compared, in words: `temp >`, or with `…` in its place: `x > … * y`. */
  readonly label: string;
  readonly at: { readonly from: number; readonly to: number };
  readonly value: number;
}

/** When a rule is evaluated and how long its alerts wait; milliseconds, 0 where nothing is written. */
export interface RuleTiming {
  readonly for: number;
  readonly keepFiringFor: number;
  /** Absent where the group says nothing: the server's own default counts. */
  readonly interval?: number;
}

/** A part of an expression that is explained by what it gives at a moment. */
export interface ExplainedNode {
  /** Number of the part that it belongs to; -1 for the whole. */
  readonly parent: number;
  readonly depth: number;
  readonly what: 'selector' | 'function' | 'aggregation' | 'operator';
  /** Where it stands in the expression. */
  readonly from: number;
  readonly to: number;
  /** What is asked: the part itself, or of a range the last sample in it. */
  readonly ask: string;
  /** Of a range: what tells how many samples it holds. */
  readonly askCount?: string;
}

/** Other numbers and durations for a rule. */
export interface RuleChange {
  /** Characters of the decoded expression, and what is to stand there. */
  readonly numbers?: readonly { readonly from: number; readonly to: number; readonly text: string }[];
  readonly for?: string;
  readonly keepFiringFor?: string;
}

export interface PreviewedRule {
  readonly kind: 'alert' | 'record';
  readonly name: string;
  readonly severity?: string;
  readonly group: string;
  /** The decoded expression; '' where none is written. */
  readonly expr: string;
  /** Problems that keep the expression from being asked. */
  readonly problems: readonly { readonly from: number; readonly to: number; readonly message: string }[];
  /** The comparison at the top, if there is one. */
  readonly comparison?: Condition;
  /** All comparisons that decide about the result: the one at the top, or those that `and`, `or` and `unless` put together. */
  readonly conditions: readonly Condition[];
  /** Numbers besides the thresholds of the conditions that can be tried out. */
  readonly numbers: readonly InnerNumber[];
  readonly timing: RuleTiming;
  /** The parts of a sound expression, the whole first. */
  readonly nodes: readonly ExplainedNode[];
  /** Unit of the result's values, from the catalogue, where certain. */
  readonly unit?: string;
  /** Labels, those of the group among them, and annotations, in order. */
  readonly labels: readonly NamedTemplate[];
  readonly annotations: readonly NamedTemplate[];
}

/** A series of the result at one time. */
export interface PreviewSample {
  readonly labels: Readonly<Record<string, string>>;
  /** `histogram` stands for a native histogram, whose text is not known. */
  readonly value: WireValue | 'histogram';
}

export interface RenderInput {
  readonly samples: readonly PreviewSample[];
  /** Milliseconds since the epoch at which the rule was evaluated. */
  readonly time: number;
  /** Answers to `query` calls in templates, by expression; a text is the server's error. */
  readonly queries?: Readonly<Record<string, readonly PreviewSample[] | string>>;
  /** No more answers will come: texts that need another one say that they are unknown. */
  readonly last?: boolean;
  /** What the server adds to all it sends, and where it is reached; left out where that is not known. */
  readonly externalLabels?: Readonly<Record<string, string>>;
  readonly externalURL?: string;
}

export interface RenderedText {
  readonly name: string;
  readonly text: string;
  /** Why the template failed when it ran. */
  readonly error?: string;
  /** What the text needs and nobody told: `query`, `externalURL`, `externalLabels.site`. The text says so in its place. */
  readonly unknown?: readonly string[];
}

export interface RenderedSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: readonly RenderedText[];
  /** Names of labels whose value is not known. */
  readonly unknownLabels?: readonly string[];
}

export interface RenderOutput {
  readonly series: readonly RenderedSeries[];
  /** Expressions that templates want answered by the server; send them back in `queries`. */
  readonly wanted: readonly string[];
  /** Of these the names that they read and the workspace's rules record: a server may not have such series yet. */
  readonly recorded?: Readonly<Record<string, readonly string[]>>;
  /** What the texts of all series need and nobody told; `filledIn` is a template engine's. */
  readonly unknown: readonly string[];
}
