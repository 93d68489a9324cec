// What ends a line for go-yaml, and what a line's end decodes to. Layer: yaml.

/** Whether `code` ends a line for go-yaml: LF, CR, NEL, LS, PS. */
export function isBreak(code: number): boolean {
  return code === 10 || code === 13 || code === 0x85 || code === 0x2028 || code === 0x2029;
}

/**
 * Where lines of a text end, found without looking at each character in code: texts of a megabyte are read in one turn.
 * What is asked lies near what was asked before or behind it.
 */
export class LineEnds {
  private readonly breaks = /[\n\r\x85\u2028\u2029]/g;

  constructor(private readonly text: string) {}

  /** The offset of the first line break from `at` on; the text's length where there is none. */
  from(at: number): number {
    this.breaks.lastIndex = at;
    return this.breaks.test(this.text) ? this.breaks.lastIndex - 1 : this.text.length;
  }
}

/** Length of the line break at `at` (which must be one). */
export function breakLength(text: string, at: number): number {
  return text.charCodeAt(at) === 13 && text.charCodeAt(at + 1) === 10 ? 2 : 1;
}

/** What the line break at `at` decodes to: LS and PS stay, all others are `\n`. */
export function breakText(text: string, at: number): string {
  const code = text.charCodeAt(at);
  return code === 0x2028 || code === 0x2029 ? text[at]! : '\n';
}

/** Whether `code` is a space or a tab. */
export function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}
