// Where a sentence of a message begins. Layer: template.

/** What stands before a place, back to the end of the sentence or line before it, at most 200 characters. */
export function sentenceBefore(text: string, at: number): string {
  const before = text.slice(Math.max(0, at - 200), at);
  return before.slice(Math.max(before.lastIndexOf('\n'), before.lastIndexOf('. ')) + 1);
}
