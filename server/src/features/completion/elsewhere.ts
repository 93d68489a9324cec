// What the workspace's rules do with a metric: labels they match or group by, values they ask for, numbers they compare
// with. Of a metric that nobody describes this is all one knows. Layer: features.

import type { Binary, Expr, Matcher, VectorSelector } from '../../promql/ast';
import { isComparison, metricName, numberOf } from '../../promql/inspect';
import { parsePromql } from '../../promql/parser';
import { childrenOf, selectorsOf, walk } from '../../promql/walk';
import type { Knowledge } from '../knowledge';

/** Most expressions that are looked into: the first ones tell as much as all of them. */
const limit = 200;

/** A rule's expression, parsed. */
interface RuleExpression {
  /** Of the alert or the recorded series. */
  readonly name: string;
  readonly expr: Expr;
}

/** Expressions of the workspace's rules that hold all these words, parsed. */
export function expressionsWith(words: readonly string[], know: Knowledge): readonly Expr[] {
  return rulesWith(words, know).map(({ expr }) => expr);
}

function rulesWith(words: readonly string[], { expressions, dialect }: Knowledge): readonly RuleExpression[] {
  const found: RuleExpression[] = [];
  for (const { name, text } of expressions(words)) {
    found.push({ name, expr: parsePromql(text, dialect).expr });
    if (found.length === limit) break;
  }
  return found;
}

/** Labels with their values as the workspace's rules use them with a metric, the most common first. */
export function labelsElsewhere(metric: string, know: Knowledge): ReadonlyMap<string, LabelUse> {
  const uses = new Map<string, { count: number; readonly rules: Set<string>; readonly values: Map<string, number> }>();
  const family = familyOf(metric);
  const use = (label: string, rule: string, values: readonly string[] = []): void => {
    const known = uses.get(label) ?? { count: 0, rules: new Set<string>(), values: new Map<string, number>() };
    uses.set(label, known);
    known.count++;
    if (rule) known.rules.add(rule);
    for (const value of values) known.values.set(value, (known.values.get(value) ?? 0) + 1);
  };
  for (const { name, expr } of rulesWith([family], know)) {
    for (const { selector, grouped } of selectorsWithGrouping(expr)) {
      if (familyOf(metricName(selector) ?? '') !== family) continue;
      for (const matcher of selector.matchers)
        if (matcher.label.name !== '__name__') use(matcher.label.name, name, valuesOf(matcher));
      for (const label of grouped) use(label, name);
    }
  }
  const common = [...uses].sort(([, a], [, b]) => b.count - a.count);
  return new Map(
    common.map(([label, { count, rules, values }]) => [
      label,
      { count, rules: [...rules], values: [...values].sort((a, b) => b[1] - a[1]).map(([value]) => value) },
    ]),
  );
}

export interface LabelUse {
  /** How often the label is used. */
  readonly count: number;
  /** Names of the rules that do. */
  readonly rules: readonly string[];
  /** Those that are asked for, the most common first. */
  readonly values: readonly string[];
}

/** The parts of a histogram have the same labels. */
function familyOf(metric: string): string {
  return metric.replace(/_(?:bucket|sum|count)$/, '');
}

function valuesOf({ op, value }: Matcher): readonly string[] {
  if (value === undefined || value.value === '') return [];
  const text = value.value;
  if (op === '=' || op === '!=') return [text];
  // Of a pattern only alternatives of plain words are values.
  return /^[\w|:/ -]+$/.test(text) ? text.split('|').filter(Boolean) : [];
}

interface Grouped {
  readonly selector: VectorSelector;
  /** Labels that aggregations around it group by. */
  readonly grouped: readonly string[];
}

function selectorsWithGrouping(expr: Expr): readonly Grouped[] {
  const found: Grouped[] = [];
  const visit = (node: Expr, grouped: readonly string[]): void => {
    if (node.kind === 'selector') found.push({ selector: node, grouped });
    // Labels that a call writes are none of the metric.
    if (node.kind === 'call' && /^label_|^info$/.test(node.func.name)) return;
    const own =
      node.kind === 'aggregate' && node.grouping && !node.grouping.without
        ? [...grouped, ...node.grouping.labels.map(({ name }) => name)]
        : grouped;
    for (const child of childrenOf(node)) visit(child, own);
  };
  visit(expr, []);
  return found;
}

/** A number that something is compared with, as it is written. */
export interface Compared {
  readonly left: Expr;
  readonly number: number;
}

/** Comparisons with numbers in an expression. */
export function comparisonsIn(expr: Expr): readonly Compared[] {
  const found: Compared[] = [];
  walk(expr, node => {
    if (node.kind !== 'binary' || !isComparison(node.op)) return;
    const number = numberOf(node.rhs);
    if (number !== undefined && Number.isFinite(number)) found.push({ left: node.lhs, number });
  });
  return found;
}

/** The comparison whose right side is at `at`. */
export function comparisonAt(expr: Expr, at: number): Binary | undefined {
  let found: Binary | undefined;
  walk(expr, node => {
    if (node.kind === 'binary' && node.opSpan.to <= at && node.opSpan.to > (found?.opSpan.to ?? -1)) found = node;
  });
  return found;
}

const changing =
  /^(?:i?rate|increase|i?delta|deriv|changes|resets|count_over_time|histogram_\w+|time|timestamp|absent\w*)$/;

/** What is measured: the metrics that are read and what makes another quantity of them. Alike where numbers compare alike. */
export function measureOf(expr: Expr): string {
  const words: string[] = selectorsOf(expr)
    .map(selector => metricName(selector) ?? '?')
    .sort();
  walk(expr, node => {
    if (node.kind === 'call' && changing.test(node.func.name)) words.push(`${node.func.name}()`);
    if (node.kind === 'aggregate' && /^(?:count|group|count_values)$/.test(node.op)) words.push(`${node.op}()`);
    if (node.kind === 'binary') words.push(node.op);
  });
  return words.join(' ');
}
