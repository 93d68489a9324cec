// Actions that only write a text: `{{ "{{" }}`, `` {{`{{ $labels.x }}`}} ``, Jinja's `{{ '{{' }}`. What they write is known.
// Layer: model.
import type { Replacement } from './parts';

/** How an engine writes texts within its braces. */
export interface LiteralStyle {
  /** The signs that texts stand in. */
  readonly quotes: string;
  /** Joins texts to one: Jinja's `~`. */
  readonly joins?: string;
  /** Functions behind a `|` that put the text into quotes of YAML. */
  readonly quoting?: Readonly<Record<string, string>>;
}

/**
 * The replacements that leave of the action in `[at, to)` what it writes; undefined where that is not certain. The braces
 * may trim white space of their line, and none beyond.
 */
export function literalAction(
  text: string,
  at: number,
  to: number,
  style: LiteralStyle,
): readonly Replacement[] | undefined {
  if (!text.startsWith('}}', to - 2)) return undefined;
  let from = at;
  let first = at + 2;
  if (text[first] === '-') {
    first++;
    while (isBlank(text[from - 1])) from--;
    if (from === 0 || text[from - 1] === '\n') return undefined;
  }
  let end = to;
  let last = to - 2;
  if (text[last - 1] === '-') {
    last--;
    while (isBlank(text[end])) end++;
    if (end === text.length || text[end] === '\n' || text[end] === '\r') return undefined;
  }
  const word = /^[ \t]*print[ \t]+/.exec(text.slice(first, first + 20));
  return readLiterals(text, { from, first: first + (word?.[0].length ?? 0), last, end }, style);
}

interface Action {
  /** With the white space that the braces trim. */
  readonly from: number;
  readonly end: number;
  /** What stands between the braces. */
  readonly first: number;
  readonly last: number;
}

function readLiterals(
  text: string,
  { from, first, last, end }: Action,
  { quotes, joins, quoting }: LiteralStyle,
): readonly Replacement[] | undefined {
  const found: Replacement[] = [];
  /** Where what is cut begins. */
  let cut = from;
  let at = skipBlanks(text, first, last);
  for (;;) {
    const quote = text[at]!;
    if (at >= last || !quotes.includes(quote)) return undefined;
    found.push({ from: cut, to: at + 1, text: '' });
    const close = closingQuote(text, at + 1, last, quote, found);
    if (close === undefined) return undefined;
    cut = close;
    at = skipBlanks(text, close + 1, last);
    if (at >= last) break;
    if (text[at] === '|') {
      const sign = quoting?.[text.slice(at + 1, last).trim()];
      if (sign === undefined || found.length > 1) return undefined;
      const inner = text.slice(found[0]!.to, close);
      if (inner.includes(sign) || /[\\\n]/.test(inner)) return undefined;
      return [
        { from, to: found[0]!.to, text: sign },
        { from: close, to: end, text: sign },
      ];
    }
    if (joins === undefined || !joins.includes(text[at]!)) return undefined;
    at = skipBlanks(text, at + 1, last);
  }
  found.push({ from: cut, to: end, text: '' });
  return found;
}

/** The offset of the quote that ends a text; escapes that stand for themselves are put into `found`. */
function closingQuote(
  text: string,
  from: number,
  last: number,
  quote: string,
  found: Replacement[],
): number | undefined {
  for (let at = from; at < last; at++) {
    if (text[at] === quote) return at;
    if (quote === '`' || (text[at] !== '\\' && text[at] !== '\n')) continue;
    if (text[at + 1] !== '\\' && text[at + 1] !== quote) return undefined;
    found.push({ from: at, to: at + 1, text: '' });
    at++;
  }
  return undefined;
}

function skipBlanks(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && (isBlank(text[at]) || text[at] === '\n' || text[at] === '\r')) at++;
  return at;
}

function isBlank(char: string | undefined): boolean {
  return char === ' ' || char === '\t';
}

/** The offset behind the `}}` of the action at `at`, texts in quotes passed over; the line's end where nothing closes it. */
export function actionEnd(text: string, at: number, quotes: string): number {
  for (let i = at + 2; i < text.length; i++) {
    const char = text[i]!;
    if (char === '}' && text[i + 1] === '}') return i + 2;
    if (!quotes.includes(char)) continue;
    if (char === '`') {
      const end = text.indexOf('`', i + 1);
      if (end > 0) i = end;
    } else {
      for (i++; i < text.length && text[i] !== char && text[i] !== '\n'; i++) if (text[i] === '\\') i++;
    }
  }
  const lineEnd = text.indexOf('\n', at);
  return lineEnd < 0 ? text.length : lineEnd;
}
