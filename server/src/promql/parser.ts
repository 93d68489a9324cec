// From the text of an expression to its tree and what is wrong with it.
// Layer: promql. Error tolerant: any text gives a tree, a half-typed one gives one precise syntax error.
import { finish } from '../text/slices';
import type { Problem } from '../text/span';
import type { Comment, Expr } from './ast';
import { checkPromql } from './check';
import type { Dialect } from './dialect';
import { lexInSlices } from './lexer';
import { Cursor, orderProblems } from './parser/cursor';
import { parseWhole } from './parser/expression';

/** A parsed expression. */
export interface ParsedPromql {
  readonly expr: Expr;
  /** What is wrong: see `ProblemCode` in `problem.ts`. */
  readonly problems: readonly Problem[];
  readonly comments: readonly Comment[];
}

/**
 * Parses an expression. `problems` are those of syntax (at most one, first) and of constructs the dialect lacks;
 * `checkPromql` finds those of meaning. Never throws; every span lies in the text.
 */
export function parsePromql(text: string, target: Dialect): ParsedPromql {
  return finish(parseInSlices(text, target));
}

function* parseInSlices(text: string, target: Dialect): Generator<void, ParsedPromql> {
  const tokens = yield* lexInSlices(text, target);
  const c = new Cursor(text, tokens, target);
  const expr = yield* parseWhole(c);
  if (c.kind === ')') c.unexpected('there is no `(` before it');
  else if (c.kind !== 'eof') c.unexpected('an operator or the end of the expression is expected');
  return { expr, problems: c.problems(), comments: tokens.comments };
}

/** Parses and checks: all problems, syntax first, then by place. */
export function analyzePromql(text: string, target: Dialect): ParsedPromql {
  return finish(analyzePromqlInSlices(text, target));
}

/** The same in slices. */
export function* analyzePromqlInSlices(text: string, target: Dialect): Generator<void, ParsedPromql> {
  const parsed = yield* parseInSlices(text, target);
  const [first] = parsed.problems;
  if (first?.code === 'too-deep') return parsed;
  const until = first?.code === 'syntax' ? first.from : undefined;
  yield;
  const meaning = yield* checkPromql(parsed.expr, text, target, until);
  if (meaning.length === 0) return parsed;
  return { ...parsed, problems: orderProblems([...parsed.problems, ...meaning]) };
}
