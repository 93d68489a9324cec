// Alertmanager's matchers as text: the classic parser, the UTF-8 parser, and the rule by which the default mode chooses.
// Layer: model (pure text).
import { decodeString } from '../promql/strings';
import { isSince, type Version } from '../target/version';
import { createRecall, ownCopy, type Recall } from '../text/ownCopy';
import type { Problem } from '../text/span';
import { regexProblem } from './goRegex';

export type MatcherOp = '=' | '!=' | '=~' | '!~';

export interface Matcher {
  readonly name: string;
  readonly op: MatcherOp;
  readonly value: string;
}

/** `classic`: up to 0.26 or by flag. `utf8`: strict, by flag. `fallback`: both, the default since 0.27. */
export type MatcherMode = 'classic' | 'utf8' | 'fallback';

/** How a version of Alertmanager reads matchers where no flag says it. */
export function usualMode(alertmanager: Version): MatcherMode {
  return isSince(alertmanager, '0.27') ? 'fallback' : 'classic';
}

export interface ParsedMatchers {
  /** Those read before the problem, all where there is none. */
  readonly matchers: readonly Matcher[];
  /** What Alertmanager refuses; offsets are in the text. */
  readonly problem?: Problem;
  /** In fallback mode: only the classic parser takes the text, or the two read it differently. */
  readonly note?: 'classic-only' | 'disagreement';
}

type RegexCheck = (pattern: string) => string | undefined;

/** Reads one string of a `matchers` list, which may hold several matchers. Never throws. */
export function parseMatchers(text: string, mode: MatcherMode, checkRegex: RegexCheck = regexProblem): ParsedMatchers {
  if (mode === 'classic') return parseClassic(text, checkRegex);
  const modern = parseUtf8(text, checkRegex);
  if (mode === 'utf8') return modern;
  const classic = parseClassic(text, checkRegex);
  if (modern.problem) return classic.problem ? classic : { ...classic, note: 'classic-only' };
  return classic.problem || same(modern.matchers, classic.matchers) ? modern : { ...classic, note: 'disagreement' };
}

/** A reader of matchers that remembers what it read last: of a large file an edit changes one of thousands. */
export function createMatcherReader(
  checkRegex: RegexCheck = regexProblem,
): (text: string, mode: MatcherMode) => ParsedMatchers {
  const modes: Readonly<Record<MatcherMode, Recall<ParsedMatchers>>> = {
    classic: createRecall(mostRemembered, mostCharacters),
    utf8: createRecall(mostRemembered, mostCharacters),
    fallback: createRecall(mostRemembered, mostCharacters),
  };
  return (text, mode) => {
    const recall = modes[mode];
    const known = recall.get(text);
    if (known) return known;
    const parsed = parseMatchers(ownCopy(text), mode, checkRegex);
    // An array that grew has room for a dozen, and thousands are kept.
    const kept = { ...parsed, matchers: parsed.matchers.slice() };
    recall.set(text, kept);
    return kept;
  };
}

const mostRemembered = 4_096;
const mostCharacters = 1_000_000;

function same(a: readonly Matcher[], b: readonly Matcher[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, i) => one.name === b[i]!.name && one.op === b[i]!.op && one.value === b[i]!.value)
  );
}

// ---- classic ----

const CLASSIC = /^[\t\n\f\r ]*([a-zA-Z_:][a-zA-Z0-9_:]*)[\t\n\f\r ]*(=~|=|!=|!~)[\t\n\f\r ]*([\s\S]*)$/d;

function parseClassic(text: string, checkRegex: RegexCheck): ParsedMatchers {
  const from = text.startsWith('{') ? 1 : 0;
  const to = text.endsWith('}') && text.length > from ? text.length - 1 : text.length;
  const matchers: Matcher[] = [];
  for (const part of splitClassic(text, from, to)) {
    const read = classicMatcher(text.slice(part.from, part.to), part.from, checkRegex);
    if ('message' in read) return { matchers, problem: read };
    matchers.push(read);
  }
  return { matchers };
}

/** From the first character to the last that is no white space to Go: U+0085 is some, the byte order mark is not. */
const LAST_PART =
  /[^\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000](?:[\s\S]*[^\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000])?/;

/** The parts between commas outside double quotes; a blank last part is none. */
function splitClassic(
  text: string,
  from: number,
  to: number,
): readonly { readonly from: number; readonly to: number }[] {
  const parts: { from: number; to: number }[] = [];
  let start = from;
  let quoted = false;
  let escaped = false;
  for (let i = from; i < to; i++) {
    const char = text[i];
    if (char === ',' && !quoted) {
      parts.push({ from: start, to: i });
      start = i + 1;
    } else if (char === '"') {
      if (escaped) escaped = false;
      else quoted = !quoted;
    } else if (char === '\\') escaped = !escaped;
    else if (char !== ',') escaped = false;
  }
  // The last part alone is trimmed, of all that Unicode calls white space.
  const last = LAST_PART.exec(text.slice(start, to));
  if (last) parts.push({ from: start + last.index, to: start + last.index + last[0].length });
  return parts;
}

function withoutBlanksBehind(text: string): string {
  let to = text.length;
  while (to > 0 && '\t\n\f\r '.includes(text[to - 1]!)) to--;
  return text.slice(0, to);
}

function classicMatcher(part: string, base: number, checkRegex: RegexCheck): Matcher | Problem {
  const found = CLASSIC.exec(part);
  const whole = { from: base, to: base + part.length };
  if (!found?.indices) {
    const trimmed = part.trim();
    const at =
      trimmed === ''
        ? whole
        : { from: base + part.indexOf(trimmed), to: base + part.indexOf(trimmed) + trimmed.length };
    const message =
      trimmed === ''
        ? 'There is nothing between two commas; remove one.'
        : `\`${trimmed}\` is no matcher; write a label name, then =, !=, =~ or !~, then a value in double quotes.`;
    return { ...at, code: 'invalid-matcher', message };
  }
  const [, name, op, rest] = found as unknown as [string, string, MatcherOp, string];
  const raw = withoutBlanksBehind(rest);
  const [valueFrom] = found.indices[3]!;
  const valueTo = valueFrom + raw.length;
  const at = { from: base + valueFrom, to: base + valueTo };
  const value = classicValue(raw);
  if (value === undefined) {
    return {
      ...at,
      code: 'invalid-matcher',
      message: raw.startsWith('=')
        ? `Matchers have no operator \`${op}=\`; write ${op === '=' ? '`=`' : '`=` or `!=`'}.`
        : 'A double quote inside the value must be written as \\", and an opening one needs its closing one.',
    };
  }
  return regexChecked({ name, op, value }, at, checkRegex);
}

/** The value without its quotes and escapes; undefined where a quote stands alone. */
function classicValue(raw: string): string | undefined {
  let open = raw.startsWith('"');
  const body = open ? raw.slice(1) : raw;
  let value = '';
  for (let i = 0; i < body.length; i++) {
    const char = body[i]!;
    if (char === '\\' && i < body.length - 1) {
      const next = body[++i]!;
      value += next === 'n' ? '\n' : next === '"' || next === '\\' ? next : `\\${next}`;
    } else if (char === '"') {
      if (!open || i < body.length - 1) return undefined;
      open = false;
    } else value += char;
  }
  return open ? undefined : value;
}

// ---- UTF-8 ----

interface Token {
  readonly kind: '{' | '}' | ',' | 'op' | 'quoted' | 'bare' | 'end' | 'bad';
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

function parseUtf8(text: string, checkRegex: RegexCheck): ParsedMatchers {
  const tokens = lex(text);
  const matchers: Matcher[] = [];
  let at = 0;
  const wrong = (token: Token, message: string): ParsedMatchers => ({
    matchers,
    problem: {
      from: token.from,
      to: token.to,
      code: 'invalid-matcher',
      message: token.kind === 'bad' ? badToken(token) : message,
    },
  });
  const peek = (): Token => tokens[Math.min(at, tokens.length - 1)]!;
  const open = peek().kind === '{';
  if (open) at++;
  if (peek().kind === 'end' && !open) return { matchers };
  while (peek().kind !== '}' && !(matchers.length > 0 && peek().kind === 'end')) {
    const name = peek();
    if (name.kind === 'end') break;
    if (name.kind !== 'quoted' && name.kind !== 'bare') return wrong(name, 'A label name must stand here.');
    at++;
    const op = peek();
    if (op.kind !== 'op') return wrong(op, 'An operator must stand here: =, !=, =~ or !~.');
    at++;
    const value = peek();
    if (value.kind !== 'quoted' && value.kind !== 'bare')
      return wrong(value, 'A value must stand here; write it in double quotes, "" for an empty one.');
    at++;
    const [nameText, valueText] = [unquote(name), unquote(value)];
    if (nameText === undefined) return wrong(name, 'The quoted name has an escape that is not allowed.');
    if (valueText === undefined)
      return wrong(value, 'The quoted value has an escape that is not allowed; write a backslash as \\\\.');
    const read = regexChecked({ name: nameText, op: op.text as MatcherOp, value: valueText }, value, checkRegex);
    if ('message' in read) return { matchers, problem: read };
    matchers.push(read);
    const next = peek();
    if (next.kind === ',') {
      at++;
      const after = peek();
      if (after.kind !== 'quoted' && after.kind !== 'bare' && after.kind !== '}' && after.kind !== 'end') {
        return wrong(after, 'A matcher or `}` must follow the comma.');
      }
    } else if (next.kind !== '}' && next.kind !== 'end') {
      return wrong(next, 'A comma must stand before the next matcher; put a value with blanks into double quotes.');
    }
  }
  if (open) {
    if (peek().kind !== '}') return wrong(peek(), 'The closing `}` is missing.');
    at++;
  } else if (peek().kind === '}') return wrong(peek(), 'This `}` has no opening `{`.');
  return peek().kind === 'end' ? { matchers } : wrong(peek(), 'Nothing may follow the matchers.');
}

function badToken({ text }: Token): string {
  if (text.startsWith('"')) return 'The closing double quote is missing.';
  if (text === '!') return 'Behind `!` must follow = or ~.';
  return `\`${text}\` may stand only inside double quotes.`;
}

/** White space, brackets and commas, operators, text in double quotes, text without quotes; anything else is wrong. */
const PIECE =
  /([\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+)|([{},])|(!=|!~|=~|=)|("(?:\\[\s\S]|[^"\\])*")|([^\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000{}!=~,\\"'`]+)|([\s\S])/gy;

function lex(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const found of text.matchAll(PIECE)) {
    const [all, space, mark, op, quoted, bare] = found;
    if (space !== undefined) continue;
    const token = { text: all, from: found.index, to: found.index + all.length };
    if (mark !== undefined) tokens.push({ ...token, kind: mark as '{' | '}' | ',' });
    else if (op !== undefined) tokens.push({ ...token, kind: 'op' });
    else if (quoted !== undefined) tokens.push({ ...token, kind: 'quoted' });
    else if (bare !== undefined) tokens.push({ ...token, kind: 'bare' });
    else {
      tokens.push({ ...token, kind: 'bad' });
      return tokens;
    }
  }
  tokens.push({ kind: 'end', text: '', from: text.length, to: text.length });
  return tokens;
}

function unquote(token: Token): string | undefined {
  if (token.kind !== 'quoted') return token.text;
  if (token.text.includes('\n')) return undefined;
  const decoded = decodeString(token.text);
  return decoded.error ? undefined : decoded.value;
}

function regexChecked(
  matcher: Matcher,
  at: { readonly from: number; readonly to: number },
  checkRegex: RegexCheck,
): Matcher | Problem {
  if (matcher.op !== '=~' && matcher.op !== '!~') return matcher;
  const problem = checkRegex(matcher.value);
  if (problem === undefined) return matcher;
  return {
    from: at.from,
    to: at.to,
    code: 'invalid-regex',
    message: `\`${matcher.value}\` is no regular expression: ${problem}`,
  };
}
