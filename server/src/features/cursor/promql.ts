// Where a cursor stands in a PromQL expression, told from the tokens left of it: an operand, an operator, a label, a
// label's value, a duration. Works on half-written text. Layer: features (above promql).

import type { Expr } from '../../promql/ast';
import type { Dialect } from '../../promql/dialect';
import { aggregation } from '../../promql/functions';
import { isComparison } from '../../promql/inspect';
import { lex } from '../../promql/lexer';
import { parsePromql } from '../../promql/parser';
import { endingWord } from '../../text/endingWord';
import type { CallArgument, PromqlContext } from './promqlContext';

interface Word {
  readonly kind: string;
  readonly text: string;
  readonly to: number;
}

/** An opened bracket. */
interface Frame {
  readonly open: string;
  /** What the bracket belongs to: a call, an aggregation, a list of labels, a selector. */
  readonly owner?: string;
  readonly role: 'call' | 'aggregate' | 'list' | 'braces' | 'range' | 'plain';
  /** A list or an aggregation: whether the grouping stands before the operand (`sum by (x) (…)`). */
  readonly leading?: string;
  commas: number;
  /** Labels named in it so far. */
  readonly names: string[];
}

const lists: ReadonlySet<string> = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);
const setOperators: ReadonlySet<string> = new Set(['and', 'or', 'unless']);
const arithmetic: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%', '^', 'atan2', '</', '>/']);
const matchOperators: ReadonlySet<string> = new Set(['=', '!=', '=~', '!~']);

/** An expression with a cursor in it, also half written: tokens and tree are read when first asked for, and once. */
export class PromqlCursor {
  private knownLeft: Left | undefined;
  private knownContext: { readonly is: PromqlContext | undefined } | undefined;
  private knownExpr: Expr | undefined;

  /** `at` is the cursor's offset in `text`. */
  constructor(
    readonly text: string,
    readonly at: number,
    readonly dialect: Dialect,
  ) {}

  /** What may stand here; undefined in comments and where nothing may be proposed. */
  get context(): PromqlContext | undefined {
    this.knownContext ??= { is: contextIn(this.left) };
    return this.knownContext.is;
  }

  /** The call or aggregation whose arguments the cursor is in, through parentheses, braces and brackets. */
  get call(): CallArgument | undefined {
    const frames = readFrames(this.left.words).frames.filter(({ role }) => role === 'call' || role === 'aggregate');
    const frame = frames.at(-1);
    return frame?.owner === undefined ? undefined : { name: frame.owner, argument: frame.commas };
  }

  /** The tree of the whole text. */
  get expr(): Expr {
    return (this.knownExpr ??= parsePromql(this.text, this.dialect).expr);
  }

  private get left(): Left {
    return (this.knownLeft ??= readLeft(this.text.slice(0, this.at), this.dialect));
  }
}

/** What stands left of the cursor. */
interface Left {
  readonly text: string;
  readonly words: readonly Word[];
  readonly inComment: boolean;
}

function readLeft(text: string, dialect: Dialect): Left {
  const { kinds, from, to, comments } = lex(text, dialect);
  const words = kinds.flatMap((kind, i): Word[] =>
    kind === 'eof' ? [] : [{ kind, text: text.slice(from[i], to[i]), to: to[i]! }],
  );
  return { text, words, inComment: comments.some(comment => comment.to === text.length) };
}

function contextIn({ text, words, inComment }: Left): PromqlContext | undefined {
  if (inComment) return undefined;
  const last = words.at(-1);
  const touches = last?.to === text.length;
  if (last && touches) {
    if (last.kind === 'string') {
      if (isClosed(last.text)) return undefined;
      return inString(words.slice(0, -1), last.text.slice(1), last.text[0]!);
    }
    if (/^[\w:]/.test(last.text) && last.kind !== ':') return contextOf(words.slice(0, -1), last.text);
  }
  // Between brackets the lexer leaves out the words that it does not know.
  const unread = endingWord(text.slice(last?.to ?? 0), /[A-Za-z_]/);
  const context = contextOf(words, unread);
  // Directly after a bracket nobody writes a word, but many break the line.
  return context?.kind === 'operator' && touches ? undefined : context;
}

function isClosed(text: string): boolean {
  const quote = text[0]!;
  if (text.length < 2 || !text.endsWith(quote)) return false;
  return quote === '`' || /(?:^|[^\\])(?:\\\\)*$/.test(text.slice(1, -1));
}

function contextOf(done: readonly Word[], prefix: string): PromqlContext | undefined {
  const { frames, closed } = readFrames(done);
  const frame = frames.at(-1);
  const last = done.at(-1);
  if (frames.some(({ role }) => role === 'range') || last?.kind === 'offset') return { kind: 'duration', prefix };
  if (frame?.role === 'braces') return inBraces(frame, done, prefix);
  if (frame?.role === 'list') return { kind: 'grouping', keyword: frame.owner!, used: new Set(frame.names), prefix };
  const call =
    frame?.owner !== undefined && (frame.role === 'call' || frame.role === 'aggregate')
      ? { name: frame.owner, argument: frame.commas }
      : undefined;
  const within = frames.flatMap(({ role, owner }) => (role === 'call' && owner !== undefined ? [owner] : []));
  const operand = (more: object = {}): PromqlContext => ({
    kind: 'operand',
    prefix,
    ...(call ? { call } : {}),
    ...(within.length > 0 ? { within } : {}),
    ...more,
  });
  if (!last || last.kind === '(' || last.kind === ',') return operand();
  if (last.kind === 'bool') return operand({ operator: 'comparison', modifier: 'bool' });
  if (last.kind === 'group_left' || last.kind === 'group_right') return operand({ modifier: 'group' });
  const operator = operatorOf(last.kind);
  if (operator) return isSign(done) ? operand() : operand({ operator });
  if (last.kind === '@') return { kind: 'anchor', prefix };
  if (last.kind === ')') return afterParenthesis(closed, prefix, operand);
  if (aggregation(last.kind) || lists.has(last.kind)) {
    return aggregation(last.kind) ? { kind: 'aggregate-head', prefix } : undefined;
  }
  if (last.kind === ']') return { kind: 'operator', after: 'range', prefix };
  const selector = ['identifier', 'metric', '}'].includes(last.kind);
  return { kind: 'operator', after: selector ? 'selector' : 'other', prefix };
}

function operatorOf(kind: string): 'arithmetic' | 'comparison' | 'set' | undefined {
  if (isComparison(kind)) return 'comparison';
  if (setOperators.has(kind)) return 'set';
  return arithmetic.has(kind) ? 'arithmetic' : undefined;
}

/** Whether the `+` or `-` at the end is a sign and no operator. */
function isSign(done: readonly Word[]): boolean {
  const last = done.at(-1)!;
  if (last.kind !== '-' && last.kind !== '+') return false;
  const before = done.at(-2);
  return !before || ['(', ',', 'bool'].includes(before.kind) || operatorOf(before.kind) !== undefined;
}

function afterParenthesis(
  closed: Frame | undefined,
  prefix: string,
  operand: (more: object) => PromqlContext,
): PromqlContext | undefined {
  if (closed?.role === 'list') {
    if (closed.owner === 'on' || closed.owner === 'ignoring') return operand({ modifier: 'matching' });
    if (closed.owner === 'group_left' || closed.owner === 'group_right') return operand({ modifier: 'group' });
    // Behind `sum by (x)` only the parenthesis of the operand may stand.
    return closed.leading === undefined ? { kind: 'operator', after: 'other', prefix } : undefined;
  }
  const ungrouped = closed?.role === 'aggregate' && closed.leading === undefined;
  return { kind: 'operator', after: ungrouped ? 'aggregate' : 'other', prefix };
}

/** The brackets that are open after the tokens, and the one that was closed last. */
function readFrames(done: readonly Word[]): { readonly frames: readonly Frame[]; readonly closed?: Frame } {
  const frames: Frame[] = [];
  let closed: Frame | undefined;
  done.forEach(({ kind, text }, i) => {
    const top = frames.at(-1);
    if (kind === '(' || kind === '{' || kind === '[') {
      frames.push({ open: kind, ...roleOf(done, i, closed), commas: 0, names: [] });
    } else if (kind === ')' || kind === '}' || kind === ']') {
      closed = frames.pop();
    } else if (kind === ',' && top) {
      top.commas++;
    } else if (top && /^[A-Za-z_]/.test(text) && ['(', '{', ','].includes(done[i - 1]?.kind ?? '')) {
      top.names.push(text);
    }
  });
  return { frames, closed };
}

function roleOf(
  done: readonly Word[],
  at: number,
  closed: Frame | undefined,
): Pick<Frame, 'owner' | 'role' | 'leading'> {
  const { kind } = done[at]!;
  const before = done[at - 1];
  if (kind === '[') return { role: 'range' };
  if (kind === '{') {
    const named = before !== undefined && /^[A-Za-z_:]/.test(before.text) && operatorOf(before.kind) === undefined;
    return { role: 'braces', owner: named ? before.text : undefined };
  }
  if (!before) return { role: 'plain' };
  if (lists.has(before.kind)) {
    const head = done[at - 2]?.kind ?? '';
    return { role: 'list', owner: before.kind, leading: aggregation(head) ? head : undefined };
  }
  if (before.kind === ')') {
    // The operand of `sum by (x)`; any other parenthesis after a parenthesis is a mistake.
    const name = closed?.role === 'list' ? closed.leading : undefined;
    return name === undefined ? { role: 'plain' } : { role: 'aggregate', owner: name, leading: name };
  }
  if (aggregation(before.kind)) return { role: 'aggregate', owner: before.kind };
  return before.kind === 'identifier' ? { role: 'call', owner: before.text } : { role: 'plain' };
}

function inBraces(frame: Frame, done: readonly Word[], prefix: string): PromqlContext | undefined {
  const last = done.at(-1)!;
  const metric = metricOf(frame, done);
  if (matchOperators.has(last.kind)) {
    return { kind: 'matcher-value', metric, label: done.at(-2)?.text ?? '', operator: last.kind, prefix };
  }
  if (last.kind === '{' || last.kind === ',') {
    return { kind: 'matcher-label', metric, used: new Set(frame.names), prefix };
  }
  return last.kind === 'identifier' ? { kind: 'matcher-operator', prefix } : undefined;
}

function inString(done: readonly Word[], typed: string, quote: string): PromqlContext | undefined {
  const frame = readFrames(done).frames.at(-1);
  const last = done.at(-1);
  if (frame?.role === 'braces' && last && matchOperators.has(last.kind)) {
    const operator = last.kind;
    // In a pattern of alternatives the one at the cursor is written.
    const prefix = operator.endsWith('~') ? typed.slice(lastAlternative(typed)) : typed;
    const label = done.at(-2)?.text ?? '';
    return { kind: 'matcher-value', metric: metricOf(frame, done), label, operator, quote, prefix };
  }
  if ((frame?.role === 'call' || frame?.role === 'aggregate') && frame.owner !== undefined) {
    return { kind: 'string', call: { name: frame.owner, argument: frame.commas }, quote, prefix: typed };
  }
  return undefined;
}

/** The metric of the braces that are open: written before them, or in quotes as their first item. */
function metricOf(frame: Frame, done: readonly Word[]): string | undefined {
  if (frame.owner !== undefined) return frame.owner;
  const open = done.map(({ kind }) => kind).lastIndexOf('{');
  const first = done[open + 1];
  if (first?.kind === 'string' && !matchOperators.has(done[open + 2]?.kind ?? '')) return first.text.slice(1, -1);
  const name = done.findIndex(({ text }, i) => i > open && text === '__name__' && done[i + 1]?.kind === '=');
  const value = name < 0 ? undefined : done[name + 2];
  return value?.kind === 'string' ? value.text.slice(1, -1) : undefined;
}

/** Where the last alternative of a half-written pattern begins. */
function lastAlternative(pattern: string): number {
  return Math.max(pattern.lastIndexOf('|'), pattern.lastIndexOf('('), pattern.lastIndexOf(')')) + 1;
}
