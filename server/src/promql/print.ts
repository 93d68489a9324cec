// The canonical form of an expression, equal to what Prometheus prints (`promtool promql format` aside from layout).
// Layer: promql. Equal expressions print alike: matchers are sorted, keywords are lower case, comments and spacing are gone.

import { compareText } from '../go/order';
import type {
  Aggregate,
  AtModifier,
  Binary,
  DurationExpr,
  Expr,
  Ident,
  MatrixSelector,
  OffsetModifier,
  Subquery,
  VectorSelector,
} from './ast';
import { formatDuration, formatGeneral, formatNumber, roundAway } from './durations';
import { quoteString } from './strings';
import { typeOf } from './types';

/** How names are written. */
export interface PrintOptions {
  /** Unicode letters and inner dots need no quotes (feature flag `promql-unquoted-utf8-names`). */
  readonly unquotedUtf8Names?: boolean;
}

/** Prints a tree in one line; it parses to the same tree again. Holes print as nothing. */
export function printPromql(expr: Expr, options: PrintOptions = {}): string {
  return print(expr, options, false);
}

/** `followed`: an arithmetic operator comes next, which a parenthesis behind `offset` would take for its own. */
function print(expr: Expr, options: PrintOptions, followed: boolean): string {
  switch (expr.kind) {
    case 'number':
      return expr.duration ? formatDuration(expr.value) : formatNumber(expr.value);
    case 'string':
      return quoteString(expr.value);
    case 'selector':
      return printSelector(expr, options) + printAt(expr.at) + printExtend(expr) + printOffset(expr.offset, followed);
    case 'matrix':
      return printMatrix(expr, options, followed);
    case 'subquery':
      return printSubquery(expr, options, followed);
    case 'call':
      return `${expr.func.name}(${expr.args.map(arg => printPromql(arg, options)).join(', ')})`;
    case 'aggregate':
      return printAggregate(expr, options);
    case 'binary':
      return printBinary(expr, options, followed);
    case 'unary':
      return expr.op + print(expr.expr, options, followed);
    case 'paren':
      return `(${printPromql(expr.expr, options)})`;
    case 'missing':
      return '';
  }
}

function printSelector({ name, matchers }: VectorSelector, options: PrintOptions): string {
  const quoted = name?.quoted ? [`__name__=${quoteString(name.name)}`] : [];
  const written = matchers.map(({ label, op, value }) => {
    return printLabel(label.name, options) + (op ?? '') + (value ? quoteString(value.value) : '');
  });
  const all = [...quoted, ...written].sort(compareText);
  return (name && !name.quoted ? name.name : '') + (all.length > 0 ? `{${all.join(',')}}` : '');
}

function printMatrix({ selector, range }: MatrixSelector, options: PrintOptions, followed: boolean): string {
  const { at, offset } = selector;
  return `${printSelector(selector, options)}[${printRange(range)}]${printExtend(selector)}${printAt(at)}${printOffset(offset, followed)}`;
}

function printSubquery({ expr, range, step, at, offset }: Subquery, options: PrintOptions, followed: boolean): string {
  const brackets = `[${printRange(range)}:${step ? printRange(step) : ''}]`;
  return print(expr, options, false) + brackets + printAt(at) + printOffset(offset, followed);
}

function printExtend({ extend }: VectorSelector): string {
  return extend ? ` ${extend.kind}` : '';
}

function printAt(at: AtModifier | undefined): string {
  if (!at) return '';
  if (at.anchor !== 'time') return ` @ ${at.anchor}()`;
  if (at.time === undefined) return ' @ ';
  const ms = roundAway(at.time * 1000);
  // Milliseconds beyond 64 bits become the smallest integer in Go.
  return ` @ ${((Math.abs(ms) < 2 ** 63 ? ms : -(2 ** 63)) / 1000).toFixed(3)}`;
}

function printOffset(offset: OffsetModifier | undefined, followed: boolean): string {
  if (!offset) return '';
  const { duration } = offset;
  if (duration.kind === 'number') {
    // An offset of 0 is none.
    return roundAway(duration.value * 1e9) === 0 ? '' : ` offset ${formatDuration(duration.value)}`;
  }
  const text = printDuration(duration);
  // With a sign the parenthesis is all of the offset.
  if (followed && duration.kind === 'duration-paren') return ` offset +${text}`;
  // Behind `offset` an operator would belong to the expression around, unless a parenthesis comes first.
  return ` offset ${duration.kind === 'duration-binary' && !text.startsWith('(') ? `(${text})` : text}`;
}

function printRange(duration: DurationExpr): string {
  return duration.kind === 'number' ? formatDuration(duration.value) : printDuration(duration);
}

function printDuration(duration: DurationExpr): string {
  switch (duration.kind) {
    case 'number':
      return duration.duration ? formatDuration(duration.value) : formatNumber(duration.value);
    case 'duration-call': {
      const name = duration.func === 'min' ? 'min_of' : duration.func === 'max' ? 'max_of' : duration.func;
      return `${name}(${duration.args.map(printDuration).join(', ')})`;
    }
    case 'duration-binary':
      return `${printDuration(duration.lhs)} ${duration.op} ${printDuration(duration.rhs)}`;
    case 'duration-unary':
      return duration.op + printDuration(duration.expr);
    case 'duration-paren':
      return `(${printDuration(duration.expr)})`;
    case 'missing':
      return '';
  }
}

function printAggregate({ op, grouping, param, expr }: Aggregate, options: PrintOptions): string {
  let text = op;
  if (grouping?.without) text += ` without (${printLabels(grouping.labels, options)}) `;
  else if (grouping && grouping.labels.length > 0) text += ` by (${printLabels(grouping.labels, options)}) `;
  return `${text}(${param ? `${printPromql(param, options)}, ` : ''}${printPromql(expr, options)})`;
}

const arithmetic: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%', '^']);

/** Chains to the left are printed in a loop: they may be thousands of operators long. */
function printBinary(root: Binary, options: PrintOptions, followed: boolean): string {
  const parts: string[] = [];
  let expr: Expr = root;
  let before = followed;
  while (expr.kind === 'binary') {
    const rhs = print(expr.rhs, options, before);
    parts.push(` ${expr.op}${expr.bool ? ' bool' : ''}${printMatching(expr, options)} ${rhs}`);
    before = arithmetic.has(expr.op);
    expr = expr.lhs;
  }
  parts.push(print(expr, options, before));
  return parts.reverse().join('');
}

function printMatching({ lhs, rhs, matching, fills }: Binary, options: PrintOptions): string {
  let text = '';
  // With a scalar there is nothing to match; upstream drops an empty `on ()` then.
  if (!matching && fills.length === 0) return text;
  if (typeOf(lhs) === 'scalar' || typeOf(rhs) === 'scalar') return text;
  if (matching && (matching.on || matching.labels.length > 0 || matching.group)) {
    text += ` ${matching.on ? 'on' : 'ignoring'} (${printLabels(matching.labels, options)})`;
  }
  if (matching?.group) text += ` group_${matching.group.side} (${printLabels(matching.group.labels, options)})`;
  const value = (side: 'left' | 'right'): number | undefined => {
    const fill = fills.find(each => each.side === side || each.side === 'both')?.value;
    return fill?.kind === 'number' ? fill.value : undefined;
  };
  const left = value('left');
  const right = value('right');
  if (left !== undefined && left === right) return `${text} fill (${formatGeneral(left)})`;
  if (left !== undefined) text += ` fill_left (${formatGeneral(left)})`;
  if (right !== undefined) text += ` fill_right (${formatGeneral(right)})`;
  return text;
}

function printLabels(labels: readonly Ident[], options: PrintOptions): string {
  return labels.map(label => printLabel(label.name, options)).join(', ');
}

function printLabel(name: string, options: PrintOptions): string {
  const plain = options.unquotedUtf8Names ? /^[A-Za-z_\p{L}][A-Za-z_\p{L}0-9.]*$/u : /^[A-Za-z_][A-Za-z0-9_]*$/;
  return plain.test(name) ? name : quoteString(name);
}
