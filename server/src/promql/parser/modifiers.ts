// What stands between operator or aggregation and operand: `by (…)`, `on (…)`, `group_left (…)`, `fill (…)`.
// Layer: promql.

import type { Span } from '../../text/span';
import type { Expr, Fill, Grouping, Ident, Matching } from '../ast';
import { reaches, syntaxHistory } from '../dialect';
import type { TokenKind } from '../lexer';
import { hasInvalidBytes } from '../strings';
import type { Cursor } from './cursor';
import { parseIdent, parseNumberLiteral } from './literal';

/** Everything that may follow a binary operator. */
export interface BinaryModifiers {
  readonly bool: Span | undefined;
  readonly matching: Matching | undefined;
  readonly fills: readonly Fill[];
}

/** `[bool] [on|ignoring (…) [group_left|group_right [(…)]]] [fill…]` */
export function parseBinaryModifiers(c: Cursor): BinaryModifiers {
  if (!begins.has(c.kind)) return none;
  const bool = c.kind === 'bool' ? c.span() : undefined;
  if (bool) c.advance();
  const matching = parseMatching(c);
  return { bool, matching, fills: parseFills(c) };
}

const none: BinaryModifiers = { bool: undefined, matching: undefined, fills: [] };

const begins: ReadonlySet<TokenKind> = new Set(
  'bool on ignoring group_left group_right fill fill_left fill_right'.split(' '),
);

function parseMatching(c: Cursor): Matching | undefined {
  const { kind, from } = c;
  if (kind === 'on' || kind === 'ignoring') {
    c.advance();
    const labels = parseLabels(c, kind);
    const matching: Matching = { from, to: c.lastTo, on: kind === 'on', labels };
    const group = parseGroup(c);
    return group ? { ...matching, to: group.to, group } : matching;
  }
  if (kind !== 'group_left' && kind !== 'group_right') return undefined;
  c.syntax(`\`${c.word}\` has to follow \`on (…)\` or \`ignoring (…)\`.`);
  const group = parseGroup(c)!;
  return { from, to: group.to, on: false, labels: [], group };
}

function parseGroup(c: Cursor): Matching['group'] {
  const { kind, from } = c;
  if (kind !== 'group_left' && kind !== 'group_right') return undefined;
  c.advance();
  const labels = c.kind === '(' ? parseLabels(c, kind) : [];
  return { from, to: c.lastTo, side: kind === 'group_left' ? 'left' : 'right', labels };
}

/** `by (…)` or `without (…)`; the cursor stands on the keyword. */
export function parseGrouping(c: Cursor): Grouping {
  const { kind, from } = c;
  c.advance();
  const labels = parseLabels(c, kind);
  return { from, to: c.lastTo, without: kind === 'without', labels };
}

/** A list of labels in parentheses; one comma may trail. */
function parseLabels(c: Cursor, keyword: string): readonly Ident[] {
  const labels: Ident[] = [];
  if (!c.accept('(')) {
    c.unexpected(`\`(\` is expected behind \`${keyword}\``);
    return labels;
  }
  while (c.kind !== ')') {
    if (!atLabel(c)) {
      c.unexpected(c.kind === 'eof' ? 'the `(` is not closed' : 'a label name or `)` is expected');
      c.skipTo(')');
      break;
    }
    labels.push(parseLabel(c));
    if (c.accept(',')) continue;
    if (c.kind === ')') break;
    c.unexpected(c.kind === 'eof' ? 'the `(` is not closed' : '`,` or `)` is expected between label names');
    if (!atLabel(c)) {
      c.skipTo(')');
      break;
    }
  }
  c.accept(')');
  return labels;
}

function atLabel(c: Cursor): boolean {
  const { kind } = c;
  if (kind === 'string' || kind === 'identifier' || kind === 'metric') return true;
  const code = kind.charCodeAt(0);
  return code >= 97 && code <= 122 && !noLabel.has(kind);
}

const noLabel: ReadonlySet<TokenKind> = new Set(['without', 'number', 'duration', 'eof']);

function parseLabel(c: Cursor): Ident {
  const colon = c.kind === 'metric';
  const label = parseIdent(c);
  const unicode = c.target.features.has('promql-unquoted-utf8-names') && reaches(c.target, '3.16');
  if (label.quoted && (label.name === '' || hasInvalidBytes(label.name))) {
    c.report('label', label, 'This is no label name; it is empty or holds bytes that are no UTF-8.');
  } else if (colon && (unicode || !reaches(c.target, '3.0'))) {
    c.report('label', label, `\`${label.name}\` is no label name; only metric names may hold a colon.`);
  }
  return label;
}

function parseFills(c: Cursor): readonly Fill[] {
  const fills: Fill[] = [];
  while (c.kind === 'fill' || c.kind === 'fill_left' || c.kind === 'fill_right') {
    const side = c.kind === 'fill' ? 'both' : c.kind === 'fill_left' ? 'left' : 'right';
    if (fills.some(fill => fill.side === side || fill.side === 'both' || side === 'both')) {
      c.syntax(`\`${c.word}\` cannot follow another fill of the same side.`);
    }
    const at = c.span();
    c.requires(syntaxHistory.fillModifiers, `\`${c.word}()\``, at);
    c.advance();
    c.accept('(');
    const value = parseFillValue(c);
    if (!c.accept(')')) {
      c.unexpected('a `)` is expected behind the number');
      c.skipTo(')');
      c.accept(')');
    }
    fills.push({ from: at.from, to: c.lastTo, side, value });
  }
  return fills;
}

function parseFillValue(c: Cursor): Expr {
  const { from, kind } = c;
  if (kind === '+' || kind === '-') c.advance();
  if (c.kind !== 'number' && c.kind !== 'duration') {
    c.unexpected('a number is expected as the value to fill in');
    return c.missing();
  }
  const literal = parseNumberLiteral(c, c.kind === 'duration' ? 'duration' : 'value');
  return { ...literal, from, value: kind === '-' ? -literal.value : literal.value };
}
