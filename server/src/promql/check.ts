// Types, arities and all else that is wrong with an expression that parsed, by the rules of Go's checker.
// Layer: promql. Reports everything it finds; about holes and what is built on them it is silent.

import type { Problem, Span } from '../text/span';
import type { Aggregate, Binary, Call, Expr, Matcher, Subquery, ValueType, VectorSelector } from './ast';
import { excerpt } from './characters';
import { type Dialect, reaches, unavailable } from './dialect';
import { aggregation, functionInfo } from './functions';
import { isComparison } from './inspect';
import { rejectsEmpty } from './matching';
import { hasBareNamedGroup } from './namedGroup';
import type { ProblemCode } from './problem';
import { checkPattern } from './regex';
import { typeNames, typeOf } from './types';
import { walk, walkInSlices } from './walk';

/** From so many characters on an expression is looked through in slices. */
const large = 5_000;

/**
 * Everything wrong with the meaning of a parsed expression, by place. `text` is what it was parsed from. Calls and operators that
 * reach `until`, the place of a syntax error, are not judged as a whole: they are not what their author means yet. In slices.
 */
export function* checkPromql(
  expr: Expr,
  text: string,
  target: Dialect,
  until: number = text.length + 1,
): Generator<void, readonly Problem[]> {
  const checker = new Checker(text, target, until);
  const check = (node: Expr, parent: Expr | undefined): void => checker.check(node, parent);
  if (text.length < large) walk(expr, check);
  else yield* walkInSlices(expr, check);
  return checker.problems.sort((a, b) => a.from - b.from || a.to - b.to);
}

const setOperators: ReadonlySet<string> = new Set(['and', 'or', 'unless']);

class Checker {
  readonly problems: Problem[] = [];

  constructor(
    private readonly text: string,
    private readonly target: Dialect,
    private readonly until: number,
  ) {}

  private report(code: ProblemCode, at: Span, message: string): void {
    this.problems.push({ from: at.from, to: at.to, message, code });
  }

  check(node: Expr, parent: Expr | undefined): void {
    switch (node.kind) {
      case 'selector':
        this.selector(node, parent);
        break;
      case 'subquery':
        this.subquery(node.expr, node);
        break;
      case 'call':
        this.call(node);
        break;
      case 'aggregate':
        this.aggregate(node);
        break;
      case 'binary':
        if (node.to < this.until) this.binary(node);
        break;
      case 'unary':
        if (node.to < this.until) this.unary(node, typeOf(node.expr));
        break;
    }
  }

  private expect(arg: Expr, type: ValueType, where: string): void {
    const is = typeOf(arg);
    if (is === type || is === 'unknown' || (type === 'matrix' && this.endsInStrayRange(arg))) return;
    this.report('type', arg, `${where} has to be ${article(type)}, this is ${article(is)}${hint(type, is, arg)}.`);
  }

  /** A range on anything but a selector is the parser's to report, and says nothing about types: `avg_over_time(a / sum(b)[1d])`. */
  private endsInStrayRange(expr: Expr): boolean {
    let last = expr;
    while (last.kind === 'binary' || last.kind === 'unary') last = last.kind === 'binary' ? last.rhs : last.expr;
    return last.kind === 'subquery' && !this.text.slice(last.brackets.from, last.brackets.to).includes(':');
  }

  private subquery(inner: Expr, node: Subquery): void {
    const type = typeOf(inner);
    if (type === 'vector' || type === 'unknown' || this.endsInStrayRange(node)) return;
    this.report('type', node, `A subquery needs an instant vector, this is ${article(type)}.`);
  }

  private unary(node: Span, type: ValueType): void {
    if (type === 'scalar' || type === 'vector' || type === 'unknown') return;
    this.report('type', node, `A sign can only stand before a scalar or an instant vector, this is ${article(type)}.`);
  }

  private selector(node: VectorSelector, parent: Expr | undefined): void {
    for (const matcher of node.matchers) this.pattern(matcher);
    const { name } = node;
    if (name && !isInBraces(node)) {
      for (const { label, value } of node.matchers) {
        if (label.name !== '__name__' || !value) continue;
        this.report(
          'selector',
          node,
          `The metric name is set twice, to \`${name.name}\` and to \`${value.value}\`; keep one.`,
        );
      }
      return;
    }
    // A half-typed selector may still get its matchers.
    if (node.matchers.some(matcher => !matcher.value) || this.text[(node.braces?.to ?? 0) - 1] !== '}') return;
    if (parent?.kind === 'call' && parent.func.name === 'info' && parent.args[1] === node) return;
    if (name?.name || node.matchers.some(rejectsEmpty)) return;
    this.report(
      'selector',
      node,
      'A selector without a name needs a matcher that does not match the empty string, or it would select everything.',
    );
  }

  private pattern({ op, label, value }: Matcher): void {
    if (!value?.closed || (op !== '=~' && op !== '!~')) return;
    const named = hasBareNamedGroup(value.value) && !reaches(this.target, '2.51');
    if (named)
      this.report('version', value, 'A group `(?<name>…)` needs Prometheus 2.51 or newer; write `(?P<name>…)`.');
    if (reaches(this.target, '3.0') && !reaches(this.target, '3.14') && hasWideRepeat(value.value)) {
      this.report('regexp', value, 'A repetition this wide nests too deeply for Prometheus before 3.14; narrow it.');
    }
    const message = checkPattern(value.value);
    if (message) this.report('regexp', value, `The regex of \`${label.name}\` is not valid RE2: ${message}.`);
  }

  private call(node: Call): void {
    const { name } = node.func;
    const info = functionInfo(name);
    if (!info) {
      const near = name.toLowerCase();
      const [only] = node.args;
      const isRange = node.args.length === 1 && only?.kind === 'number' && only.duration;
      const hint = functionInfo(near)
        ? `; function names are in lower case: \`${near}\``
        : isRange
          ? `; a range is written in brackets: \`[${this.text.slice(only.from, only.to)}]\``
          : '';
      this.report('unknown-function', node.func, `There is no function ${excerpt(name)}${hint}.`);
      return;
    }
    const reason = unavailable(this.target, info);
    if (reason) this.report('version', node.func, `\`${name}()\` ${reason}.`);
    // The arguments of a function that is gone are those of another one.
    if (node.to >= this.until || (reason && info.removedIn)) return;
    this.count(node, info.min, info.max);
    if (name === 'info') this.infoSelector(node);
    const { params } = info;
    for (const [index, arg] of node.args.entries()) {
      const param = params[Math.min(index, params.length - 1)];
      if (!param || index >= info.max) break;
      if (name === 'info' && index === 1) continue;
      if (typeOf(arg) !== param.type) this.expect(arg, param.type, `Argument ${index + 1} of \`${name}\``);
    }
  }

  private count(node: Call, min: number, max: number): void {
    const { args, parens, func } = node;
    const closed = this.text[parens.to - 1] === ')' && args.every(arg => arg.kind !== 'missing');
    if (args.length > max || (args.length < min && closed)) {
      const wanted = min === max ? `${min}` : max === Number.POSITIVE_INFINITY ? `at least ${min}` : `${min} to ${max}`;
      const noun = wanted === '1' ? 'argument' : 'arguments';
      this.report(
        'arguments',
        node,
        `\`${func.name}\` takes ${wanted === '0' ? 'no' : wanted} ${noun}, not ${args.length}.`,
      );
    }
  }

  private infoSelector(node: Call): void {
    const arg = node.args[1];
    if (!arg || arg.kind === 'missing') return;
    if (arg.kind !== 'selector') {
      this.report('type', arg, 'Argument 2 of `info` has to be label matchers in braces.');
    } else if (arg.name && !isInBraces(arg)) {
      this.report('type', arg, 'Argument 2 of `info` has to be label matchers in braces, without a metric name.');
    }
  }

  private aggregate(node: Aggregate): void {
    const info = aggregation(node.op);
    if (!info) return;
    const reason = unavailable(this.target, info);
    if (reason) this.report('version', node.opSpan, `\`${node.op}\` ${reason}.`);
    if (node.to >= this.until) return;
    if (typeOf(node.expr) !== 'vector') this.expect(node.expr, 'vector', `The operand of \`${node.op}\``);
    if (node.param && info.param && node.expr.kind !== 'missing') {
      this.expect(node.param, info.param.type, `The first argument of \`${node.op}\``);
    }
  }

  private binary(node: Binary): void {
    const { op, lhs, rhs } = node;
    const left = typeOf(lhs);
    const right = typeOf(rhs);
    const comparison = isComparison(op);
    if (node.bool && !comparison) {
      this.report('operator', this.operator(node), `\`bool\` can only follow a comparison, \`${op}\` is none.`);
    }
    if (comparison && !node.bool && left === 'scalar' && right === 'scalar') {
      this.report('operator', this.operator(node), `Comparing two scalars needs \`bool\`: \`${op} bool\`.`);
    }
    this.clashingLabels(node);
    this.operand(op, lhs, left);
    this.operand(op, rhs, right);
    if (left === 'unknown' || right === 'unknown') return;
    if (left !== 'vector' || right !== 'vector')
      this.withoutVectors(node, left === 'scalar' ? node.lhs : right === 'scalar' ? node.rhs : undefined);
    else if (setOperators.has(op)) this.setOperator(node);
  }

  private operand(op: string, side: Expr, type: ValueType): void {
    if ((type !== 'matrix' && type !== 'string') || this.endsInStrayRange(side)) return;
    const hint = type === 'matrix' ? '; wrap it in a function such as `rate(…)` or `avg_over_time(…)`' : '';
    this.report('type', side, `\`${op}\` needs scalars or instant vectors, this is ${article(type)}${hint}.`);
  }

  /** `on`, `fill` and set operators with a side that is no instant vector. */
  private withoutVectors(node: Binary, scalar: Expr | undefined): void {
    const { matching, op } = node;
    if (matching && matching.labels.length > 0) {
      const word = matching.on ? 'on' : 'ignoring';
      this.report('operator', matching, `\`${word}\` only works between two instant vectors.`);
    }
    const [fill] = node.fills;
    if (fill) this.report('operator', fill, '`fill` only works between two instant vectors.');
    if (scalar && setOperators.has(op)) {
      this.report('operator', scalar, `\`${op}\` needs instant vectors on both sides, not a scalar.`);
    }
  }

  private setOperator(node: Binary): void {
    if (node.matching?.group) {
      this.report(
        'operator',
        node,
        `\`${node.op}\` always matches many to many; \`group_${node.matching.group.side}\` cannot be used with it.`,
      );
    }
    if (node.fills.length > 0) this.report('operator', node, `\`${node.op}\` cannot be used with \`fill\`.`);
  }

  private clashingLabels(node: Binary): void {
    const { matching } = node;
    if (!matching?.on || !matching.group) return;
    for (const label of matching.group.labels) {
      if (!matching.labels.some(other => other.name === label.name)) continue;
      const side = `group_${matching.group.side}`;
      this.report('operator', label, `\`${label.name}\` is matched by \`on\` already, leave it out of \`${side}\`.`);
    }
  }

  /** The operator with its modifiers, without the space around it. */
  private operator({ opSpan, bool, matching }: Binary): Span {
    return { from: opSpan.from, to: matching?.to ?? bool?.to ?? opSpan.to };
  }
}

function isInBraces({ name, braces }: VectorSelector): boolean {
  return name !== undefined && braces !== undefined && name.from >= braces.from;
}

/** `{n,m}` is unrolled to m - n nested options, of which RE2 takes 500. */
function hasWideRepeat(pattern: string): boolean {
  return [...pattern.matchAll(/\{(\d+),(\d+)\}/g)].some(([, from, to]) => Number(to) - Number(from) >= 500);
}

function article(type: ValueType): string {
  return `${type === 'vector' ? 'an' : 'a'} ${typeNames[type]}`;
}

/** How the argument most likely becomes what is wanted. */
function hint(wanted: ValueType, is: ValueType, arg: Expr): string {
  if (wanted === 'matrix' && is === 'vector') {
    if (arg.kind === 'selector') return '; add a range such as `[5m]`';
    return '; apply the function to the selector inside, or write a subquery such as `[5m:]`';
  }
  if (wanted === 'vector' && is === 'matrix') return '; apply a function such as `rate` first';
  if (wanted === 'vector' && is === 'scalar') return '; `vector(…)` makes one';
  return '';
}
