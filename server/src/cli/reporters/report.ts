// What the reporters get: one file with its text and findings, and places as lines and characters. Layer: cli.
import type { Finding, RelatedPlace } from '../../checks/finding';
import type { LineIndex } from '../../text/lineIndex';
import type { Span } from '../../text/span';

export interface SourceText {
  /** As given on the command line, joined with what was walked. */
  readonly path: string;
  readonly text: string;
  readonly lines: LineIndex;
}

export interface FileReport extends SourceText {
  readonly kinds: readonly string[];
  readonly findings: readonly Finding[];
  /** Another file of the same workspace, by the name that findings have for it. */
  sibling(name: string): SourceText | undefined;
}

export type Place = RelatedPlace;

export interface Position {
  readonly line: number;
  readonly character: number;
}

/** A span as LSP's range: 0-based, characters in UTF-16 units. */
export function rangeOf(source: SourceText, span: Span): { readonly start: Position; readonly end: Position } {
  return { start: positionOf(source, span.from), end: positionOf(source, span.to) };
}

/** An offset as a 0-based line and character. */
export function positionOf(source: SourceText, offset: number): Position {
  return source.lines.position(offset);
}
