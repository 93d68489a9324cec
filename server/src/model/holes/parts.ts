// What a template engine's reader finds in a file. Layer: model.
import type { Span } from '../../text/span';

/** Characters of the file that stand for others once the engine has run: an escape that is decoded. */
export interface Replacement extends Span {
  readonly text: string;
}

export interface TemplateParts {
  /** What the engine fills in: nobody knows by what. */
  readonly holes: readonly Span[];
  /** Branches that are left out, because the first branch already stands for them. */
  readonly hidden: readonly Span[];
  /** What the engine surely writes: escaped braces, raw text without its marks. */
  readonly decoded: readonly Replacement[];
  /** Those among them that part texts which the engine uses apart from each other: named templates and what stands around them. */
  readonly partings?: readonly Span[];
}

/** Finds the parts of a text, in slices. */
export type PartReader = (text: string) => Generator<void, TemplateParts>;

/** How many parts are found between two yields. */
export const partsPerSlice = 1024;

/** Keeps account of nested branches and collects the ranges of all but the first of each. */
export class Branches {
  private depth = 0;
  private hiddenAt = -1;
  private hiddenFrom = 0;
  private readonly hidden: Span[] = [];

  open(): void {
    this.depth++;
  }

  next(from: number): void {
    if (this.depth === 0 || this.hiddenAt >= 0) return;
    this.hiddenAt = this.depth;
    this.hiddenFrom = from;
  }

  close(to: number): void {
    if (this.hiddenAt === this.depth && this.depth > 0) this.finish(to);
    this.depth = Math.max(0, this.depth - 1);
  }

  finish(to: number): readonly Span[] {
    if (this.hiddenAt >= 0) this.hidden.push({ from: this.hiddenFrom, to });
    this.hiddenAt = -1;
    return this.hidden;
  }
}

/** Ordered spans that do not touch each other and cover the same. */
export function merge(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = result[result.length - 1];
    if (last && span.from <= last.to) result[result.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else result.push(span);
  }
  return result;
}

/** Whether `span` touches one of `holes`, which are in order and apart from each other. */
export function touchesHole(holes: readonly Span[], span: Span): boolean {
  return holeAt(holes, span) !== undefined;
}

/** The first of `holes` that `span` touches. */
export function holeAt(holes: readonly Span[], span: Span): Span | undefined {
  let low = 0;
  let high = holes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holes[middle]!.to < span.from) low = middle + 1;
    else high = middle;
  }
  const hole = holes[low];
  return hole !== undefined && hole.from <= span.to ? hole : undefined;
}
