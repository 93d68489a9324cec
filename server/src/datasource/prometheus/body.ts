// Bodies that are no answer of the API: what they say to a person, and whether an answer that began well lacks its end.
// Layer: datasource.
import { deeperBehind, nextMark } from './json';

/** Longer texts are looked at to here. */
export const maxLooked = 20_000;

/** What a body says in words, whether it is a web page, plain text or the JSON of an API or a proxy; '' where nothing. */
export function wordsOf(body: string): string {
  const text = body.slice(0, maxLooked);
  if (isJson(text)) return wordsOfJson(text.replace(/^\uFEFF/, ''));
  const page = text.replace(/<(script|style)\b[^>]{0,1000}>.*?(<\/\1>|$)/gis, ' ');
  // The title says what the heading says again.
  const words = plain(page.replace(/<title\b[^>]{0,1000}>.*?(<\/title>|$)/gis, ' '));
  return words === '' ? plain(page) : words;
}

/** The title of a web page, by which a person knows it; '' where it has none. */
export function titleOf(page: string): string {
  const start = page.search(/<title\b/i);
  if (start < 0) return '';
  const from = page.indexOf('>', start) + 1;
  return from === 0 ? '' : plain(page.slice(from, from + 500).split('<', 1)[0]!);
}

function plain(html: string): string {
  return html.replace(/<[^>]*>?/g, ' ').trim();
}

/** Whether a body is meant to be JSON. */
export function isJson(body: string): boolean {
  return /^\uFEFF?\s*[{[]/.test(body);
}

/** Fields in which APIs tell a person what is wrong, the most telling first. */
const telling = ['error_description', 'error', 'message', 'Message', 'detail', 'msg', 'reason', 'title', 'errors'];
/** The same in a text that cannot be read as a whole. */
const told = /"(?:error|message)"\s*:\s*("(?:[^"\\]|\\.)*")/;

function wordsOfJson(text: string): string {
  const whole = parsed(text);
  if (whole !== undefined) return wordsIn(whole, 0);
  const value = parsed(told.exec(text)?.[1] ?? '');
  return typeof value === 'string' ? value : '';
}

function wordsIn(value: unknown, depth: number): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || depth > 3) return '';
  if (Array.isArray(value)) return wordsIn(value[0], depth + 1);
  const fields = value as Readonly<Record<string, unknown>>;
  for (const name of telling) {
    const words = Object.hasOwn(fields, name) ? wordsIn(fields[name], depth + 1) : '';
    if (words !== '') return words;
  }
  return '';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Whether a text begins as an answer of the API does and ends inside of it. */
export function isCutOff(text: string): boolean {
  const start =
    /^\uFEFF?\s*\{\s*(?:"(?:status|data|errorType|error|warnings|infos|isPartial|stats)"|$|"[a-zA-Z]*$)/.exec(text);
  if (!start) return false;
  let depth = 0;
  for (let at = nextMark(text, 0); at < text.length; at = nextMark(text, at + 1)) {
    if (at < 0) return true;
    depth += deeperBehind(text, at);
  }
  return depth > 0;
}
