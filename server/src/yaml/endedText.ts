// A text without quotes that a comment ends: the line below the comment was meant to go on with it. Layer: yaml.
import { lineStart } from '../text/lines';

/**
 * The beginning of the line at `at` if it goes on with a text without quotes that a comment ended, in the lines above or at
 * their end; undefined for any other line.
 */
export function lineBehindEndedText(text: string, at: number): number | undefined {
  const start = lineStart(text, at);
  const indent = indentOf(text, start);
  if (indent < 0 || /^["'#]|^- |^["']?[\w.$/-]+["']?:(?:\s|$)/.test(text.slice(start + indent, start + indent + 200)))
    return undefined;
  let isEnded = false;
  for (let line = start, left = farthest; line > 0 && left > 0; left--) {
    line = lineStart(text, line - 1);
    const content = text.slice(line, line + longest).split('\n', 1)[0]!;
    const own = content.search(/\S/);
    if (own < 0) continue;
    if (content[own] === '#') {
      isEnded = true;
      continue;
    }
    isEnded ||= /[ \t]#/.test(content);
    if (!isEnded) return undefined;
    // The line with the key, or one more of the text.
    if (own < indent) return BEGINS.test(content) ? start + indent : undefined;
  }
  return undefined;
}

/** So many lines above are looked at. */
const farthest = 50;
/** Of each no more characters. */
const longest = 2000;

/** A key with a text behind it that is neither in quotes nor in brackets nor a block. */
const BEGINS = /^ *(?:- +)*["']?[\w.$/-]+["']?:[ \t]+[^\s"'|>[{#&*!]/;

function indentOf(text: string, start: number): number {
  let at = start;
  while (text.charCodeAt(at) === 32) at++;
  return at < text.length && text.charCodeAt(at) !== 10 ? at - start : -1;
}
