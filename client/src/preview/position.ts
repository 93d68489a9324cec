// Keeps a position on its text while the document around it is edited. Pure; no vscode here.
import type { WirePosition, WireRange } from '../../../server/src/lsp/protocol';

export interface TextChange {
  readonly range: WireRange;
  readonly text: string;
}

/** Where `position` stands after one change; inside of replaced text it moves to the change's start. */
export function shiftPosition(position: WirePosition, change: TextChange): WirePosition {
  const { start, end } = change.range;
  if (isBefore(position, start)) return position;
  if (isBefore(position, end)) return start;
  const lines = change.text.split('\n');
  const last = lines[lines.length - 1]!.length;
  const endLine = start.line + lines.length - 1;
  const endCharacter = lines.length === 1 ? start.character + last : last;
  if (position.line > end.line) return { line: position.line + endLine - end.line, character: position.character };
  return { line: endLine, character: endCharacter + position.character - end.character };
}

function isBefore(a: WirePosition, b: WirePosition): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
