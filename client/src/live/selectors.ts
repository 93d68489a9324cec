// Texts of selectors that are made for a question. No vscode here.

/** A selector with one more matcher. */
export function withMatcher(selector: string, matcher: string): string {
  return selector.endsWith('}') ? `${selector.slice(0, -1)},${matcher}}` : `${selector}{${matcher}}`;
}

/** A text as part of a pattern inside of a string in double quotes. */
export function pattern(text: string): string {
  return text
    .replace(/[\\^$.|?*+()[\]{}]/g, '\\$&')
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"');
}
