// What follows an operand and binds tightest: `[5m]`, `[1h:1m]`, `offset 5m`, `@ 123`, `anchored`, `smoothed`.
// Layer: promql. Nodes are rebuilt with the modifier; a range's modifiers stand on its selector, as in Go.
import type { AtModifier, DurationExpr, Expr, OffsetModifier, Subquery, VectorSelector } from '../ast';
import { reaches, syntaxHistory } from '../dialect';
import { roundAway } from '../durations';
import type { Cursor } from './cursor';
import { parseBracketDuration, parseOffsetDuration } from './duration';
import { parseNumberLiteral } from './literal';

/** More than this in a row is not worth reading: valid expressions have four. */
const maxPostfix = 100;

/** Applies every postfix operator at the cursor to `expr`. */
export function parsePostfix(c: Cursor, operand: Expr): Expr {
  let expr = operand;
  for (let count = 0; ; count++) {
    if (count > maxPostfix) return c.giveUp();
    switch (c.kind) {
      case '[':
        expr = parseBrackets(c, expr);
        break;
      case 'offset':
        expr = parseOffset(c, expr);
        break;
      case '@':
        expr = parseAt(c, expr);
        break;
      case 'anchored':
      case 'smoothed':
        expr = parseExtend(c, expr, c.kind);
        break;
      default:
        return expr;
    }
  }
}

function parseBrackets(c: Cursor, expr: Expr): Expr {
  const open = c.from;
  c.advance();
  const range = parseBracketDuration(c);
  const colon = c.accept(':');
  const step = colon && c.kind !== ']' ? parseBracketDuration(c) : undefined;
  if (!c.accept(']')) {
    c.unexpected(colon ? 'a `]` is expected' : 'a `]`, or a `:` and a step, is expected');
    c.skipTo(']', ')');
    c.accept(']');
  }
  const brackets = { from: open, to: Math.max(c.lastTo, range.to, step?.to ?? 0) };
  const { from } = expr;
  const { to } = brackets;
  const subquery: Subquery = {
    kind: 'subquery',
    from,
    to,
    expr,
    range,
    step,
    brackets,
    offset: undefined,
    at: undefined,
  };
  if (colon || expr.kind === 'missing') return subquery;
  if (expr.kind !== 'selector') {
    c.report(
      'modifier',
      brackets,
      'A range can only follow a selector; for other expressions write a subquery such as `[5m:]`.',
    );
    return subquery;
  }
  if (expr.offset && blocksRange(c, expr.offset)) {
    c.report('modifier', brackets, 'The range has to stand before `offset`.');
  } else if (expr.at && (expr.at.anchor === 'time' || reaches(c.target, '3.15'))) {
    c.report('modifier', brackets, 'The range has to stand before `@`.');
  }
  return { kind: 'matrix', from, to, selector: expr, range, brackets };
}

/** Before 3.15 an offset that is an expression went unnoticed. */
function blocksRange(c: Cursor, offset: OffsetModifier): boolean {
  return isSet(offset) && (offset.duration.kind === 'number' || reaches(c.target, '3.15'));
}

/** An offset that rounds to nothing does not count as one. */
function isSet({ duration }: OffsetModifier): boolean {
  return duration.kind !== 'number' || roundAway(duration.value * 1e9) !== 0;
}

type Modified = {
  readonly offset?: OffsetModifier;
  readonly at?: AtModifier;
  readonly extend?: VectorSelector['extend'];
};

/** The node that carries modifiers: a selector, the selector of a range, or a subquery. */
function carrier(expr: Expr): VectorSelector | Subquery | undefined {
  if (expr.kind === 'selector' || expr.kind === 'subquery') return expr;
  return expr.kind === 'matrix' ? expr.selector : undefined;
}

/** `expr` with the modifier on its carrier, its span going on to the cursor's last token. */
function withModifier(c: Cursor, expr: Expr, modified: Modified): Expr {
  const to = c.lastTo;
  if (expr.kind === 'matrix') return { ...expr, to, selector: { ...expr.selector, ...modified } };
  if (expr.kind === 'selector' || expr.kind === 'subquery') return { ...expr, to, ...modified } as Expr;
  return expr;
}

function parseOffset(c: Cursor, expr: Expr): Expr {
  const { from } = c;
  c.advance();
  const duration: DurationExpr = parseOffsetDuration(c);
  const offset: OffsetModifier = { from, to: Math.max(c.lastTo, duration.to), duration };
  const on = carrier(expr);
  if (!on) {
    if (expr.kind !== 'missing' && duration.kind !== 'missing') {
      c.report('modifier', expr, '`offset` can only follow a selector, a range or a subquery.');
    }
    return expr;
  }
  if (on.offset && isSet(on.offset)) {
    c.report('modifier', { from: expr.from, to: offset.to }, 'There are two offsets; one is enough.');
    return withModifier(c, expr, {});
  }
  return withModifier(c, expr, { offset });
}

function parseAt(c: Cursor, expr: Expr): Expr {
  const { from } = c;
  c.advance();
  const at = parseAtModifier(c, from);
  const on = carrier(expr);
  const { time } = at;
  if (time !== undefined && !(time < 2 ** 63 && time > -(2 ** 63))) {
    c.report('modifier', { from: expr.from, to: at.to }, 'The time behind `@` is no time; write Unix seconds.');
  }
  if (!on) {
    if (expr.kind !== 'missing' && (at.anchor !== 'time' || time !== undefined)) {
      c.report('modifier', expr, '`@` can only follow a selector, a range or a subquery.');
    }
    return expr;
  }
  if (on.at) {
    c.report('modifier', { from: expr.from, to: at.to }, 'There are two times (`@`); one is enough.');
    return withModifier(c, expr, {});
  }
  return withModifier(c, expr, { at });
}

function parseAtModifier(c: Cursor, from: number): AtModifier {
  const { kind } = c;
  if (kind === 'start' || kind === 'end') {
    c.advance();
    if (!c.accept('(') || !c.accept(')')) c.unexpected(`\`()\` is expected behind \`${kind}\``);
    return { from, to: c.lastTo, anchor: kind };
  }
  const signed = kind === '+' || kind === '-';
  if (signed) c.advance();
  if (c.kind === 'number' || c.kind === 'duration') {
    const { value } = parseNumberLiteral(c, 'value');
    return { from, to: c.lastTo, anchor: 'time', time: kind === '-' ? -value : value };
  }
  c.unexpected('a time in Unix seconds, `start()` or `end()` is expected behind `@`');
  return { from, to: c.lastTo, anchor: 'time' };
}

function parseExtend(c: Cursor, expr: Expr, kind: 'anchored' | 'smoothed'): Expr {
  const at = c.span();
  c.requires(syntaxHistory.extendedRanges, `\`${kind}\``, at);
  c.advance();
  if (expr.kind === 'missing') return expr;
  if (expr.kind !== 'selector' && expr.kind !== 'matrix') {
    const what = expr.kind === 'subquery' ? 'a selector, not a subquery' : 'a selector';
    c.report('modifier', { from: expr.from, to: at.to }, `\`${kind}\` can only follow ${what}.`);
    return expr;
  }
  const { extend } = expr.kind === 'matrix' ? expr.selector : expr;
  if (extend && extend.kind !== kind) {
    c.report('modifier', { from: expr.from, to: at.to }, '`anchored` and `smoothed` exclude each other.');
    return withModifier(c, expr, {});
  }
  return withModifier(c, expr, { extend: extend ?? { ...at, kind } });
}
