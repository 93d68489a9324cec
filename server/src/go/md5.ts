// MD5 as Go's crypto/md5 gives it: relabelling spreads alerts by it. For short texts. Layer: go.

const shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
const sines = Int32Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) | 0);
const blockBytes = 64;

/** The sixteen bytes of the hash. */
export function md5(bytes: readonly number[]): Uint8Array {
  const length = bytes.length;
  const padded = new Uint8Array(Math.ceil((length + 9) / blockBytes) * blockBytes);
  padded.set(bytes);
  padded[length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, (length * 8) >>> 0, true);
  view.setUint32(padded.length - 4, Math.floor(length / 2 ** 29), true);
  let [a, b, c, d] = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];
  for (let block = 0; block < padded.length; block += blockBytes) {
    const before = [a, b, c, d] as const;
    for (let i = 0; i < 64; i++) {
      const round = i >> 4;
      const [mixed, word] = mix(round, i, b, c, d);
      const sum = (a + mixed + sines[i]! + view.getInt32(block + 4 * word, true)) | 0;
      const shift = shifts[4 * round + (i & 3)]!;
      [a, d, c] = [d, c, b];
      b = (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0;
    }
    [a, b, c, d] = [(a + before[0]) | 0, (b + before[1]) | 0, (c + before[2]) | 0, (d + before[3]) | 0];
  }
  const hash = new DataView(new ArrayBuffer(16));
  for (const [i, word] of [a, b, c, d].entries()) hash.setInt32(4 * i, word, true);
  return new Uint8Array(hash.buffer);
}

/** What is mixed in a step, and which word of the block goes in. */
function mix(round: number, i: number, b: number, c: number, d: number): readonly [mixed: number, word: number] {
  if (round === 0) return [(b & c) | (~b & d), i];
  if (round === 1) return [(d & b) | (~d & c), (5 * i + 1) & 15];
  if (round === 2) return [b ^ c ^ d, (3 * i + 5) & 15];
  return [c ^ (b | ~d), (7 * i) & 15];
}
