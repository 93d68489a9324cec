// An alert that tells of one broken thing, and is true only when all of a group are. Layer: checks.
import { alertText } from '../../analysis/alertText';
import type { Catalog } from '../../catalog/schema';
import type { Aggregate } from '../../promql/ast';
import { type Bound, resultBound } from '../../promql/bounds';
import { metricName, unwrap } from '../../promql/inspect';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'template/all-for-one',
  summary: 'An alert tells of one or more, and is true only when all of a group are meant.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'alert',
  needs: ['catalog'],
  messages: {
    found:
      'The alert tells of {said}, and `{func}() {op} {written}` is true only when `{metric}` is {written} for all of them: use `{instead}()`.',
  },
  run(alert, ctx) {
    const { expr } = alert;
    const bound = expr?.sound ? resultBound(expr.expr) : undefined;
    const inner = bound && unwrap(bound.value);
    if (!expr || !bound || inner?.kind !== 'aggregate') return;
    const of = unwrap(inner.expr);
    const metric = of.kind === 'selector' ? metricName(of) : undefined;
    const instead = insteadOf(inner, bound);
    if (metric === undefined || !instead || !isFlag(metric, ctx.catalog)) return;
    const said = one.exec(alertText(alert))?.[0].toLowerCase();
    if (said === undefined) return;
    const data = { said: `"${said}"`, func: inner.op, op: bound.op, written: bound.written, metric, instead };
    ctx.report({ source: expr.source, span: bound.node }, 'found', data);
  },
});

/** What finds one of them, where the aggregation asks for all. */
function insteadOf({ op }: Aggregate, { op: compared, written }: Bound): 'min' | 'max' | undefined {
  if (compared !== '==') return undefined;
  if (written === 0 && (op === 'avg' || op === 'max' || op === 'sum')) return 'min';
  return written === 1 && (op === 'avg' || op === 'min') ? 'max' : undefined;
}

function isFlag(metric: string, catalog: Catalog): boolean {
  return metric === 'up' || metric === 'probe_success' || catalog.find(metric)?.metric.valueIs === 'flag';
}

const one = /\b(?:one or more|at least one|one or several|some of|any of|one of)\b/i;
