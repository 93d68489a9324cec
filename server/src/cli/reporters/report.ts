// What the reporters get: files with their texts and findings, and what the run was like. Layer: cli.
import type { Check } from '../../checks/check';
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

/** What a report may tell beside findings. */
export interface RunContext {
  /** The folder that a build server takes paths from. */
  readonly root: string;
  /** What was named and could not be read. */
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
  /** The number of findings that are left out because a baseline has them. */
  readonly known: number;
  /** All checks, for what is said of each beside its findings. */
  readonly checks: readonly Check[];
  /** The page of a check as Markdown; undefined where the package has none. */
  page(id: string): string | undefined;
}

/** All findings as a text with a line break at its end. */
export type Reporter = (files: readonly FileReport[], run: RunContext) => string;

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
