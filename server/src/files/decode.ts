// Bytes of a file to text and back, as the targets' YAML reader does it: UTF-8 with or without a byte order mark, UTF-16 with one.
// Layer: files (the language server gets text from the editor and needs this only for files on disk).

export interface Decoded {
  /** Without a byte order mark; bytes that stand for nothing are U+FFFD. */
  readonly text: string;
  /** Why the target cannot read the bytes; undefined where it can. */
  readonly fault?: string;
  /** Where in the text the first of these bytes stand; set with `fault`. */
  readonly faultAt?: number;
}

/** Decodes the bytes of a YAML file. Never throws. */
export function decodeBytes(bytes: Uint8Array): Decoded {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeUtf16(bytes, 'utf-16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeUtf16(bytes, 'utf-16be');
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    const text = new TextDecoder('utf-8').decode(bytes);
    const bad = firstBadByte(bytes);
    return {
      text,
      fault: `The file is not valid UTF-8 (first at byte ${bad}); save it as UTF-8, the target cannot read it.`,
      // What is whole before the bad byte; the lead of a broken character is part of what is wrong.
      faultAt: new TextDecoder('utf-8').decode(bytes.subarray(0, bad), { stream: true }).length,
    };
  }
}

/** The bytes of a text in the encoding of others, with a byte order mark where they have one. */
export function encodeLike(bytes: Uint8Array, text: string): Uint8Array {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return Buffer.from(`\ufeff${text}`, 'utf16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
  const isMarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return Buffer.from(isMarked ? `\ufeff${text}` : text);
}

/** Offset of the first byte that no valid UTF-8 text goes on with. */
function firstBadByte(bytes: Uint8Array): number {
  const isValid = (end: number): boolean => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, end), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1;
    if (middle <= bytes.length && isValid(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

function decodeUtf16(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): Decoded {
  const text = new TextDecoder(encoding).decode(bytes);
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes) };
  } catch {
    const fault = 'The file is not valid UTF-16; save it as UTF-8, the target cannot read it.';
    return { text, fault, faultAt: text.indexOf('\ufffd') };
  }
}
