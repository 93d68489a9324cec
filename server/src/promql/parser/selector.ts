// Selectors: `name{label="value", …}`, also the half-typed ones.
// Layer: promql.
import type { Span } from '../../text/span';
import type { Ident, Matcher, MatchOp, VectorSelector } from '../ast';
import type { TokenKind } from '../lexer';
import type { Cursor } from './cursor';
import { parseIdent, parseString } from './literal';

/** Keywords that cannot name a metric without braces; all others can. */
const reserved: ReadonlySet<TokenKind> = new Set(['bool', 'on', 'ignoring', 'group_left', 'group_right', 'atan2']);

/** Whether a metric name stands at the cursor. */
export function atMetricName(c: Cursor): boolean {
  const { kind } = c;
  if (kind === 'identifier' || kind === 'metric') return true;
  return kind.length > 1 && isWord(kind) && !literals.has(kind) && !reserved.has(kind);
}

const literals: ReadonlySet<TokenKind> = new Set(['number', 'duration', 'string', 'eof']);

function isWord(kind: TokenKind): boolean {
  const code = kind.charCodeAt(0);
  return code >= 97 && code <= 122;
}

/** A selector that begins with a name or with `{`; the cursor stands on either. */
export function parseSelector(c: Cursor): VectorSelector {
  const { from } = c;
  const name = c.kind === '{' ? undefined : parseIdent(c);
  if (c.kind !== '{') return selector(from, c.lastTo, name, [], undefined);
  const open = c.from;
  c.advance();
  const names: Ident[] = name ? [name] : [];
  const matchers = parseMatchers(c, names);
  const to = closeBraces(c);
  return selector(from, to, names[0], matchers, { from: open, to });
}

function selector(
  from: number,
  to: number,
  name: Ident | undefined,
  matchers: readonly Matcher[],
  braces: Span | undefined,
): VectorSelector {
  // All have the same fields in the same order: every check looks at selectors, and at one shape it looks faster.
  return { kind: 'selector', from, to, name, matchers, braces, offset: undefined, at: undefined, extend: undefined };
}

/** The matchers up to `}`. A name in quotes goes to `names` while that is empty, and becomes a matcher of `__name__` otherwise. */
function parseMatchers(c: Cursor, names: Ident[]): readonly Matcher[] {
  const matchers: Matcher[] = [];
  if (c.kind === '}') return matchers;
  for (;;) {
    if (c.kind === 'string' && !isMatchOp(c.peek())) {
      const ident = parseIdent(c);
      if (names.length === 0) names.push(ident);
      else matchers.push(nameMatcher(c, ident));
    } else if (c.kind === 'identifier' || c.kind === 'string') matchers.push(parseMatcher(c));
    else {
      c.unexpected('a label name or `}` is expected');
      return matchers;
    }
    if (!c.accept(',')) return matchers;
    // One comma may trail.
    if (c.at('}')) return matchers;
  }
}

function parseMatcher(c: Cursor): Matcher {
  const label = parseIdent(c);
  if (!isMatchOp(c.kind)) {
    c.unexpected('one of `=`, `!=`, `=~`, `!~` is expected behind the label name');
    return { from: label.from, to: label.to, label };
  }
  const op = c.kind as MatchOp;
  const opSpan = c.span();
  c.advance();
  if (c.kind !== 'string') {
    const before = c.lastTo;
    c.unexpected('a string in quotes is expected as the value of the label');
    // A bare word is most likely the value without its quotes.
    if (c.kind === 'identifier' && c.peek() !== '=') c.advance();
    return { from: label.from, to: before, label, op, opSpan };
  }
  const value = parseString(c);
  return { from: label.from, to: value.to, label, op, opSpan, value };
}

/** `{"a", "b"}` and `a{"b"}`: upstream reads the second name as one more matcher. */
function nameMatcher(c: Cursor, ident: Ident): Matcher {
  const { from, to } = ident;
  const quote = c.text[from]!;
  return {
    from,
    to,
    label: { from, to: from, name: '__name__', quoted: false },
    op: '=',
    value: { kind: 'string', from, to, value: ident.name, quote, closed: true },
  };
}

function closeBraces(c: Cursor): number {
  if (c.accept('}')) return c.lastTo;
  c.unexpected('`,` or `}` is expected between matchers');
  // Take the rest of the braces where they close; tokens of another mode show that they never do.
  let ahead = 0;
  while (braceTokens.has(c.peek(ahead))) ahead++;
  if (c.peek(ahead) === '}') {
    for (let i = 0; i <= ahead; i++) c.advance();
  }
  return c.kind === 'eof' ? Math.max(c.lastTo, c.text.length) : c.lastTo;
}

const braceTokens: ReadonlySet<TokenKind> = new Set(['identifier', 'string', ',', '=', '!=', '=~', '!~']);

function isMatchOp(kind: TokenKind): boolean {
  return kind === '=' || kind === '!=' || kind === '=~' || kind === '!~';
}
