// Named templates of Go's in a file that holds other text as well: each is written where it is included, and is no part of the
// YAML around it. Layer: model.
import { lineStart } from '../../text/lines';
import type { Span } from '../../text/span';

/** Finds the actions that part named templates from what stands around them; it is told of all actions, in order. */
export class NamedTemplates {
  private depth = 0;
  private isInside = false;
  private hasText = false;
  /** The first action behind the last text that begins or ends a named template. */
  private parting: Span | undefined;
  /** Behind the last action. */
  private at = 0;
  private readonly partings: Span[] = [];

  constructor(private readonly text: string) {}

  action(word: string, span: Span): void {
    this.textUpTo(span.from);
    this.at = span.to;
    if (/^(?:if|with|range|define|block)$/.test(word)) {
      if (word === 'define' && this.depth === 0 && isAlone(this.text, span)) {
        this.isInside = true;
        this.part(span);
      }
      this.depth++;
    } else if (word === 'end' && this.depth > 0 && --this.depth === 0 && this.isInside) {
      this.isInside = false;
      if (isAlone(this.text, span)) this.part(span);
    }
  }

  /** One action between any two texts that do not belong together. */
  finish(): readonly Span[] {
    this.textUpTo(this.text.length);
    return this.partings;
  }

  private part(span: Span): void {
    if (this.hasText) this.parting ??= span;
  }

  private textUpTo(to: number): void {
    if (!SAYS_SOMETHING.test(this.text.slice(this.at, to))) return;
    this.hasText = true;
    if (this.parting) this.partings.push(this.parting);
    this.parting = undefined;
  }
}

/** More than blanks and comments. */
const SAYS_SOMETHING = /^[ \t]*[^\s#]/m;

/** Whether an action has a line to itself, from its first column on. */
function isAlone(text: string, { from, to }: Span): boolean {
  return lineStart(text, from) === from && /^[ \t]*(?:\r?\n|$)/.test(text.slice(to, to + 20));
}
