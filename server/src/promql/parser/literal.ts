// Literals and holes: the leaves that every part of the parser needs.
// Layer: promql.
import type { Ident, NumberLiteral, StringLiteral } from '../ast';
import { excerpt } from '../characters';
import { reaches, syntaxHistory } from '../dialect';
import { parseDuration, parseNumber } from '../durations';
import { decodeString } from '../strings';
import type { Cursor } from './cursor';

/** A number or a duration; the cursor stands on it. In a duration's place a plain number is what older versions lack, elsewhere a duration. */
export function parseNumberLiteral(c: Cursor, place: 'value' | 'duration'): NumberLiteral {
  const { from, to, word } = c;
  const duration = c.kind === 'duration';
  if (duration !== (place === 'duration')) {
    c.requires(syntaxHistory.durationsAreNumbers, duration ? 'A duration as a number' : 'A number as a duration', c);
  }
  const value = duration ? durationValue(c) : numberValue(c);
  c.advance();
  return { kind: 'number', from, to, value: Number.isNaN(value) && word.length > 3 ? 0 : value, duration };
}

/** A string; the cursor stands on it. */
export function parseString(c: Cursor): StringLiteral {
  const { from, to, word } = c;
  const { value } = decodeString(word);
  const quote = word[0]!;
  c.advance();
  return { kind: 'string', from, to, value, quote, closed: isClosed(word, quote) };
}

/** A name as it stands at the cursor, quoted or not. */
export function parseIdent(c: Cursor): Ident {
  const { from, to, word } = c;
  const quoted = c.kind === 'string';
  if (quoted) c.requires(syntaxHistory.quotedNames, 'A name in quotes', c);
  c.advance();
  return { from, to, name: quoted ? decodeString(word).value : word, quoted };
}

function isClosed(literal: string, quote: string): boolean {
  if (literal.length < 2 || literal.at(-1) !== quote) return false;
  if (quote === '`' || literal.at(-2) !== '\\') return true;
  // An odd number of backslashes escapes the quote.
  let at = literal.length - 2;
  while (literal[at] === '\\') at--;
  return (literal.length - at) % 2 === 0;
}

function durationValue(c: Cursor): number {
  const read = parseDuration(c.word);
  if ('error' in read) {
    c.report('duration', c.span(), read.error);
    return Number.NaN;
  }
  if (read.seconds === 0 && !reaches(c.target, '3.4')) {
    c.report('duration', c.span(), 'A duration has to be longer than 0.');
  }
  return read.seconds;
}

function numberValue(c: Cursor): number {
  const { word } = c;
  const value = parseNumber(word);
  if (value === undefined && c.tokens.error?.token !== c.pos) {
    c.report('number', c.span(), `${excerpt(word)} is no number, or one that is too large.`);
  }
  return value ?? Number.NaN;
}
