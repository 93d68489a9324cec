// Trees as short text, for tests: fully parenthesised, so that a wrong binding is seen at once.
import type { DurationExpr, Expr } from '../../../server/src/promql/ast';
import { dialect } from '../../../server/src/promql/dialect';
import { parsePromql } from '../../../server/src/promql/parser';

/** The newest language with every feature. */
export const everything = dialect('3.16', 'all');

/** `(a - b@offset)`: every operator in parentheses, modifiers directly behind what carries them, holes as `_`. */
export function tree(text: string): string {
  return show(parsePromql(text, everything).expr);
}

export function show(expr: Expr): string {
  switch (expr.kind) {
    case 'number':
      return String(expr.value);
    case 'string':
      return JSON.stringify(expr.value);
    case 'selector': {
      const matchers = expr.matchers.map(({ label, op, value }) => label.name + (op ?? '?') + (value?.value ?? '_'));
      const braces = expr.braces ? `{${matchers.join(',')}}` : '';
      return (expr.name?.name ?? '') + braces + modifiers(expr);
    }
    case 'matrix':
      return `${show({ ...expr.selector, offset: undefined, at: undefined, extend: undefined })}[${duration(expr.range)}]${modifiers(expr.selector)}`;
    case 'subquery':
      return `${show(expr.expr)}[${duration(expr.range)}:${expr.step ? duration(expr.step) : ''}]${modifiers(expr)}`;
    case 'call':
      return `${expr.func.name}(${expr.args.map(show).join(', ')})`;
    case 'aggregate': {
      const { grouping } = expr;
      const by = grouping
        ? ` ${grouping.without ? 'without' : 'by'}(${grouping.labels.map(({ name }) => name).join(',')})`
        : '';
      return `${expr.op}${by}(${[...(expr.param ? [expr.param] : []), expr.expr, ...(expr.extra ?? [])].map(show).join(', ')})`;
    }
    case 'binary':
      return `(${show(expr.lhs)} ${expr.op} ${show(expr.rhs)})`;
    case 'unary':
      return `(${expr.op}${show(expr.expr)})`;
    case 'paren':
      return show(expr.expr);
    case 'missing':
      return '_';
  }
}

function modifiers(node: Extract<Expr, { kind: 'selector' | 'subquery' }>): string {
  const extend = node.kind === 'selector' && node.extend ? ` ${node.extend.kind}` : '';
  const at = node.at ? ` @${node.at.anchor === 'time' ? (node.at.time ?? '_') : node.at.anchor}` : '';
  return extend + at + (node.offset ? ` offset ${duration(node.offset.duration)}` : '');
}

function duration(expr: DurationExpr): string {
  switch (expr.kind) {
    case 'number':
      return String(expr.value);
    case 'duration-call':
      return `${expr.func}(${expr.args.map(duration).join(', ')})`;
    case 'duration-binary':
      return `(${duration(expr.lhs)} ${expr.op} ${duration(expr.rhs)})`;
    case 'duration-unary':
      return `(${expr.op}${duration(expr.expr)})`;
    case 'duration-paren':
      return duration(expr.expr);
    case 'missing':
      return '_';
  }
}
