// Capital letters at the start of words, where Unicode says that words start.
// Layer: template.

/**
 * `cases.Title` of Go's text package. Its words are those of an approximation to Unicode's rules: digits and `_` join,
 * a single `'`, `.` or `:` joins, too, and everything else that is no letter ends the word.
 */
export function titleWords(source: string, lowerRest: boolean): string {
  let out = '';
  let inWord = false;
  let afterMark = false;
  for (const char of source) {
    const mark = /[':.\u00b7\u0387\u055f\u05f4\u2018\u2019\u2024\u2027\ufe13\ufe52\ufe55\uff07\uff0e\uff1a]/.test(char);
    if (mark && afterMark) inWord = false;
    afterMark = mark;
    if (/\p{Cased}/u.test(char)) {
      if (!inWord) out += titleCase(char);
      else out += lowerRest ? char.toLowerCase() : char;
      inWord = true;
    } else {
      out += char;
      if (!mark && !joinsWords(char)) inWord = false;
    }
  }
  return out;
}

/** Marks, digits, underscores, and the letters of scripts that have no capitals but do write words. */
function joinsWords(char: string): boolean {
  if (/[\p{M}\p{Nd}\p{Pc}\p{Cf}]/u.test(char)) return true;
  return (
    /\p{L}/u.test(char) &&
    !/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u.test(char)
  );
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
  // A letter that becomes two, such as ß, is raised only in its first half, unless that is a mere apostrophe.
  const [head = char, ...rest] = [...upper];
  if (!/\p{Cased}/u.test(head) || /\p{Lm}/u.test(head)) return upper;
  return head + rest.join('').toLowerCase();
}
