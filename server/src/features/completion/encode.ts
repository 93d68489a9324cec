// Writes what is proposed into a YAML scalar of a style. Layer: features.
import type { ScalarStyle } from '../../yaml/node';
import type { ValuePlace } from '../cursor/place';

/** `text` as it must be written inside a scalar of the style. */
export function encodeFor(style: ScalarStyle, text: string): string {
  if (style === 'double') return text.replace(/[\\"]/g, '\\$&');
  return style === 'single' ? text.replace(/'/g, "''") : text;
}

/** `text` in place of `prefix` at the cursor of a value: quoted where it is the whole value and could not stand plain. */
export function inValue(place: ValuePlace, prefix: string, text: string): string {
  const { style, flow } = place;
  if (style !== 'plain') return encodeFor(style, text);
  const isWhole = place.text.trim() === prefix;
  return isWhole && !canBePlain(text, flow) ? `'${text.replace(/'/g, "''")}'` : text;
}

/** Whether a text reads as itself without quotes. */
function canBePlain(text: string, flow: boolean): boolean {
  if (/^[\s!&*|>%@`"'#[\]{},]|^[-?:](?:\s|$)|:(?:\s|$)|\s#|\s$/.test(text)) return false;
  return !flow || !/[[\]{},]/.test(text);
}
