// Applies edits to a text. Layer: text.
import type { TextEdit } from './textMap';

/** The text after all edits, which are places in the text before any of them; none may overlap another. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = [...edits].sort((a, b) => a.from - b.from || a.to - b.to);
  let result = '';
  let at = 0;
  for (const edit of ordered) {
    result += text.slice(at, edit.from) + edit.newText;
    at = edit.to;
  }
  return result + text.slice(at);
}
