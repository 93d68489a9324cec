// A rule prepared for the live preview: what to ask and what to draw. Layer: features.
import type { RuleParts } from '../analysis/ruleParts';
import type { Catalog } from '../catalog/schema';
import type { Expr } from '../promql/ast';
import { isComparison, metricName, numberOf, unwrap } from '../promql/inspect';
import { writtenName, writtenText } from './filledIn';
import type { PreviewedRule } from './previewShapes';
import { templatesOf } from './ruleMessages';
import type { RuleAt } from './rules';

/** What the preview shows of a rule before any server was asked. */
export function previewOf(found: RuleAt, { expr }: RuleParts, catalog: Catalog): PreviewedRule {
  const { rule, group } = found;
  const { labels, annotations } = templatesOf(found);
  const severity = labels.find(label => label.name === 'severity')?.template;
  const hidden = expr && rule.expr && writtenText(found, found.base, rule.expr, expr.unit.text);
  const text = hidden?.text ?? expr?.unit.text ?? '';
  const comparison = expr?.unit.sound ? comparisonOf(expr.unit.expr, text) : undefined;
  const measured = expr?.unit.sound ? (comparison?.leftExpr ?? expr.unit.expr) : undefined;
  const unit = measured && unitOf(measured, catalog);
  return {
    kind: rule.record && !rule.alert ? 'record' : 'alert',
    name: writtenName(found, found.base, rule.alert ?? rule.record),
    ...(severity !== undefined ? { severity } : {}),
    group: writtenName(found, 0, group.name),
    expr: text,
    problems: hidden
      ? [{ ...hidden.holes[0]!, message: hole }]
      : (expr?.analysis.problems ?? []).map(({ from, to, message }) => ({ from, to, message })),
    ...(comparison ? { comparison: comparison.shown } : {}),
    ...(unit !== undefined ? { unit } : {}),
    labels,
    annotations,
  };
}

const hole =
  'A template engine such as Helm fills this in before Prometheus reads it, so the preview cannot ask for the expression.';

/** A comparison at the top of the expression; its sides as written. */
function comparisonOf(expr: Expr, text: string) {
  const top = unwrap(expr);
  if (top.kind !== 'binary' || !isComparison(top.op) || top.bool) return undefined;
  const threshold = numberOf(top.rhs);
  const written = (side: Expr): string => text.slice(side.from, side.to);
  return {
    leftExpr: top.lhs,
    shown: {
      op: top.op,
      left: written(top.lhs),
      right: written(top.rhs),
      // JSON has no infinities; the server draws them as it draws any other expression.
      ...(threshold !== undefined && Number.isFinite(threshold) ? { threshold } : {}),
    },
  };
}

/** The unit of a result's values, where only functions that keep it stand between the metric and the result. */
export function unitOf(expr: Expr, catalog: Catalog): string | undefined {
  const inner = unwrap(expr);
  switch (inner.kind) {
    case 'selector': {
      const name = metricName(inner);
      const hit = name === undefined ? undefined : catalog.find(name);
      return hit?.series === 'value' || hit?.series === 'sum' ? hit.metric.unit : undefined;
    }
    case 'matrix':
      return unitOf(inner.selector, catalog);
    case 'aggregate':
      return ['sum', 'avg', 'min', 'max', 'topk', 'bottomk', 'quantile'].includes(inner.op)
        ? unitOf(inner.expr, catalog)
        : undefined;
    case 'call': {
      const [first] = inner.args;
      return first &&
        /^(?:avg|max|min|sum|last)_over_time$|^(?:abs|increase|delta|idelta|round|ceil|floor)$/.test(inner.func.name)
        ? unitOf(first, catalog)
        : undefined;
    }
    default:
      return undefined;
  }
}
