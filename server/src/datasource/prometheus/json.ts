// Brackets, commas and strings of a JSON text, found without reading it: some ten times as fast. Layer: datasource.

/**
 * Offset of the next bracket or comma from `at` on that stands in no string: the text's length where there is none, negative
 * where a string does not end. With `isInside` a string that began before is gone on with.
 */
export function nextMark(text: string, at: number, isInside = false): number {
  const first = isInside ? endOfString(text, at - 1) + 1 : at;
  if (isInside && first === 0) return -1;
  for (let i = first; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case 0x22:
        i = endOfString(text, i);
        if (i < 0) return -1;
        break;
      case 0x2c:
      case 0x5b:
      case 0x5d:
      case 0x7b:
      case 0x7d:
        return i;
    }
  }
  return text.length;
}

/** How much deeper a text is behind the mark at `at`. */
export function deeperBehind(text: string, at: number): -1 | 0 | 1 {
  const code = text.charCodeAt(at);
  return code === 0x5b || code === 0x7b ? 1 : code === 0x5d || code === 0x7d ? -1 : 0;
}

/** Offset of the quote that ends the string beginning at `at`; negative where none does. */
function endOfString(text: string, at: number): number {
  let end = at;
  for (;;) {
    end = text.indexOf('"', end + 1);
    if (end < 0) return -1;
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === 0x5c) slashes++;
    if (slashes % 2 === 0) return end;
  }
}
