// Durations in brackets and behind `offset`: literals, and since 3.4 arithmetic over them.
// Layer: promql. Precedences follow upstream's grammar, where `offset` takes as little as it can.
import type { DurationBinary, DurationCall, DurationExpr } from '../ast';
import { reaches, syntaxHistory } from '../dialect';
import { durationInRange } from '../durations';
import type { TokenKind } from '../lexer';
import type { Cursor } from './cursor';
import { parseNumberLiteral } from './literal';

const precedence: ReadonlyMap<TokenKind, number> = new Map([
  ['+', 1],
  ['-', 1],
  ['*', 2],
  ['/', 2],
  ['%', 2],
  ['^', 4],
]);
const signPrecedence = 3;

/** A duration between brackets. A literal has to be longer than 0. */
export function parseBracketDuration(c: Cursor): DurationExpr {
  const duration = parseDurationExpression(c, 0, 'a duration such as `5m` is expected');
  // Versions before 3.4 let a bare 0 pass and have refused `0s` already.
  const value = literalValue(c, duration);
  if (value !== undefined && value <= 0 && (reaches(c.target, '3.4') || value < 0)) {
    c.report('duration', duration, 'A duration has to be longer than 0.');
  }
  return duration;
}

/**
 * What follows `offset`: a literal or a call with at most one sign, or a parenthesis with one sign, ends at once
 * (`offset 2^2` is `(… offset 2) ^ 2`); only a parenthesis without a sign, or more signs, go on with an operator.
 */
export function parseOffsetDuration(c: Cursor): DurationExpr {
  const expected = 'a duration such as `5m` is expected behind `offset`';
  const signed = isSign(c.kind);
  const first = signed ? c.peek() : c.kind;
  if (signed ? isSign(first) : first === '(') return parseDurationExpression(c, 0, expected);
  if (!signed) return parseDurationPrimary(c, expected);
  const { kind, from } = c;
  if (kind === '+') requiresSign(c);
  c.advance();
  return applySign(kind, from, parseDurationPrimary(c, expected));
}

function parseDurationExpression(c: Cursor, least: number, expected: string): DurationExpr {
  let lhs = parseDurationOperand(c, expected);
  for (;;) {
    const op = c.kind;
    const level = precedence.get(op);
    if (level === undefined || level < least || lhs.kind === 'missing') return lhs;
    const opSpan = c.span();
    c.requires(syntaxHistory.durationExpressions, 'Arithmetic with durations', opSpan);
    c.advance();
    // Every operator takes the left side first, `^` the right one.
    const rhs = parseNested(c, op === '^' ? level : level + 1, expected);
    if ((op === '/' || op === '%') && literalValue(c, rhs) === 0) {
      c.report(
        'duration',
        opSpan,
        op === '/' ? 'The duration is divided by zero.' : 'The duration is taken modulo zero.',
      );
    }
    lhs = { kind: 'duration-binary', from: lhs.from, to: rhs.to, op: op as DurationBinary['op'], lhs, rhs };
  }
}

function parseNested(c: Cursor, least: number, expected: string): DurationExpr {
  if (!c.enter()) return c.giveUp();
  const duration = parseDurationExpression(c, least, expected);
  c.leave();
  return duration;
}

function parseDurationOperand(c: Cursor, expected: string): DurationExpr {
  const { kind, from } = c;
  if (!isSign(kind)) return parseDurationPrimary(c, expected);
  requiresSign(c);
  c.advance();
  return applySign(kind, from, parseNested(c, signPrecedence, expected));
}

function parseDurationPrimary(c: Cursor, expected: string): DurationExpr {
  const { kind, from } = c;
  if (kind === 'number' || kind === 'duration') return inRange(c, parseNumberLiteral(c, 'duration'));
  if (kind === '(') {
    c.requires(syntaxHistory.durationExpressions, 'Arithmetic with durations', c.span());
    c.advance();
    const expr = parseNested(c, 0, expected);
    closeParen(c);
    // Upstream keeps one pair of parentheses of many.
    return { kind: 'duration-paren', from, to: c.lastTo, expr: expr.kind === 'duration-paren' ? expr.expr : expr };
  }
  if (Object.hasOwn(durationCalls, kind)) return parseDurationCall(c);
  c.unexpected(expected);
  return c.missing();
}

const durationCalls: Readonly<Record<TokenKind, { readonly func: DurationCall['func']; readonly args: number }>> = {
  step: { func: 'step', args: 0 },
  range: { func: 'range', args: 0 },
  min_of: { func: 'min', args: 2 },
  max_of: { func: 'max', args: 2 },
};

function parseDurationCall(c: Cursor): DurationExpr {
  const { kind, from, word } = c;
  const { func, args: wanted } = durationCalls[kind]!;
  const short = /^(?:min|max)$/i.test(word);
  if (short) c.requires({ ...syntaxHistory.durationCalls, removedIn: '3.13' }, `\`${word}()\` of durations`, c.span());
  else if (wanted > 0) c.requires(syntaxHistory.durationMinMaxOf, `\`${word}()\` of durations`, c.span());
  else if (func === 'range') c.requires(syntaxHistory.durationRange, '`range()` as a duration', c.span());
  else c.requires(syntaxHistory.durationCalls, '`step()` as a duration', c.span());
  c.advance();
  const args: DurationExpr[] = [];
  if (!c.accept('(')) {
    c.unexpected(`\`(\` is expected behind \`${word}\``);
    return { kind: 'duration-call', from, to: c.lastTo, func, args };
  }
  while (args.length < wanted) {
    if (args.length > 0 && !c.accept(',')) {
      c.unexpected(`\`${word}()\` takes ${wanted} durations`);
      break;
    }
    args.push(parseNested(c, 0, `\`${word}()\` takes ${wanted} durations`));
  }
  closeParen(c);
  return { kind: 'duration-call', from, to: c.lastTo, func, args };
}

/** Value of a literal. Before 3.15 a literal in parentheses was one, too. */
function literalValue(c: Cursor, expr: DurationExpr): number | undefined {
  if (expr.kind === 'number') return expr.value;
  if (reaches(c.target, '3.15')) return undefined;
  if (expr.kind === 'duration-paren') return literalValue(c, expr.expr);
  const value = expr.kind === 'duration-unary' ? literalValue(c, expr.expr) : undefined;
  return value === undefined ? undefined : -value;
}

function closeParen(c: Cursor): void {
  if (c.accept(')')) return;
  c.unexpected('a `)` is expected');
  c.skipTo(')', ']');
  c.accept(')');
}

/** A minus of a literal is part of its value, any plus is dropped, as upstream does. */
function applySign(kind: TokenKind, from: number, expr: DurationExpr): DurationExpr {
  if (expr.kind === 'number') return { ...expr, from, value: kind === '-' ? -expr.value : expr.value };
  if (kind === '+' || expr.kind === 'missing') return { ...expr, from: Math.min(from, expr.from) };
  return { kind: 'duration-unary', from, to: expr.to, op: '-', expr };
}

function inRange<T extends DurationExpr & { readonly kind: 'number' }>(c: Cursor, literal: T): T {
  if (durationInRange(literal.value) || !reaches(c.target, '3.4')) return literal;
  c.report('duration', literal, 'The duration is out of range; it ends at about 292 years.');
  return { ...literal, value: 1 };
}

function requiresSign(c: Cursor): void {
  c.requires(syntaxHistory.durationSigns, 'A sign of a duration', c.span());
}

function isSign(kind: TokenKind): boolean {
  return kind === '+' || kind === '-';
}
