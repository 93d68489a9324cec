// Why a container ended last is told for as long as its pod lives. Layer: checks.
import { ruleText } from '../../analysis/alertText';
import { metricName } from '../../promql/inspect';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/kept-reason',
  summary: 'The reason of the last termination is taken for one that was just now.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'selector',
  given: ['sound', 'alert'],
  ofMetric: name => kept.test(name),
  when: reads => reads.some(name => kept.test(name)),
  messages: {
    found:
      '`{metric}` stays until the container ends for another reason, so this fires for the rest of the life of the pod: add `and on (namespace, pod, container) increase(kube_pod_container_status_restarts_total[10m]) > 0`.',
  },
  run({ node, in: unit }, ctx) {
    const metric = metricName(node);
    if (!unit.sound || !unit.rule.alert || metric === undefined || !kept.test(metric)) return;
    // Another series, or a look at the past, may say when it was.
    if (unit.selectors.length > 1 || /\[|offset/.test(unit.text)) return;
    const severity = justNow.test(ruleText(unit.rule)) ? ('warning' as const) : ('info' as const);
    ctx.report(node.name ?? node, 'found', { metric }, { severity });
  },
});

const kept = /^kube_pod_(?:init_)?container_status_last_terminated_(?:reason|exitcode)$/;

const justNow = /\b(?:in|within|during|over) the (?:last|past)\b|\b(?:just|recently)\b/i;
