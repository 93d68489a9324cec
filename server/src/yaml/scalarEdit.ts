// Writes a replacement back into a scalar: encoded for its style, and proven by decoding the result again.
// Layer: yaml. Called through TextMap.edit; where the outcome is not certain there is no edit.
import type { Piece, TextEdit } from '../text/textMap';
import type { BlockBody } from './blockScalar';
import { decodeScalar, type ScalarShape } from './decodeScalar';
import { isBreak } from './lineBreaks';

/**
 * The edit of `text` that replaces `[from, to)` of the scalar's decoded `value` (inside the copy piece `piece`) by
 * `newText`, or undefined where the edited scalar would not surely decode to the wished value.
 */
export function editScalar(
  text: string,
  shape: ScalarShape,
  value: string,
  from: number,
  to: number,
  newText: string,
  piece: Piece,
): TextEdit | undefined {
  const encoded = encode(newText, shape);
  if (encoded === undefined) return undefined;
  const edit: TextEdit = {
    from: piece.fileAt + (from - piece.at),
    to: piece.fileAt + (to - piece.at),
    newText: encoded,
  };
  if (shape.block && isSureInItsLine(text, shape, shape.block, edit, { value, from, to, newText })) return edit;
  const edited = text.slice(0, edit.from) + encoded + text.slice(edit.to);
  const after: ScalarShape = { ...shape, to: shape.to + encoded.length - (edit.to - edit.from) };
  const wished = value.slice(0, from) + newText + value.slice(to);
  if (decodeScalar(edited, after) !== wished || !wellFormed(wished)) return undefined;
  // At the start of a line these end the document, also inside quotes.
  if (/[\n\r\u0085\u2028\u2029](?:---|\.\.\.)(?:[\s\u0085]|$)/.test(edited.slice(after.from, after.to)))
    return undefined;
  if (shape.style === 'plain' && !staysPlain(edited, after)) return undefined;
  if (shape.block && !keepsIndent(edited, after, shape.block)) return undefined;
  return edit;
}

/** What `[from, to)` of a decoded value is to become. */
interface Wish {
  readonly value: string;
  readonly from: number;
  readonly to: number;
  readonly newText: string;
}

/**
 * Whether the lines of a literal block that an edit touches decode to what is wished, where lines before and behind them stay
 * that tell the indentation and the end: then all others stay what they are. A file may have hundreds of fixes, and the
 * whole block would be read for each. Unsure is no.
 */
function isSureInItsLine(
  text: string,
  shape: ScalarShape,
  block: BlockBody,
  edit: TextEdit,
  { value, from, to, newText }: Wish,
): boolean {
  const start = text.lastIndexOf('\n', edit.from - 1) + 1;
  const end = text.indexOf('\n', edit.to);
  if (shape.style !== 'literal' || start <= block.from || end < 0 || end >= shape.to) return false;
  if (!hasContent(text, block.from, start) || !hasContent(text, end, shape.to)) return false;
  const lines = text.slice(start, edit.from) + edit.newText + text.slice(edit.to, end);
  if (/[\r\u0085\u2028\u2029]/.test(lines) || /^(?:---|\.\.\.)/m.test(lines)) return false;
  const [first, last] = [value.lastIndexOf('\n', from - 1) + 1, value.indexOf('\n', to)];
  if (first > from || last < 0) return false;
  const wished = value.slice(first, from) + newText + value.slice(to, last);
  const edge = `${' '.repeat(block.indent)}x`;
  const around = `${edge}\n${lines}\n${edge}\n`;
  const alone = { from: 0, indent: block.indent, chomp: '-' } as const;
  const read = decodeScalar(around, { style: 'literal', from: 0, to: around.length, block: alone, flow: false });
  return read === `x\n${wished}\nx` && wellFormed(wished) && keepsIndent(text, shape, block);
}

function hasContent(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (!' \t\r\n'.includes(text[at]!)) return true;
  return false;
}

function encode(newText: string, shape: ScalarShape): string | undefined {
  // A lone surrogate, NUL or another control character cannot be written as it is.
  const raw =
    !/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/.test(newText) && wellFormed(newText);
  switch (shape.style) {
    case 'double':
      return wellFormed(newText) ? encodeDouble(newText) : undefined;
    case 'single':
      return raw && !newText.includes('\n') ? newText.replaceAll("'", "''") : undefined;
    case 'plain':
      return raw && !newText.includes('\n') ? newText : undefined;
    default:
      return raw ? newText.replaceAll('\n', `\n${' '.repeat(shape.block?.indent ?? 0)}`) : undefined;
  }
}

function encodeDouble(newText: string): string {
  return newText.replace(/["\\\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g, char => {
    if (char === '"' || char === '\\') return `\\${char}`;
    if (char === '\n') return '\\n';
    if (char === '\t') return '\\t';
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

function wellFormed(text: string): boolean {
  return !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text);
}

/** Whether the scalar's text is still read as one plain scalar where it stands. */
function staysPlain(text: string, shape: ScalarShape): boolean {
  const source = text.slice(shape.from, shape.to);
  if (source === '' || /^[\s\u0085]|[\s\u0085]$/.test(source)) return false;
  if (/^[,[\]{}#&*!|>'"%@`]/.test(source) || /^[-?:](?:[\s\u0085]|$)/.test(source)) return false;
  if (/:(?:[\s\u0085]|$)/.test(source) || /[\s\u0085]#/.test(source)) return false;
  if (/^(?:---|\.\.\.)(?:[\s\u0085]|$)/.test(source)) return false;
  // In flow context the question mark and colon rules differ between readers: stay away from them.
  return !shape.flow || !/[,[\]{}:?]/.test(source);
}

/** Whether an indentation found by looking at the first lines would still be the same. */
function keepsIndent(text: string, shape: ScalarShape, block: BlockBody): boolean {
  const header = text.slice(shape.from, block.from);
  if (/^[|>][+-]?[1-9]/.test(header)) return true;
  let at = block.from;
  while (at < text.length) {
    let column = 0;
    while (text.charCodeAt(at + column) === 32) column++;
    const code = text.charCodeAt(at + column);
    if (!isBreak(code) && at + column < text.length) return column === block.indent && code !== 9;
    if (column > block.indent) return false;
    at += column + 1;
  }
  return false;
}
