// Docker Compose, which fills in variables in all texts of its file, also in the files that stand in it below `configs`.
// Layer: model.
import type { Span } from '../../text/span';
import type { Replacement, TemplateParts } from './parts';

/** Whether a text is a file of Compose's that holds files for its services. */
export function isCompose(text: string): boolean {
  if (!text.includes('configs:') || !text.includes('content:')) return false;
  return /^configs[ \t]*:/m.test(text) && /^services[ \t]*:/m.test(text) && /^[ ]+content[ \t]*:/m.test(text);
}

/** How many variables are looked at between two yields. */
const variablesPerSlice = 2048;

/** The parts of a text that Compose fills in; a doubled sign stands for itself. */
export function* composeParts(text: string): Generator<void, TemplateParts> {
  const holes: Span[] = [];
  const decoded: Replacement[] = [];
  let seen = 0;
  let done = 0;
  for (const { index: from, 0: sign } of text.matchAll(COMPOSE_SIGN)) {
    if (++seen % variablesPerSlice === 0) yield;
    if (from < done) continue;
    done = from + sign.length;
    if (sign === '$$') decoded.push({ from, to: done, text: '$' });
    else {
      if (sign.endsWith('{')) done = closing(text, done);
      holes.push({ from, to: done });
    }
  }
  return { holes, hidden: [], decoded };
}

/** A doubled sign, a variable, or the beginning of one in braces. */
const COMPOSE_SIGN = /\$\$|\$\{|\$[A-Za-z_]\w*/g;

/** Behind the brace that closes a variable, whose default may hold others; or the end of its line. */
function closing(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length && text[at] !== '\n'; at++) {
    if (text.startsWith('${', at)) depth++;
    else if (text[at] === '}' && --depth === 0) return at + 1;
  }
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}
