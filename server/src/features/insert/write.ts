// A snippet as the lines that stand at its place: indented, with the keys and the group that are missing around it, its
// actions kept from the template engine that the file goes through first. Layer: features.
import { bracesOf } from '../../model/holes/holes';
import { editFile, outermost, toFile } from '../../model/region';
import type { TextEdit } from '../../text/textMap';
import type { InsertPlace } from './slot';

/** A blank file's text with a rule, behind what stands in it. */
export function inBlankFile(text: string, body: string, topic: string): TextEdit {
  const lines = ['groups:', ...indented(grouped(body, topic), 2)];
  const head = text === '' || text.endsWith('\n') ? '' : '\n';
  return { from: text.length, to: text.length, newText: `${head}${lines.join('\n')}\n` };
}

/**
 * The edit of the file that writes `body`, an item in VS Code's snippet syntax, at a place; in the same syntax. Undefined
 * where lines cannot be written as they are, as in quotes.
 */
export function editOf({ root, slot, newGroup }: InsertPlace, body: string, topic: string): TextEdit | undefined {
  const { region } = root;
  const file = outermost(region).text;
  const own = root.templated ? escaped(body, file, toFile(region, slot.at)[0]!.from) : body;
  const item = newGroup ? grouped(own, freeName(topic, newGroup)) : own.split('\n');
  const lines = [...(slot.spaced ? [''] : []), ...slot.keys, ...indented(item, slot.column)];
  // The text around may want its lines encoded, and would encode the signs of the syntax, too: so it gets words for lines.
  const words = lines.map((line, i) => (line === '' ? '' : `line${i}`));
  const edit = editFile(region, { ...slot.at, newText: [slot.keep, ...words].join('\n') });
  if (!edit) return undefined;
  const [head, ...rest] = edit.newText.split('\n');
  const fits = rest.length === lines.length && head === slot.keep;
  if (!fits || !rest.every((line, i) => line.trim() === words[i])) return undefined;
  const written = rest.map((line, i) => (lines[i] === '' ? line.trim() : line.replace(words[i]!, () => lines[i]!)));
  return { ...edit, newText: [literal(slot.keep), ...written].join('\n') };
}

/** The item in a group of its own, whose name is the first tab stop. */
function grouped(body: string, name: string): readonly string[] {
  const later = body.replace(/\\.|\$(\{?)([1-9]\d*)/g, (all, brace: string | undefined, stop: string) =>
    stop === undefined ? all : `$${brace}${Number(stop) + 1}`,
  );
  return [`- name: \${1:${name}}`, '  rules:', ...indented(later.split('\n'), 4)];
}

function indented(lines: readonly string[], columns: number): readonly string[] {
  return lines.map(line => (line === '' ? line : ' '.repeat(columns) + line));
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let i = 2; taken.has(free); i++) free = `${name}-${i}`;
  return free;
}

/** Signs of the snippet syntax in a text that is none. */
function literal(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

/** The body as a template engine leaves it as it was; `at` is where it goes in the file. */
function escaped(body: string, file: string, at: number): string {
  const engine = bracesOf(file);
  if (engine === 'go') return body.replace(/\{\{[^{}]*\}\}/g, action => `{{\`${action}\`}}`);
  if (engine !== 'jinja' || isRaw(file.slice(0, at))) return body;
  return body.replace(/\{\{[^{}]*\}\}/g, action => `{% raw %}${action}{% endraw %}`);
}

/** Whether a text ends inside a raw block of Jinja. */
function isRaw(text: string): boolean {
  const statements = [...text.matchAll(/\{%[-+]?[ \t]*(raw|endraw)\b/g)];
  return statements.at(-1)?.[1] === 'raw';
}
