// What a function makes of a code is printed as the code. Layer: checks.
import { wholeOf } from '../../analysis/source';
import type { Catalog } from '../../catalog/schema';
import type { Expr } from '../../promql/ast';
import { resultBound } from '../../promql/bounds';
import { metricName } from '../../promql/inspect';
import { rangeCallOf } from '../../promql/ranges';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'template/number-for-code',
  summary: 'A message prints how much a code changed as the code.',
  severity: 'warning',
  since: '0.1.0',
  on: 'template',
  given: ['sound', 'value printed'],
  where: 'annotation',
  actions: true,
  needs: ['catalog'],
  messages: {
    found:
      'The value is what `{func}()` makes of `{metric}` and no code of it: compare the metric itself, and `$value` is the code.',
  },
  run(unit, ctx) {
    const { expr } = unit;
    if (!unit.sound || !expr?.sound || !changing.test(expr.text)) return;
    const changed = changeOfCode(expr.expr, ctx.catalog);
    if (!changed) return;
    const restsOn = [wholeOf(expr.source)];
    for (const { from, to } of unit.statements.values) {
      const before = unit.text.slice(Math.max(0, from - 60), from);
      if (called.test(before) && !counted.test(before)) ctx.report({ from, to }, 'found', changed, { restsOn });
    }
  },
});

/** Functions whose result is no value of the series. */
const changing = /\b(?:increase|i?rate|i?delta|changes|deriv|count_over_time|stddev_over_time)\b/;

function changeOfCode(expr: Expr, catalog: Catalog): { readonly func: string; readonly metric: string } | undefined {
  const range = rangeCallOf(resultBound(expr)?.value ?? expr);
  const metric = range && metricName(range.selector);
  if (!range || metric === undefined || !changing.test(range.call.func.name)) return undefined;
  const isCode = catalog.codes(metric) !== undefined || catalog.find(metric)?.metric.valueIs === 'code';
  return isCode ? { func: range.call.func.name, metric } : undefined;
}

/** "XID 79", "error code: 79", "exit code is 137". */
const called =
  /(?:\bxid|\bcode|错误码|错误代码|错误代號|エラーコード|오류 코드)(?: error)?(?: is| was| of|:|：| =|=| #|#| \()? ?$/i;

/** "number of changes of the XID: 3". */
const counted = /\b(?:numbers?|counts?|changes|times|how (?:many|often))\b/i;
