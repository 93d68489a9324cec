// The time of the last attempt told as that of the last success: who fails every night attempts every night. Layer: checks.
import { alertText } from '../../analysis/alertText';
import { metricName } from '../../promql/inspect';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'template/attempt-as-success',
  summary: 'An alert on missing success measures when something was last attempted.',
  severity: 'warning',
  since: '0.1.0',
  on: 'alert',
  given: ['sound'],
  ofMetric: name => attempt.test(name),
  messages: {
    found:
      'The alert tells that nothing succeeded, and `{metric}` moves with every attempt, whether it fails or not: take {instead}.',
  },
  run(alert, ctx) {
    const { expr } = alert;
    if (!expr?.sound || !attempt.test(expr.text) || outcome.test(expr.text) || !expr.text.includes('time()')) return;
    const selector = expr.selectors.find(one => attempt.test(metricName(one) ?? ''));
    if (!selector || !success.test(alertText(alert))) return;
    const metric = metricName(selector)!;
    const instead =
      metric === 'kube_cronjob_status_last_schedule_time'
        ? '`kube_cronjob_status_last_successful_time`'
        : 'the time of the last success';
    const at = { source: expr.source, span: selector.name ?? selector };
    ctx.report(at, 'found', { metric, instead });
  },
});

/** Times that tell when something was begun. */
const attempt = /(?:^|_)last_(?:schedule|scheduled|attempt|attempted|start|started|triggered)(?:_|\b)/;
/** How it ended is asked for as well. */
const outcome = /succe|fail|complet|finish/i;
const success = /\b(?:success(?:ful(?:ly)?|es)?|succeed(?:ed|s)?)\b/i;
