// The word at the end of a text, such as what is typed before the cursor. Layer: text.

/**
 * The longest end of `text` of which `part` takes every character. An expression with `$` would begin at each character of the
 * text; this goes back from the end and never looks before the word.
 */
export function endingWord(text: string, part: RegExp): string {
  let from = text.length;
  while (from > 0 && part.test(text[from - 1]!)) from--;
  return text.slice(from);
}
