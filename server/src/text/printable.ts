// Text that others wrote, fit to be shown: what a terminal obeys, what turns or hides other text, and what build servers take
// for their commands is shown as an escape. Layer: text.
//
// Left alone are the joiners of emoji and of Persian and Indic writing.

/** Control characters, line and paragraph separators, marks that change the direction of text, characters without a width. */
const unseen =
  /[\0-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** The beginnings of commands: GitHub reads `::` at a line's start, others `##[` and `##vso[` anywhere. */
const commands = /^\s*:(?=:)|#(?=#(?:vso)?\[)/gi;

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A text for an editor: line breaks and tabs stay, what cannot be seen is escaped. */
export function visible(text: string): string {
  return text.replace(unseen, char => (char === '\n' || char === '\t' ? char : escaped(char)));
}

/** A text for one line of a terminal or a log. */
export function printable(text: string): string {
  return text.search(unseen) < 0 && text.search(commands) < 0 ? text : printableUnits(text).join('');
}

/** What is shown for each UTF-16 unit of one line, so that places in it can be pointed at. Tabs stay where `tabs` says so. */
export function printableUnits(text: string, tabs = false): readonly string[] {
  const shown = text.split('');
  for (const { 0: char, index } of text.matchAll(unseen)) {
    if (char !== '\t' || !tabs) shown[index] = short[char] ?? escaped(char);
  }
  for (const { 0: found, index } of text.matchAll(commands)) {
    shown[index + found.length - 1] = escaped(found.slice(-1));
  }
  return shown;
}

/** JSON with the same value, in which all of that is escaped as JSON has it. */
export function printableJson(json: string): string {
  return json.replace(unseen, char => (char === '\n' ? char : escaped(char))).replace(/#(?=#(?:vso)?\[)/gi, escaped);
}

function escaped(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
