// The alternatives of a simple pattern, and the blanks that somebody set around them. Layer: text.

/** A blank at an end of a value or of one of a pattern's alternatives, with the value as it was meant. */
export interface StrayBlank {
  readonly part: string;
  readonly right: string;
}

/**
 * Says where a blank stands at an end of what is compared: `critical | page`, `vllm `. Of patterns with more to them than words and
 * alternatives nothing is said: there a blank may be meant.
 */
export function blankIn(value: string, isPattern: boolean): StrayBlank | undefined {
  if (!value.includes(' ') || value.trim() === '') return undefined;
  if (!isPattern) return value.trim() === value ? undefined : { part: value, right: value.trim() };
  if (!/^[\w .:/|*+-]+$/.test(value)) return undefined;
  const parts = value.split('|');
  const part = parts.find(one => one.trim() !== '' && one.trim() !== one);
  return part === undefined ? undefined : { part, right: parts.map(one => one.trim()).join('|') };
}
