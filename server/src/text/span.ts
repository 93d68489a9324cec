// The smallest shared vocabulary: a half-open range of a text and a problem found in it.
// Layer: text (knows nothing of YAML, PromQL or templates).

/** A half-open range `[from, to)` in UTF-16 code units of one text. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What a parser says about its input: a place in the text that was parsed and one sentence. */
export interface Problem extends Span {
  readonly message: string;
  /** Stable key of the kind of problem, for tests and for checks that map problems to ids. */
  readonly code: string;
  /** The text ends too early, as where a bracket is never closed: more of it may mend this. */
  readonly unfinished?: true;
}

/** Whether `offset` lies in `span`; the end counts, as a cursor behind the last character still touches it. */
export function touches(span: Span, offset: number): boolean {
  return span.from <= offset && offset <= span.to;
}

/** Whether `inner` lies wholly in `outer`. */
export function contains(outer: Span, inner: Span): boolean {
  return outer.from <= inner.from && inner.to <= outer.to;
}

/** The same place, so much further on. */
export function shiftedSpan({ from, to }: Span, by: number): Span {
  return { from: from + by, to: to + by };
}

/** From the first to the last character of some spans of one text. */
export function hull(spans: readonly Span[]): Span {
  let { from, to } = spans[0]!;
  for (const span of spans) {
    if (span.from < from) from = span.from;
    if (span.to > to) to = span.to;
  }
  return { from, to };
}
