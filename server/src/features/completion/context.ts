// Where a cursor stands in a PromQL expression, told from the tokens left of it: an expression, an operator, a label, a
// label's value, a duration. Works on half-written text. Layer: features (above promql).
import type { Dialect } from '../../promql/dialect';
import { aggregation } from '../../promql/functions';
import { lex } from '../../promql/lexer';

interface Base {
  /** The word left of the cursor that a proposal replaces. */
  readonly prefix: string;
}

export type PromqlContext =
  /** An operand may begin; `call` is the call it is an argument of. */
  | (Base & { readonly kind: 'operand'; readonly call?: { readonly name: string; readonly argument: number } })
  /** An operand has ended. */
  | (Base & {
      readonly kind: 'operator';
      /** What ended: an aggregation's body takes `by`, a selector takes `offset` and `@`. */
      readonly after: 'aggregate' | 'selector' | 'other';
    })
  /** Directly behind an aggregation's name. */
  | (Base & { readonly kind: 'aggregate-head' })
  /** Behind a binary operator: an operand or a modifier of the matching. */
  | (Base & {
      readonly kind: 'right-side';
      readonly comparison: boolean;
      readonly sets: boolean;
      readonly call?: { readonly name: string; readonly argument: number };
    })
  /** Behind `on (…)` or `ignoring (…)`. */
  | (Base & { readonly kind: 'after-matching'; readonly call?: { readonly name: string; readonly argument: number } })
  /** A label's name in braces; `metric` stands before them, `used` are the labels matched already. */
  | (Base & { readonly kind: 'matcher-label'; readonly metric?: string; readonly used: ReadonlySet<string> })
  | (Base & { readonly kind: 'matcher-operator' })
  /** A label's value: `quoted` when the cursor is inside the quotes. */
  | (Base & {
      readonly kind: 'matcher-value';
      readonly metric?: string;
      readonly label: string;
      readonly quoted: boolean;
    })
  /** A name in the list of `by`, `without`, `on`, `ignoring`, `group_left`, `group_right`. */
  | (Base & { readonly kind: 'grouping'; readonly keyword: string; readonly used: ReadonlySet<string> })
  /** A range, an offset or a subquery's step. */
  | (Base & { readonly kind: 'duration' });

const words = /[\w:.]*$/;
const lists: ReadonlySet<string> = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);
const comparisons: ReadonlySet<string> = new Set(['==', '!=', '>', '<', '>=', '<=']);
const setOperators: ReadonlySet<string> = new Set(['and', 'or', 'unless']);
const binary: ReadonlySet<string> = new Set([...'+-*/%^', ...comparisons, ...setOperators, 'atan2']);

interface Frame {
  readonly open: '(' | '{' | '[';
  /** Word before the opening: a function, an aggregation, a list keyword, a metric. */
  readonly owner?: string;
  commas: number;
  /** Labels named in it so far. */
  readonly names: string[];
}

/** The context at `offset`; undefined in comments and in strings that are no label's value. */
export function contextAt(text: string, offset: number, dialect: Dialect): PromqlContext | undefined {
  const before = text.slice(0, offset);
  const tokens = lex(before, dialect);
  if (tokens.comments.some(({ to }) => to === offset)) return undefined;
  const list = tokens.kinds.flatMap((kind, i) =>
    kind === 'eof' ? [] : [{ kind, text: before.slice(tokens.from[i]!, tokens.to[i]!), to: tokens.to[i]! }],
  );
  const last = list.at(-1);
  const openString = last?.kind === 'string' && last.to === offset && !isClosed(last.text);
  // The lexer leaves out what it cannot read, such as a string that is not closed yet.
  const unread = before.slice(last?.to ?? 0);
  const quote = openString ? undefined : /^[^"'`]*(["'`])([^"'`]*)$/.exec(unread);
  const inString = openString || (quote !== null && quote !== undefined);
  const prefix = inString ? (openString ? last!.text.slice(1) : quote![2]!) : words.exec(before)![0];
  const done =
    openString || (!inString && prefix !== '' && last?.to === offset)
      ? list.slice(0, wordStart(list, offset - prefix.length))
      : list;
  return contextOf(done, prefix, inString);
}

function isClosed(text: string): boolean {
  return (
    text.length > 1 && text.endsWith(text[0]!) && !(text.endsWith(`\\${text[0]}`) && !text.endsWith(`\\\\${text[0]}`))
  );
}

/** How many tokens end before `offset`. */
function wordStart(list: readonly { readonly to: number }[], offset: number): number {
  let count = list.length;
  while (count > 0 && list[count - 1]!.to > offset) count--;
  return count;
}

interface Word {
  readonly kind: string;
  readonly text: string;
}

function contextOf(done: readonly Word[], prefix: string, inString: boolean): PromqlContext | undefined {
  const { frames, endedCall } = readFrames(done);
  const frame = frames.at(-1);
  const last = done.at(-1);
  if (frame?.open === '{') return braceContext(frame, done, prefix, inString);
  if (inString) return undefined;
  if (frame?.open === '[') return { kind: 'duration', prefix };
  if (last?.kind === 'offset') return { kind: 'duration', prefix };
  if (frame?.owner && lists.has(frame.owner)) {
    return { kind: 'grouping', keyword: frame.owner, used: new Set(frame.names), prefix };
  }
  const name = frame?.owner;
  const call = frame && name ? { name, argument: frame.commas } : undefined;
  if (!last || last.kind === '(' || last.kind === ',' || last.kind === 'bool') return { kind: 'operand', prefix, call };
  if (binary.has(last.kind)) {
    return {
      kind: 'right-side',
      prefix,
      comparison: comparisons.has(last.kind),
      sets: setOperators.has(last.kind),
      call,
    };
  }
  if (last.kind === ')' && endedCall && lists.has(endedCall)) {
    if (endedCall === 'by' || endedCall === 'without') return { kind: 'operand', prefix, call };
    return { kind: 'after-matching', prefix, call };
  }
  if (aggregation(last.kind) && last.kind !== 'identifier') return { kind: 'aggregate-head', prefix };
  if (last.kind === '@') return undefined;
  // A number being written may become a duration only where one is wanted.
  if (last.kind === ')' && endedCall && aggregation(endedCall)) return { kind: 'operator', after: 'aggregate', prefix };
  const selector = ['identifier', 'metric', '}', ']'].includes(last.kind);
  return { kind: 'operator', after: selector ? 'selector' : 'other', prefix };
}

/** The brackets that are open behind the tokens, and whose parentheses the last `)` closed. */
function readFrames(done: readonly Word[]): { readonly frames: readonly Frame[]; readonly endedCall?: string } {
  const frames: Frame[] = [];
  let endedCall: string | undefined;
  done.forEach(({ kind, text }, i) => {
    const top = frames.at(-1);
    if (kind === '(' || kind === '{' || kind === '[') {
      frames.push({ open: kind, owner: ownerOf(done[i - 1], kind), commas: 0, names: [] });
    } else if (kind === ')' || kind === '}' || kind === ']') {
      endedCall = frames.pop()?.owner;
    } else if (kind === ',' && top) {
      top.commas++;
    } else if (top && /^[A-Za-z_]/.test(text) && done[i - 1] && ['(', '{', ','].includes(done[i - 1]!.kind)) {
      top.names.push(text);
    }
  });
  return { frames, endedCall };
}

function ownerOf(word: Word | undefined, opening: string): string | undefined {
  if (!word || !/^[A-Za-z_:]/.test(word.text)) return undefined;
  // A set operator or modifier before a parenthesis owns nothing.
  if (opening === '(' && binary.has(word.kind)) return undefined;
  return opening === '(' ? (word.kind === 'identifier' ? word.text : word.kind) : word.text;
}

function braceContext(
  frame: Frame,
  done: readonly Word[],
  prefix: string,
  inString: boolean,
): PromqlContext | undefined {
  const last = done.at(-1)!;
  const metric = frame.owner;
  if (['=', '!=', '=~', '!~'].includes(last.kind)) {
    return { kind: 'matcher-value', metric, label: done.at(-2)?.text ?? '', quoted: inString, prefix };
  }
  if (inString) return undefined;
  if (last.kind === '{' || last.kind === ',')
    return { kind: 'matcher-label', metric, used: new Set(frame.names), prefix };
  if (last.kind === 'string') return undefined;
  return { kind: 'matcher-operator', prefix };
}
