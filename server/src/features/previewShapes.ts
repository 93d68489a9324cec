// What the live preview is told: the rule as it is drawn, the samples it is rendered with, and the texts that come out. The
// custom messages carry these shapes as they are (`lsp/protocol.ts`). Layer: features. Types only.

/** A label or annotation as it is written. */
export interface NamedTemplate {
  readonly name: string;
  readonly template: string;
  /** A template engine fills in parts of it before Prometheus reads it. */
  readonly filledIn?: true;
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
  /** A comparison at the top: its left side is drawn as the line, the right side as the threshold. */
  readonly comparison?: {
    readonly op: string;
    readonly left: string;
    readonly right: string;
    /** Set where the right side is a number. */
    readonly threshold?: number;
  };
  /** Unit of the left side's values, from the catalogue, where certain. */
  readonly unit?: string;
  /** Labels, those of the group among them, and annotations, in order. */
  readonly labels: readonly NamedTemplate[];
  readonly annotations: readonly NamedTemplate[];
}

/** A series of the result at one time. */
export interface PreviewSample {
  readonly labels: Readonly<Record<string, string>>;
  /** `histogram` stands for a native histogram, whose text is not known. */
  readonly value: number | 'NaN' | '+Inf' | '-Inf' | 'histogram';
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
  /** What the texts of all series need and nobody told; `filledIn` is a template engine's. */
  readonly unknown: readonly string[];
}
