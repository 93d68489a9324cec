// The state of one parse: where it stands in the tokens, how deep it is, and what it found wrong.
// Layer: promql. Only the first syntax error is kept: what follows one is most often its echo.
import type { Problem, Span } from '../../text/span';
import type { Missing } from '../ast';
import { excerpt } from '../characters';
import { type Availability, type Dialect, unavailable } from '../dialect';
import type { LexError, TokenKind, Tokens } from '../lexer';
import type { ProblemCode } from '../problem';

/** Expressions may be nested this deep; the limit keeps every walk of a tree far from the end of the stack. */
const maxDepth = 400;

/** Chains such as `a or b or …` may be this long. */
const maxHeight = 2000;

/** A cursor over the tokens of one text. */
export class Cursor {
  pos = 0;
  /** Height of the tree that was built last; `parseExpression` keeps it. */
  height = 0;
  private depth = 0;
  private syntaxError: { readonly token: number; readonly problem: Problem } | undefined;
  private readonly found: Problem[] = [];

  constructor(
    readonly text: string,
    readonly tokens: Tokens,
    readonly target: Dialect,
  ) {}

  get kind(): TokenKind {
    return this.tokens.kinds[this.pos]!;
  }

  /** Kind of the token `ahead` places on. */
  peek(ahead = 1): TokenKind {
    return this.tokens.kinds[this.pos + ahead] ?? 'eof';
  }

  get from(): number {
    return this.tokens.from[this.pos]!;
  }

  get to(): number {
    return this.tokens.to[this.pos]!;
  }

  /** Text of the current token. */
  get word(): string {
    return this.text.slice(this.from, this.to);
  }

  /** End of the token before the current one. */
  get lastTo(): number {
    return this.pos === 0 ? 0 : this.tokens.to[this.pos - 1]!;
  }

  /** Span of the current token. */
  span(): Span {
    return { from: this.from, to: this.to };
  }

  advance(): void {
    if (this.pos < this.tokens.kinds.length - 1) this.pos++;
  }

  /** Whether the current token is of this kind. */
  at(kind: TokenKind): boolean {
    return this.kind === kind;
  }

  /** Takes the current token where it is of this kind. */
  accept(kind: TokenKind): boolean {
    if (this.kind !== kind) return false;
    this.advance();
    return true;
  }

  /** A hole between the last token and the current one. */
  missing(): Missing {
    return { kind: 'missing', from: this.lastTo, to: Math.max(this.lastTo, this.from) };
  }

  /** A syntax error at the current token; the first one counts. */
  syntax(message: string, at: Span = this.span()): void {
    if (this.syntaxError) return;
    // What is missing at the end is missing behind the last word, not on a line below it.
    const last = this.text.trimEnd().length;
    const end = this.kind === 'eof' && this.text.includes('\n', last) ? last : this.text.length;
    const [from, to] = [Math.min(at.from, end), Math.min(at.to, end)];
    const unfinished = this.kind === 'eof' ? { unfinished: true as const } : {};
    const problem: Problem = { from, to, message, code: 'syntax' satisfies ProblemCode, ...unfinished };
    this.syntaxError = { token: this.pos, problem };
  }

  /** The usual syntax error: what stands here, and what was wanted instead. It may begin before the token, at a gap. */
  unexpected(wanted: string, from: number = this.from): void {
    const message =
      this.kind === '='
        ? '`=` only stands between braces; values are compared with `==`'
        : `${this.describe()}, but ${wanted}`;
    this.syntax(`${message}.`, { from, to: this.to });
  }

  /** Names the current token for a message. */
  private describe(): string {
    if (this.kind === 'eof') return 'The expression ends here';
    return `${excerpt(this.word)} stands here`;
  }

  /** Anything wrong that leaves the reading of the rest intact. */
  report(code: ProblemCode, at: Span, message: string): void {
    this.found.push({ from: at.from, to: at.to, message, code });
  }

  /** Reports a construct that the target does not have (yet, or without a flag). */
  requires(what: Availability, name: string, at: Span): void {
    const reason = unavailable(this.target, what);
    if (reason) this.report('version', at, `${name} ${reason}.`);
  }

  /** Goes one level deeper; false behind the limit, where the rest of the text has to be given up. */
  enter(): boolean {
    if (this.depth >= maxDepth) return false;
    this.depth++;
    return true;
  }

  /** Comes back from a level that `enter` went to. */
  leave(): void {
    this.depth--;
  }

  /** Notes the height of a new node over children of these heights; false where the limit is passed. */
  grow(one: number, other = 0): boolean {
    this.height = 1 + Math.max(one, other);
    return this.height < maxHeight;
  }

  /** Says that the text is too deep and moves to its end. */
  giveUp(): Missing {
    const from = this.from;
    const span = { from, to: this.text.length };
    this.report('too-deep', { from, to: this.to }, 'The expression is nested too deeply to be checked from here on.');
    this.syntax('The expression is nested too deeply to be checked from here on.');
    this.pos = this.tokens.kinds.length - 1;
    this.height = 0;
    return { kind: 'missing', ...span };
  }

  /** Skips to the next token of one of these kinds on this level, or to the end; brackets within are skipped whole. */
  skipTo(...kinds: readonly TokenKind[]): void {
    let depth = 0;
    while (this.kind !== 'eof') {
      if (depth === 0 && kinds.includes(this.kind)) return;
      if (openers.has(this.kind)) depth++;
      else if (closers.has(this.kind)) depth = Math.max(0, depth - 1);
      this.advance();
    }
  }

  /** All problems: the syntax error first, then the others in order of the text. */
  problems(): readonly Problem[] {
    const { error } = this.tokens;
    if (!error && !this.syntaxError && this.found.length === 0) return noProblems;
    const lexed = error && (!this.syntaxError || error.token <= this.syntaxError.token) ? error : undefined;
    const first: Problem | undefined = lexed ? withoutToken(lexed) : this.syntaxError?.problem;
    const tooDeep = this.found.find(problem => problem.code === 'too-deep');
    if (tooDeep) return [tooDeep];
    return orderProblems(first ? [first, ...this.found] : this.found);
  }
}

function withoutToken({ token: _, ...problem }: LexError): Problem {
  return problem;
}

const noProblems: readonly Problem[] = [];

/**
 * Syntax first, the others by place. At a syntax error and behind it nothing is certain: what is said there would be its echo,
 * but for what was read completely before. A literal that cannot be read leaves the rest as it is.
 */
export function orderProblems(problems: readonly Problem[]): readonly Problem[] {
  const first = problems[0];
  if (!first || !leading.has(first.code)) return [...problems].sort(byPlace);
  const others = problems.slice(1).sort(byPlace);
  if (first.code !== 'syntax') return [first, ...others];
  return [first, ...others.filter(({ from, to, code }) => (certain.has(code) ? from : to) < first.from)];
}

const certain: ReadonlySet<string> = new Set<ProblemCode>(['modifier', 'version']);

const leading: ReadonlySet<string> = new Set<ProblemCode>(['syntax', 'string', 'number']);

function byPlace(a: Problem, b: Problem): number {
  return a.from - b.from || a.to - b.to;
}

const openers: ReadonlySet<TokenKind> = new Set(['(', '[', '{']);
const closers: ReadonlySet<TokenKind> = new Set([')', ']', '}']);
