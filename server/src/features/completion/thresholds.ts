// Numbers that the left side of a comparison is sensibly compared with: what the workspace's rules and the standard alerts
// compare it with, else what its range and unit suggest. Layer: features.

import { formatFloat } from '../../go/floats';
import type { Expr } from '../../promql/ast';
import { metricName } from '../../promql/inspect';
import { parsePromql } from '../../promql/parser';
import { selectorsOf } from '../../promql/walk';
import { plainText } from '../../text/snippetText';
import type { Knowledge } from '../knowledge';
import { unitOfResult } from '../resultUnit';
import { comparisonAt, comparisonsIn, expressionsWith, measureOf } from './elsewhere';
import type { Proposal } from './item';
import { shippedSnippets } from './shippedSnippets';

/** Numbers for the right side of the comparison before `at`. */
export function thresholdProposals(expr: Expr, at: number, know: Knowledge): readonly Proposal[] {
  const left = comparisonAt(expr, at)?.lhs;
  if (!left) return [];
  const found = new Map<string, string>();
  const add = (numbers: Iterable<number>, detail: string): void => {
    for (const number of numbers) {
      const text = formatFloat(number, 'g', -1);
      if (!/e/.test(text) && !found.has(text)) found.set(text, detail);
    }
  };
  const metrics = [...new Set(selectorsOf(left).flatMap(selector => metricName(selector) ?? []))];
  if (metrics.length > 0) {
    const measure = measureOf(left);
    const alike = (exprs: readonly Expr[]): readonly number[] =>
      exprs.flatMap(one =>
        comparisonsIn(one).flatMap(({ left: l, number }) => (measureOf(l) === measure ? [number] : [])),
      );
    add(alike(expressionsWith(metrics, know)), 'in rules of this workspace');
    add(alike(standardAlerts(metrics, know)), 'in a standard alert');
  }
  add(usualFor(left, metrics, know), 'usual');
  return [...found].map(([label, detail], i) => ({ label, kind: 'value', detail, rank: -30 + i * 0.1 }));
}

/** Expressions of the shipped alerts that read all the metrics. */
function standardAlerts(metrics: readonly string[], { dialect }: Knowledge): readonly Expr[] {
  return shippedSnippets()
    .filter(({ holds, body }) => holds === 'rule' && metrics.every(metric => body.includes(metric)))
    .flatMap(({ body }) => {
      const text = /^ {2}expr: (?:[|>]-?\n)?([\s\S]*?)(?=\n {2}\w+:|$(?![\s\S]))/m.exec(plainText(body))?.[1];
      return text === undefined ? [] : [parsePromql(text.replace(/^'|'$/g, '').replaceAll("''", "'"), dialect).expr];
    });
}

function usualFor(left: Expr, metrics: readonly string[], know: Knowledge): readonly number[] {
  const unit = unitOfResult(left, know.catalog);
  if (unit === 'ratio') return [0.9, 0.95, 0.8, 0.5, 0.1, 0.05, 0.01];
  if (unit === 'percent') return [90, 95, 80, 50, 10];
  const only = metrics.length === 1 && left.kind === 'selector' ? know.catalog.find(metrics[0]!) : undefined;
  const range = only?.series === 'value' ? only.metric.range : undefined;
  if (range?.max === 1 && range.min === 0) return unit === undefined ? [0, 1] : [0.9, 0.95, 0.8];
  return [0, ...(range?.max === undefined || range.max <= 0 ? [] : [range.max * 0.9, range.max])];
}
