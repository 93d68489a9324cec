// Finds the place in the expression that the server's parser complains about. Layer: datasource.

/** `1:14: parse error: …`, also behind `invalid parameter "query": `. Lines and columns count from 1, columns in bytes. */
const lineAndColumn = /(?:^|: )(\d{1,6}):(\d{1,6}): /;
/** The form of older servers: `parse error at char 14: …`; characters count from 1, in bytes of the whole text. */
const atChar = /\bat char (\d{1,7})\b/;

/**
 * The characters of `expr` that a server's message points at, as UTF-16 offsets, widened to the word that begins there;
 * undefined where the message names no place or one outside of the expression.
 */
export function positionFromMessage(message: string, expr: string): { from: number; to: number } | undefined {
  const byLine = lineAndColumn.exec(message);
  if (byLine) {
    const start = startOfLine(expr, Number(byLine[1]));
    if (start === undefined) return undefined;
    const end = expr.indexOf('\n', start);
    return widen(expr, start + offsetOfByte(expr.slice(start, end < 0 ? undefined : end), Number(byLine[2]) - 1));
  }
  const byChar = atChar.exec(message);
  if (byChar) return widen(expr, offsetOfByte(expr, Number(byChar[1]) - 1));
  return undefined;
}

/** The message without the place, which the panel shows by other means. */
export function withoutPosition(message: string): string {
  return message
    .replace(/^invalid parameter "?query"?: /, '')
    .replace(/^\d{1,6}:\d{1,6}: /, '')
    .replace(/ at char \d{1,7}\b/, '');
}

function startOfLine(text: string, line: number): number | undefined {
  let at = 0;
  for (let i = 1; i < line; i++) {
    const next = text.indexOf('\n', at);
    if (next < 0) return undefined;
    at = next + 1;
  }
  return at;
}

/** UTF-16 offset of a UTF-8 byte offset; past the end gives the end. */
function offsetOfByte(text: string, byte: number): number {
  let bytes = 0;
  let offset = 0;
  for (const character of text) {
    if (bytes >= byte) break;
    const code = character.codePointAt(0)!;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    offset += character.length;
  }
  return offset;
}

function widen(expr: string, at: number): { from: number; to: number } {
  // At the end of the text there is nothing to mark but the last character.
  if (at >= expr.length) return { from: Math.max(0, expr.trimEnd().length - 1), to: expr.trimEnd().length };
  const word = /^[\p{L}\p{N}_:.]+/u.exec(expr.slice(at));
  const length = word ? word[0].length : String.fromCodePoint(expr.codePointAt(at)!).length;
  return { from: at, to: at + length };
}
