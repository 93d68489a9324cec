// Puts a text in quotes that YAML takes for something else, or of which it takes a part for a comment. Layer: yaml.
// Only where the whole text stands on one line, and proven by reading the line again; else there is no edit.
import type { Span } from '../text/span';
import type { TextEdit } from '../text/textMap';
import { readAsGo } from './goParser';
import type { YamlNode } from './node';

/** What may stand before a value on its line: dashes, then a key or nothing. */
const BEFORE_VALUE = /^( *)((?:- +)*)(?:["']?([\w$./-]+)["']?:[ \t]+)?/;

/**
 * The edit that quotes the value on the line at `at`, where it was surely meant as text that YAML takes for something else:
 * a template stands in it, or its key is `expr`.
 */
export function quoteText(text: string, at: number): TextEdit | undefined {
  const value = valueAt(text, at);
  if (!value) return undefined;
  const written = text.slice(value.from, value.to);
  const isText = value.key === 'expr' || (written.includes('{{') && written.includes('}}'));
  const isMistaken = /^[{[%@`&*!]|^[^"'|>?-].*:[ \t]/.test(written);
  if (!isText || !isMistaken || !isBalanced(written)) return undefined;
  const comment = /[ \t]#/.exec(written);
  if (comment && !isCutOff(written.slice(0, comment.index), written.slice(comment.index + 2))) return undefined;
  return quote(text, value);
}

/** The edit that quotes the value on the line at `at` together with the comment behind it. */
export function quoteWithComment(text: string, at: number): TextEdit | undefined {
  const value = valueAt(text, at);
  return value && quote(text, value);
}

/**
 * Whether what stands behind `#` goes on with the text before it and is no comment: it begins with a template, or closes a
 * bracket, quote or template that the text leaves open.
 */
export function isCutOff(text: string, comment: string): boolean {
  return (
    /^ ?\S*\{\{/.test(comment) || CLOSERS.some(([open, close]) => isOpen(text, open, close) && comment.includes(close))
  );
}

const CLOSERS: readonly (readonly [open: string, close: string])[] = [
  ['{{', '}}'],
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
  ['"', '"'],
  ['`', '`'],
];

function isOpen(text: string, open: string, close: string): boolean {
  const opened = text.split(open).length - 1;
  return open === close ? opened % 2 === 1 : opened > text.split(close).length - 1;
}

interface Value extends Span {
  readonly key: string | undefined;
  /** Of the line's mapping, or of its dash. */
  readonly column: number;
}

/** The value that ends with the line at `at`; undefined where the next line may go on with it. */
function valueAt(text: string, at: number): Value | undefined {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const end = /\r?(?:\n|$)/g;
  end.lastIndex = at;
  const next = end.exec(text)!;
  const line = text.slice(start, next.index);
  const [before, indent, dashes, key] = BEFORE_VALUE.exec(line)!;
  const from = start + before.length;
  const to = start + line.trimEnd().length;
  if (before.trim() === '' || from >= to || from > at) return undefined;
  const lastDash = key === undefined ? dashes!.trimEnd().length - 1 : dashes!.length;
  const column = indent!.length + lastDash;
  const following = /^(?:[ \t]*(?:#.*)?\r?\n)*( *)\S/.exec(
    text.slice(next.index + next[0].length, end.lastIndex + 2000),
  );
  if (following && following[1]!.length > column) return undefined;
  return { from, to, key, column };
}

/** Whether all brackets are closed in the text: what is not may belong to a list or mapping around it. */
function isBalanced(written: string): boolean {
  if (written.endsWith(',')) return false;
  return ['[]', '{}'].every(([open, close]) => written.split(open!).length === written.split(close!).length);
}

function quote(text: string, { from, to }: Value): TextEdit | undefined {
  const written = text.slice(from, to);
  const newText = /["\\]/.test(written) ? `'${written.replaceAll("'", "''")}'` : `"${written}"`;
  const line = text.slice(text.lastIndexOf('\n', from - 1) + 1, from) + newText;
  const { documents, refused } = readAsGo(line, 0);
  if (refused || documents.length !== 1 || documents[0]!.problems.length > 0) return undefined;
  return lastText(documents[0]!.root) === written ? { from, to, newText } : undefined;
}

function lastText(root: YamlNode | undefined): string | undefined {
  let node = root;
  while (node && node.kind !== 'scalar') {
    if (node.kind === 'alias') return undefined;
    node = node.kind === 'seq' ? node.items.at(-1) : node.pairs.at(-1)?.value;
  }
  return node?.value;
}
