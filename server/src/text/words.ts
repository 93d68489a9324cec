// Names listed in a sentence. Layer: text.

/** Each as it is shown among words. */
export function inCode(names: readonly string[]): readonly string[] {
  return names.map(name => `\`${name}\``);
}

/** `a`, `a and b`, `a, b and c`. */
export function allOf(names: readonly string[]): string {
  return joined(names, 'and');
}

/** `a`, `a or b`, `a, b or c`. */
export function anyOf(names: readonly string[]): string {
  return joined(names, 'or');
}

/** `a, b, c`; of more than `most` the first ones and an ellipsis. */
export function firstOf(names: readonly string[], most: number): string {
  return names.length > most ? `${names.slice(0, most).join(', ')}, …` : names.join(', ');
}

/** `a, b, c`; of more than `most` the first ones and how many there are besides: `a, b and 3 more`. */
export function firstAndMore(names: readonly string[], most: number): string {
  const more = names.length - most;
  return names.slice(0, most).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function joined(names: readonly string[], word: string): string {
  if (names.length < 2) return names[0] ?? 'none';
  return `${names.slice(0, -1).join(', ')} ${word} ${names[names.length - 1]}`;
}
