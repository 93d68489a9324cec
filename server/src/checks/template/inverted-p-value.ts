// An alert on drift that is true while the p-value of a test is large, which is while nothing has drifted. Layer: checks.
import { alertText } from '../../analysis/alertText';
import { metricName } from '../../promql/inspect';
import { thresholdOf } from '../../promql/values';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'template/inverted-p-value',
  summary: 'An alert on drift is true while the p-value of a test is large.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'alert',
  given: ['sound'],
  ofMetric: name => pValue.test(name),
  messages: {
    found:
      'The alert tells that distributions differ, and a p-value such as `{metric}` is small then, so `{op} {written}` is true while they are alike: turn the comparison round.',
  },
  run(alert, ctx) {
    const { expr } = alert;
    if (!expr?.sound || !pValue.test(expr.text)) return;
    for (const selector of expr.selectors) {
      const metric = metricName(selector);
      const threshold = metric !== undefined && pValue.test(metric) && thresholdOf(selector, expr.parents(selector));
      if (!threshold || (threshold.op !== '>' && threshold.op !== '>=')) continue;
      if (threshold.value <= 0 || threshold.value >= 1) continue;
      const said = alertText(alert);
      if (!differ.test(said) || alike.test(said)) return;
      const { node, writtenOp: op, written } = threshold;
      ctx.report({ source: expr.source, span: node }, 'found', { metric, op, written });
      return;
    }
  },
});

const pValue = /(?<![A-Za-z0-9])p_?val(?:ue)?s?(?![A-Za-z0-9])/i;

const differ = /\b(?:drift|differ|shift|deviat|diverg|anomal|changed\b|degraded\b)/i;

/** What is told of distributions that are alike, or of a test that shows nothing. */
const alike =
  /\b(?:no|not|without|never|isn't|doesn't|inconclusive|insignificant|alike|same|equal|stable|recovered|resolved|gone|ended|back)\b/i;
