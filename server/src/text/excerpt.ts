// A piece of a text for a message: on one line, cut where it is long. Layer: text.
import type { Span } from './span';

const longest = 40;

export function excerpt(text: string, { from, to }: Span): string {
  const part = text.slice(from, to).replace(/\s+/g, ' ');
  return part.length > longest ? `${part.slice(0, longest - 1)}…` : part;
}
