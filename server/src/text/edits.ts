// Edits of a text: applied together, and chosen so that they can be. Layer: text.
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

/** Edits of one text of which none overlaps or meets another. */
export class SeparateEdits {
  private readonly all: TextEdit[] = [];

  /** By rising place. */
  get inOrder(): readonly TextEdit[] {
    return this.all;
  }

  /** Adds edits that belong together; false, and none is added, where one of them overlaps or meets an edit that is there. */
  add(edits: readonly TextEdit[]): boolean {
    for (const { from, to } of edits) {
      const before = this.all[this.countTo(to) - 1];
      if (before && before.to >= from) return false;
    }
    for (const edit of edits) this.all.splice(this.countTo(edit.from), 0, edit);
    return true;
  }

  /** How many begin at an offset or before it. */
  private countTo(offset: number): number {
    let low = 0;
    let high = this.all.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.all[middle]!.from <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
