// Whether two parts of expressions read the same, wherever they stand and however they are laid out. Layer: promql (pure).
import type { DurationExpr, Expr, Grouping, Matcher, Matching } from './ast';
import { metricName, unwrap } from './inspect';

/** Structure, names, numbers and modifiers are the same; parentheses, blanks and the order of matchers do not count. */
export function sameExpr(left: Expr, right: Expr): boolean {
  // A stack of pairs: chains of operators may be thousands long.
  const pairs: (readonly [Expr, Expr])[] = [[left, right]];
  for (let pair = pairs.pop(); pair; pair = pairs.pop()) {
    const [a, b] = [unwrap(pair[0]), unwrap(pair[1])];
    const below = partsToCompare(a, b);
    if (!below) return false;
    pairs.push(...below);
  }
  return true;
}

/** The operands that must be the same, too; undefined where the nodes themselves differ. */
function partsToCompare(a: Expr, b: Expr): readonly (readonly [Expr, Expr])[] | undefined {
  switch (a.kind) {
    case 'number':
      return b.kind === 'number' && Object.is(a.value, b.value) ? [] : undefined;
    case 'string':
      return b.kind === 'string' && a.value === b.value ? [] : undefined;
    case 'selector':
      if (b.kind !== 'selector' || metricName(a) !== metricName(b) || a.extend?.kind !== b.extend?.kind)
        return undefined;
      return sameMatchers(a.matchers, b.matchers) && sameModifiers(a, b) ? [] : undefined;
    case 'matrix':
      return b.kind === 'matrix' && sameDuration(a.range, b.range) ? [[a.selector, b.selector]] : undefined;
    case 'subquery':
      if (b.kind !== 'subquery' || !sameDuration(a.range, b.range) || !sameDuration(a.step, b.step)) return undefined;
      return sameModifiers(a, b) ? [[a.expr, b.expr]] : undefined;
    case 'call':
      if (b.kind !== 'call' || a.func.name !== b.func.name || a.args.length !== b.args.length) return undefined;
      return a.args.map((arg, i) => [arg, b.args[i]!] as const);
    case 'aggregate':
      if (b.kind !== 'aggregate' || a.op !== b.op || !sameGrouping(a.grouping, b.grouping)) return undefined;
      if ((a.param === undefined) !== (b.param === undefined)) return undefined;
      return a.param && b.param
        ? [
            [a.param, b.param],
            [a.expr, b.expr],
          ]
        : [[a.expr, b.expr]];
    case 'binary':
      if (b.kind !== 'binary' || a.op !== b.op || (a.bool === undefined) !== (b.bool === undefined)) return undefined;
      if (a.fills.length + b.fills.length > 0 || !sameMatching(a.matching, b.matching)) return undefined;
      return [
        [a.lhs, b.lhs],
        [a.rhs, b.rhs],
      ];
    case 'unary':
      return b.kind === 'unary' && a.op === b.op ? [[a.expr, b.expr]] : undefined;
    default:
      return undefined;
  }
}

type Modified = Extract<Expr, { readonly kind: 'selector' | 'subquery' }>;

function sameModifiers(a: Modified, b: Modified): boolean {
  return (
    sameDuration(a.offset?.duration, b.offset?.duration) && a.at?.anchor === b.at?.anchor && a.at?.time === b.at?.time
  );
}

/** Plain durations by their seconds; others are the same only where neither is written. */
export function sameDuration(a: DurationExpr | undefined, b: DurationExpr | undefined): boolean {
  if (a?.kind === 'number' && b?.kind === 'number') return a.value === b.value;
  return a === undefined && b === undefined;
}

export function sameMatcher(a: Matcher, b: Matcher): boolean {
  return a.label.name === b.label.name && a.op === b.op && a.value?.value === b.value?.value;
}

function sameMatchers(a: readonly Matcher[], b: readonly Matcher[]): boolean {
  return a.length === b.length && a.every(matcher => b.some(other => sameMatcher(matcher, other)));
}

/** The same labels in any order; `by ()` is as no grouping. */
export function sameGrouping(a: Grouping | undefined, b: Grouping | undefined): boolean {
  const keeps = (grouping: Grouping | undefined): grouping is Grouping =>
    grouping !== undefined && (grouping.without || grouping.labels.length > 0);
  if (!keeps(a) || !keeps(b)) return keeps(a) === keeps(b);
  return a.without === b.without && sameNames(a.labels, b.labels);
}

function sameMatching(a: Matching | undefined, b: Matching | undefined): boolean {
  if (!a || !b) return a === b;
  return (
    a.on === b.on &&
    a.group?.side === b.group?.side &&
    sameNames(a.labels, b.labels) &&
    sameNames(a.group?.labels ?? [], b.group?.labels ?? [])
  );
}

function sameNames(a: readonly { readonly name: string }[], b: readonly { readonly name: string }[]): boolean {
  return a.length === b.length && a.every(({ name }) => b.some(other => other.name === name));
}
