// Capitals and small letters as Go's strings.ToUpper and strings.ToLower give them: letter by letter, each one for one.
// JavaScript writes some as two or three (`ß` as `SS`) and looks at their neighbours (`Σ` at the end of a word). Layer: go.

/** All letters as capitals. */
export function toUpper(text: string): string {
  return isAscii(text) ? text.toUpperCase() : eachLetter(text, upper);
}

/** All letters small. */
export function toLower(text: string): string {
  return isAscii(text) ? text.toLowerCase() : eachLetter(text, lower);
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

function eachLetter(text: string, map: (letter: string) => string): string {
  let mapped = '';
  for (const letter of text) mapped += map(letter);
  return mapped;
}

/** Greek letters with an iota below them that have a capital of their own; the eight of a row lie eight apart. */
const withIota: Readonly<Record<string, string>> = { '\u1fb3': '\u1fbc', '\u1fc3': '\u1fcc', '\u1ff3': '\u1ffc' };

function upper(letter: string): string {
  const capital = letter.toUpperCase();
  if (isOne(capital)) return capital;
  const code = letter.codePointAt(0)!;
  if (code >= 0x1f80 && code <= 0x1faf) return String.fromCodePoint(code | 8);
  return withIota[letter] ?? letter;
}

function lower(letter: string): string {
  const small = letter.toLowerCase();
  // Only the capital `i` with a dot becomes two.
  return isOne(small) ? small : 'i';
}

function isOne(text: string): boolean {
  return text.length === 1 || (text.length === 2 && text.codePointAt(0)! > 0xffff);
}
