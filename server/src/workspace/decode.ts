// Bytes of a file to text, as the targets' YAML reader does it: UTF-8 with or without a byte order mark, UTF-16 with one.
// Layer: workspace (the language server gets text from the editor and needs this only for files on disk).

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
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeUtf16(bytes, 'little');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeUtf16(bytes, 'big');
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

function decodeUtf16(bytes: Uint8Array, order: 'little' | 'big'): Decoded {
  const parts: string[] = [];
  const units: number[] = [];
  for (let i = 2; i + 1 < bytes.length; i += 2) {
    const low = order === 'little' ? bytes[i]! : bytes[i + 1]!;
    const high = order === 'little' ? bytes[i + 1]! : bytes[i]!;
    units.push((high << 8) | low);
    if (units.length === 8192) parts.push(String.fromCharCode(...units.splice(0)));
  }
  parts.push(String.fromCharCode(...units));
  const text = parts.join('');
  const half = text.search(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/);
  if (half < 0 && bytes.length % 2 === 0) return { text };
  const fault = 'The file is not valid UTF-16; save it as UTF-8, the target cannot read it.';
  return { text, fault, faultAt: half < 0 ? text.length : half };
}
