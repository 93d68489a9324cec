// What is not set has no series in kube-state-metrics: compared with 0, a missing request or a job that has not ended is never
// found. Layer: checks.
import { boundIn } from '../../promql/bounds';
import { comparisonOperators, metricName } from '../../promql/inspect';
import { innermostOf } from '../../promql/values';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/unset-as-zero',
  summary: 'A metric that has no series where nothing is set is compared with 0.',
  severity: 'warning',
  since: '0.1.0',
  on: 'binary',
  only: comparisonOperators,
  given: ['sound', 'alert'],
  ofMetric: name => times.test(name) || amounts.test(name),
  messages: {
    time: '`{metric}` has no series until it happens, so `{op} 0` is never true: ask with `unless` for what has no series.',
    amount:
      '`{metric}` has no series where nothing is set, so `{op} 0` finds none of these: ask with `unless` for what has no series.',
  },
  run({ node, in: unit }, ctx) {
    const bound = unit.sound && unit.rule.alert ? boundIn(node) : undefined;
    if (bound?.written !== 0) return;
    const { op } = bound;
    if (op !== '==' && op !== '<=') return;
    const inner = innermostOf(bound.value);
    const metric = inner.kind === 'selector' ? metricName(inner) : undefined;
    if (metric === undefined) return;
    const at = inner.kind === 'selector' ? (inner.name ?? inner) : inner;
    if (times.test(metric)) ctx.report(at, 'time', { metric, op });
    // Somebody may have written 0 on purpose.
    else if (amounts.test(metric)) ctx.report(at, 'amount', { metric, op }, { severity: 'info' });
  },
});

const times =
  /^kube_(?:job_status_completion_time|job_status_start_time|cronjob_status_last_schedule_time|cronjob_status_last_successful_time|cronjob_next_schedule_time|pod_completion_time|pod_start_time|pod_deletion_timestamp|namespace_deletion_timestamp|node_deletion_timestamp)$/;

const amounts = /^kube_pod_(?:init_)?container_resource_(?:requests|limits)(?:_cpu_cores|_memory_bytes)?$/;
