// A metric of whole GPUs asked of MIG instances, which have no such series. Layer: checks.

import type { Matcher } from '../../promql/ast';
import { metricName } from '../../promql/inspect';
import { rejectsEmpty } from '../../promql/matching';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'gpu/utilization-of-instance',
  summary: 'A metric that exists for whole GPUs only is selected for MIG instances.',
  severity: 'warning',
  since: '0.1.0',
  on: 'selector',
  about: ['deviceOnly'],
  needs: ['catalog'],
  messages: {
    found: '`{metric}` is measured for whole GPUs only and says nothing of MIG instances: use `{instead}` there.',
  },
  run({ node }, ctx) {
    const metric = metricName(node);
    const instead = metric === undefined ? undefined : ctx.catalog.find(metric)?.metric.deviceOnly;
    if (instead === undefined || metric === undefined || !node.matchers.some(choosesInstances)) return;
    ctx.report(node.name ?? node, 'found', { metric, instead });
  },
});

/** A matcher that only MIG instances pass. */
function choosesInstances(matcher: Matcher): boolean {
  return /^GPU_I_(?:ID|PROFILE)$/.test(matcher.label.name) && rejectsEmpty(matcher);
}
