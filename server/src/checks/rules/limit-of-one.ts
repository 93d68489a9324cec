// `limit: 1` of a group whose alerts may fire for several series: the second one makes the evaluation of the rule fail.
// Layer: checks.
import { outerSource } from '../../analysis/source';
import type { Expr, Ident } from '../../promql/ast';
import { numberOf, unwrap } from '../../promql/inspect';
import { parsePromql } from '../../promql/parser';
import { getScalar } from '../../yaml/path';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'rules/limit-of-one',
  summary: 'A group allows one alert a rule, and a rule of it may fire for several series.',
  severity: 'info',
  since: '0.1.0',
  on: 'group',
  needs: ['dialect'],
  messages: {
    found:
      'With more series than `limit` the evaluation of a rule fails and none of its alerts fires, and `{alert}` fires for each series: when two of them are true nobody hears of either; leave `limit` out, or allow as many as there may be.',
  },
  run({ file, group }, ctx) {
    const limit = getScalar(group.map, 'limit');
    if (limit?.value !== '1') return;
    for (const { rule } of group.rules) {
      if (!rule.alert || !rule.expr) continue;
      const { expr, problems } = parsePromql(rule.expr.value, ctx.dialect);
      if (problems.length > 0 || isSingle(expr)) continue;
      const at = { source: outerSource(file.root.region.text), span: { from: limit.from, to: limit.to } };
      ctx.report(at, 'found', { alert: rule.alert.value });
      return;
    }
  },
});

/** Labels of which one value is mostly one series. */
const identities: ReadonlySet<string> = new Set(
  'instance pod node Hostname hostname UUID job_name deployment'.split(' '),
);

/** Of buckets a quantile makes one series. */
function isBucket({ name }: Ident): boolean {
  return name === 'le';
}

/** Whether an expression has one series at most, as far as it says so itself; unsure is yes. */
function isSingle(expr: Expr): boolean {
  const inner = unwrap(expr);
  switch (inner.kind) {
    case 'aggregate': {
      if (inner.op === 'topk' || inner.op === 'bottomk' || inner.op === 'count_values') return true;
      return inner.grouping === undefined || (!inner.grouping.without && inner.grouping.labels.every(isBucket));
    }
    case 'call':
      return inner.func.name.startsWith('absent') || inner.args.every(isSingle);
    case 'matrix':
      return isSingle(inner.selector);
    case 'subquery':
      return isSingle(inner.expr);
    case 'selector':
      return inner.matchers.some(({ label, op }) => op === '=' && identities.has(label.name));
    case 'binary': {
      if (numberOf(inner.rhs) !== undefined) return isSingle(inner.lhs);
      if (numberOf(inner.lhs) !== undefined) return isSingle(inner.rhs);
      if (inner.op === 'or') return isSingle(inner.lhs) && isSingle(inner.rhs);
      if (inner.op === 'and' || inner.op === 'unless' || inner.matching?.group) return isSingle(inner.lhs);
      return isSingle(inner.lhs) || isSingle(inner.rhs);
    }
    case 'unary':
      return isSingle(inner.expr);
    default:
      return true;
  }
}
