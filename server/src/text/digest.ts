// A short text that stands for a long one. Layer: text.

/** Length and 52 bits of a text: enough to tell that a file is the one that was read before. */
export function digestOf(text: string): string {
  let [a, b] = [0x811c9dc5, 0x1b873593];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b + unit, 0x9e3779b1) ^ (b >>> 15);
  }
  return `${text.length} ${a >>> 0} ${b >>> 0}`;
}
