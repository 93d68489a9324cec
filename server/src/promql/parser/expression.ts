// Expressions: operators by precedence (Pratt), calls, aggregations, parentheses.
// Layer: promql. The grammar is the one of Prometheus; a half-typed text gives a tree with holes.
import type { Span } from '../../text/span';
import type { Aggregate, Binary, Call, Expr, Grouping, Ident, Unary } from '../ast';
import { syntaxHistory } from '../dialect';
import { aggregation } from '../functions';
import type { TokenKind } from '../lexer';
import type { Cursor } from './cursor';
import { parseIdent, parseNumberLiteral, parseString } from './literal';
import { parseBinaryModifiers, parseGrouping } from './modifiers';
import { parsePostfix } from './postfix';
import { atMetricName, parseSelector } from './selector';

/** Binary operators from loose to tight; all take the left side first but `^`. */
const precedence: ReadonlyMap<TokenKind, number> = new Map([
  ['or', 1],
  ['and', 2],
  ['unless', 2],
  ['==', 3],
  ['!=', 3],
  ['<', 3],
  ['<=', 3],
  ['>', 3],
  ['>=', 3],
  ['</', 3],
  ['>/', 3],
  ['+', 4],
  ['-', 4],
  ['*', 5],
  ['/', 5],
  ['%', 5],
  ['atan2', 5],
  ['^', 6],
]);

/** A sign binds as `*` does: `-a ^ b` is -(a ^ b), `-a * b` is (-a) * b. */
const powerPrecedence = 6;

/** Keywords that may be called like functions. */
const callable: ReadonlySet<TokenKind> = new Set(['identifier', 'start', 'end', 'step', 'range', 'min_of', 'max_of']);

/** How many tokens of a chain of operators are read between two yields. */
const tokensPerSlice = 1000;

/** The expression that a whole text is, in slices: a chain of operators may have megabytes. Each operand is read in one go. */
export function* parseWhole(c: Cursor): Generator<void, Expr> {
  if (!c.enter()) return c.giveUp();
  let lhs = parseOperand(c);
  let height = c.height;
  let pauseAt = tokensPerSlice;
  while (precedence.has(c.kind)) {
    if (c.pos >= pauseAt) {
      pauseAt = c.pos + tokensPerSlice;
      yield;
    }
    lhs = parseOperation(c, lhs, height) ?? c.giveUp();
    height = c.height;
  }
  c.leave();
  return lhs;
}

/** The expression at the cursor with operators of at least this precedence. */
function parseExpression(c: Cursor, least: number): Expr {
  let lhs = parseOperand(c);
  let height = c.height;
  for (;;) {
    const level = precedence.get(c.kind);
    if (level === undefined || level < least) {
      c.height = height;
      return lhs;
    }
    const longer = parseOperation(c, lhs, height);
    if (!longer) return c.giveUp();
    lhs = longer;
    height = c.height;
  }
}

/** The operator at the cursor and what is on its right, with what is on its left; undefined where the tree gets too high. */
function parseOperation(c: Cursor, lhs: Expr, height: number): Binary | undefined {
  const op = c.kind;
  const level = precedence.get(op)!;
  const opSpan = c.span();
  if (op === '</' || op === '>/') c.requires(syntaxHistory.trimOperators, `The operator \`${op}\``, opSpan);
  c.advance();
  const { bool, matching, fills } = parseBinaryModifiers(c);
  const rhs = parseNested(c, op === '^' ? level : level + 1);
  if (!c.grow(height, c.height)) return undefined;
  return { kind: 'binary', from: lhs.from, to: rhs.to, op, opSpan, lhs, rhs, bool, matching, fills };
}

/** An expression one level deeper; behind the limit it is a hole, and the rest of the text is skipped. */
export function parseNested(c: Cursor, least = 0): Expr {
  if (!c.enter()) return c.giveUp();
  const node = parseExpression(c, least);
  c.leave();
  return node;
}

function parseOperand(c: Cursor): Expr {
  const { kind, from } = c;
  if (kind !== '+' && kind !== '-') return parsePostfix(c, parsePrimary(c));
  c.advance();
  const expr = parseNested(c, powerPrecedence);
  // The sign of a literal is part of its value, as upstream folds it.
  if (expr.kind === 'number') return { ...expr, from, value: kind === '-' ? -expr.value : expr.value };
  c.grow(c.height);
  return { kind: 'unary', from, to: expr.to, op: kind, expr } satisfies Unary;
}

function parsePrimary(c: Cursor): Expr {
  const { kind } = c;
  c.height = 0;
  switch (kind) {
    case 'number':
    case 'duration':
      return parseNumberLiteral(c, 'value');
    case 'string':
      return parseString(c);
    case '{':
      return parseSelector(c);
    case '(':
      return parseParen(c);
  }
  const next = c.peek();
  if (next === '(' && callable.has(kind)) return parseCall(c);
  if ((next === '(' || next === 'by' || next === 'without') && aggregation(kind)) return parseAggregate(c);
  if (atMetricName(c)) return parseSelector(c);
  return parseHole(c);
}

/** Nothing that an expression can begin with. */
function parseHole(c: Cursor): Expr {
  const { kind } = c;
  if (kind === 'eof' && c.pos === 0) c.syntax('There is no expression.', { from: 0, to: c.text.length });
  else if (kind === ')') c.unexpected(c.lastTo === 0 ? 'it closes nothing' : 'an operand is expected before it');
  else c.unexpected('an operand is expected', c.pos > 0 && c.peek(-1) === ',' ? c.lastTo : c.from);
  return c.missing();
}

function parseParen(c: Cursor): Expr {
  const { from } = c;
  const open = c.span();
  c.advance();
  const expr = parseNested(c);
  if (!c.accept(')')) {
    unclosed(c, open);
    c.skipTo(')');
    c.accept(')');
  }
  c.grow(c.height);
  return { kind: 'paren', from, to: Math.max(c.lastTo, expr.to), expr };
}

/** The cursor stands where a `)` belongs. */
function unclosed(c: Cursor, open: { readonly from: number }): void {
  if (c.kind === 'eof') {
    const line = c.text.slice(0, open.from).split('\n').length;
    const where = c.text.includes('\n') ? ` of line ${line}` : ` at character ${open.from + 1}`;
    c.syntax(`The \`(\`${where} is not closed.`);
  } else c.unexpected('an operator, `,` or `)` is expected');
}

interface Arguments {
  readonly args: readonly Expr[];
  readonly parens: { readonly from: number; readonly to: number };
  /** Nothing is missing, so that their number counts. */
  readonly complete: boolean;
}

/** Arguments in parentheses; the cursor stands on `(`. */
function parseArguments(c: Cursor): Arguments {
  const open = c.span();
  c.advance();
  const args: Expr[] = [];
  let height = 0;
  let complete = true;
  while (c.kind !== ')') {
    const arg = parseNested(c);
    height = Math.max(height, c.height);
    if (arg.kind === 'missing') complete = false;
    // The hole of `f(` is not an argument, the one of `f(a, ` is.
    if (arg.kind !== 'missing' || args.length > 0 || c.kind === ',') args.push(arg);
    if (c.kind !== ',' && c.kind !== ')') {
      unclosed(c, open);
      complete = false;
      c.skipTo(',', ')');
    }
    if (c.kind === ')' || c.kind === 'eof') break;
    const comma = c.span();
    c.advance();
    if (c.kind === ')') {
      c.report('arguments', comma, 'A comma cannot stand behind the last argument.');
      complete = false;
    }
  }
  if (!c.accept(')')) {
    unclosed(c, open);
    complete = false;
  }
  c.height = height;
  const end = Math.max(c.lastTo, args.at(-1)?.to ?? 0);
  return { args, parens: { from: open.from, to: end }, complete };
}

function parseCall(c: Cursor): Call {
  const func: Ident = parseIdent(c);
  const { args, parens } = parseArguments(c);
  c.grow(c.height);
  return { kind: 'call', from: func.from, to: parens.to, func, args, parens };
}

function parseAggregate(c: Cursor): Aggregate {
  const op = c.kind;
  const opSpan = c.span();
  c.advance();
  const before = c.kind === 'by' || c.kind === 'without' ? parseGrouping(c) : undefined;
  const { args, parens, complete } = c.kind === '(' ? parseArguments(c) : noArguments(c);
  const after = !before && (c.kind === 'by' || c.kind === 'without') ? parseGrouping(c) : undefined;
  const to = Math.max(parens.to, after?.to ?? 0);
  c.grow(c.height);
  const node = aggregate(c, { op, opSpan, from: opSpan.from, to, parens }, args, before ?? after);
  if (complete) checkCount(c, node, args.length);
  return node;
}

function noArguments(c: Cursor): Arguments {
  c.unexpected('the argument in parentheses is expected');
  const at = c.lastTo;
  return { args: [], parens: { from: at, to: at }, complete: false };
}

function aggregate(
  c: Cursor,
  head: Pick<Aggregate, 'op' | 'opSpan' | 'from' | 'to' | 'parens'>,
  args: readonly Expr[],
  grouping: Grouping | undefined,
): Aggregate {
  const withParam = aggregation(head.op)?.param !== undefined;
  const { op, opSpan, from, to, parens } = head;
  const taken = withParam ? 2 : 1;
  const param = withParam ? args[0] : undefined;
  const expr = args[taken - 1] ?? missingArgument(c, parens, args.length > 0);
  const extra = args.length > taken ? args.slice(taken) : undefined;
  return { kind: 'aggregate', from, to, op, opSpan, param, expr, extra, parens, grouping };
}

/** The hole between parentheses, or before the closing one where other arguments stand in them. */
function missingArgument(c: Cursor, { from, to }: Span, behindOthers: boolean): Expr {
  const end = Math.max(from, to - (c.text[to - 1] === ')' ? 1 : 0));
  return { kind: 'missing', from: behindOthers ? end : Math.min(from + 1, end), to: end };
}

function checkCount(c: Cursor, node: Aggregate, count: number): void {
  const { op, parens } = node;
  const wanted = aggregation(op)?.param === undefined ? 1 : 2;
  if (count === wanted) return;
  const needs = wanted === 1 ? 'one argument' : 'two arguments, the first of them its parameter';
  c.report('arguments', { from: node.from, to: parens.to }, `\`${op}\` takes ${needs}, not ${count || 'none'}.`);
}
