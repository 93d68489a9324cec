// Capital letters at the start of words, where Unicode says that words start.
// Layer: template.

/** `cases.Title` of Go's text package: letters joined by `'`, `.`, `:` or `_` are one word. */
export function titleWords(source: string, lowerRest: boolean): string {
  let out = '';
  let inWord = false;
  let raised = false;
  const chars = [...source];
  chars.forEach((char, i) => {
    const letter = /\p{L}/u.test(char);
    const part = letter || /[\p{M}\p{N}_]/u.test(char);
    // A single mark between letters does not end a word.
    const joins =
      /['.:\u00b7\u2018\u2019\u2024\u2027]/u.test(char) &&
      inWord &&
      /\p{L}/u.test(chars[i - 1] ?? '') &&
      /\p{L}/u.test(chars[i + 1] ?? '');
    const joinsDigits = /['.,;]/.test(char) && /\p{Nd}/u.test(chars[i - 1] ?? '') && /\p{Nd}/u.test(chars[i + 1] ?? '');
    if (!part && !joins && !joinsDigits) {
      inWord = false;
      out += char;
      return;
    }
    if (!inWord) raised = false;
    inWord = true;
    if (letter && !raised) {
      raised = true;
      out += titleCase(char);
    } else out += lowerRest ? char.toLowerCase() : char;
  });
  return out;
}

// The letters that have a title form of their own beside the capital.
const DIGRAPHS: Readonly<Record<string, string>> = {
  ǆ: 'ǅ',
  Ǆ: 'ǅ',
  ǉ: 'ǈ',
  Ǉ: 'ǈ',
  ǌ: 'ǋ',
  Ǌ: 'ǋ',
  ǳ: 'ǲ',
  Ǳ: 'ǲ',
};

function titleCase(char: string): string {
  const digraph = DIGRAPHS[char];
  if (digraph) return digraph;
  const upper = char.toUpperCase();
  // A letter that becomes two, such as ß, is raised only in its first half.
  const [head = char, ...rest] = [...upper];
  return head + rest.join('').toLowerCase();
}
