// Base64 to text, for the `data` of a Secret. Layer: model (the core has neither Buffer nor atob).

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Whether `encoded` is base64; line breaks do not count. */
export function isBase64(encoded: string): boolean {
  const bare = encoded.replace(/[\r\n]/g, '');
  return bare.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(bare);
}

/** The UTF-8 text that `encoded` holds; undefined for anything else (line breaks are skipped). */
export function decodeBase64Text(encoded: string): string | undefined {
  if (!isBase64(encoded)) return undefined;
  const bare = encoded.replace(/[\r\n]/g, '');
  const bytes: number[] = [];
  for (let at = 0; at < bare.length; at += 4) {
    const quad = [0, 1, 2, 3].map(i => ALPHABET.indexOf(bare[at + i]!));
    const padding = quad.filter(value => value < 0).length;
    const bits = quad.reduce((sum, value) => (sum << 6) | Math.max(0, value), 0);
    for (let i = 0; i < 3 - padding; i++) bytes.push((bits >> (16 - 8 * i)) & 0xff);
  }
  return decodeUtf8(bytes);
}

function decodeUtf8(bytes: readonly number[]): string | undefined {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at]!;
    const length =
      lead < 0x80
        ? 1
        : lead >= 0xc2 && lead < 0xe0
          ? 2
          : lead >= 0xe0 && lead < 0xf0
            ? 3
            : lead >= 0xf0 && lead < 0xf5
              ? 4
              : 0;
    if (length === 0 || at + length > bytes.length) return undefined;
    let point = length === 1 ? lead : lead & (0xff >> (length + 1));
    for (let i = 1; i < length; i++) {
      const byte = bytes[at + i]!;
      if ((byte & 0xc0) !== 0x80) return undefined;
      point = (point << 6) | (byte & 0x3f);
    }
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return undefined;
    parts.push(String.fromCodePoint(point));
    at += length;
  }
  return parts.join('');
}
