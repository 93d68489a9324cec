// Numbers in the notation of series: no hexadecimal ones, which would be ambiguous beside `x`. Layer: series (pure).

const pattern =
  /[+-]?(?:(\d(?:_?\d)*(?:\.(?:\d(?:_?\d)*)?)?|\.\d(?:_?\d)*)(?:[eE][+-]?\d(?:_?\d)*)?|([iI][nN][fF]|[nN][aA][nN])(?!\w))/y;

/** The number with or without a sign at an offset; undefined where there is none that a float can hold. */
export function readNumber(text: string, from: number): { readonly value: number; readonly to: number } | undefined {
  pattern.lastIndex = from;
  const found = pattern.exec(text);
  if (!found) return undefined;
  const [whole, digits, word] = found;
  const negative = whole[0] === '-';
  const value = word
    ? /^i/i.test(word)
      ? Number.POSITIVE_INFINITY
      : Number.NaN
    : magnitude(whole.replace(/^[+-]|_/g, ''));
  if (digits !== undefined && !Number.isFinite(value)) return undefined;
  return { value: negative ? -value : value, to: from + whole.length };
}

/** Go takes whole numbers that begin with 0 for octal ones where they can be. */
function magnitude(text: string): number {
  return /^0[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number(text);
}
