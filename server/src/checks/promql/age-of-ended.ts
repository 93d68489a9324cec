// The age of a time that stays where it is: of a job that has ended, of a configuration that nobody had to load again.
// Layer: checks.
import type { ExprUnit } from '../../analysis/rule';
import type { Expr, VectorSelector } from '../../promql/ast';
import { secondsOf } from '../../promql/durations';
import { metricName, unwrap } from '../../promql/inspect';
import { canCarry } from '../../promql/shape';
import { innermostOf, thresholdOf } from '../../promql/values';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/age-of-ended',
  summary: 'The age of a time grows although what it is of has ended, or need not come again.',
  severity: 'info',
  since: '0.1.0',
  awaits: 'value',
  on: 'binary',
  only: ['-'],
  given: ['sound', 'alert'],
  mentions: ['time'],
  between: 'series',
  messages: {
    ended:
      '`{metric}` stays when the {what} has ended, so this is true of finished ones, too: add `and {guard}` for those that run.',
    pending:
      '`kube_pod_start_time` comes with the node that takes the pod, so pods that wait for one are left out: read `kube_pod_created`.',
    seen: '`container_last_seen` is the time of the last scrape, and ends 5 minutes after the container did, so this {waits} never fires: ask for what was there before, `{metric} offset 10m unless {metric}`.',
    reload:
      '`{metric}` only moves when there is something to reload, so this is true of a configuration that nobody changes: ask for `{flag} == 0`.',
  },
  run({ node, in: unit }, ctx) {
    const now = unwrap(node.lhs);
    if (!unit.sound || !unit.rule.alert || now.kind !== 'call' || now.func.name !== 'time') return;
    const time = innermostOf(node.rhs);
    const metric = time.kind === 'selector' ? metricName(time) : undefined;
    if (time.kind !== 'selector' || metric === undefined) return;
    const bound = thresholdOf(node, unit.parents(node));
    if (!bound?.op.startsWith('>')) return;
    const at = time.name ?? time;
    if (metric === 'container_last_seen') {
      const wait = secondsOf(unit.rule.for?.value ?? '') ?? 0;
      const isOfRange = unit.parents(time).some(({ kind }) => kind === 'matrix' || kind === 'subquery');
      if (isOfRange || bound.value + wait < lookback) return;
      const waits = bound.value >= lookback ? 'condition' : `condition with \`for: ${unit.rule.for!.value}\``;
      ctx.report(at, 'seen', { metric, waits }, { severity: 'warning' });
      return;
    }
    if (reload.test(metric)) {
      const flag = metric.replace(reload, '_last_reload_successful');
      if (unit.selectors.every(selector => metricName(selector) !== flag)) ctx.report(at, 'reload', { metric, flag });
      return;
    }
    const started = running.get(metric);
    if (metric === 'kube_pod_start_time' && unit.selectors.some(isPending)) {
      ctx.report(at, 'pending', {}, { severity: 'warning' });
      return;
    }
    // The latest of several beginnings says when the last one was.
    if (!started || !isAlone(time, unit) || canCarry(unit.shapeOf(node.rhs), started.label) === 'no') return;
    ctx.report(at, 'ended', { metric, what: started.what, guard: started.guard });
  },
});

/** Seconds for which Prometheus goes on with the last sample: cAdvisor's carry times of their own, so nothing marks their end before. */
const lookback = 300;

const reload = /_last_reload_success_timestamp_seconds$/;

/** Times at which something began, and how to ask whether it goes on. */
const running: ReadonlyMap<string, Started> = new Map([
  ['kube_job_status_start_time', { what: 'job', label: 'job_name', guard: 'kube_job_status_active > 0' }],
  [
    'kube_pod_start_time',
    { what: 'pod', label: 'pod', guard: 'on (namespace, pod) kube_pod_status_phase{phase="Running"} == 1' },
  ],
]);

interface Started {
  readonly what: string;
  /** By which the series of several of them differ. */
  readonly label: string;
  readonly guard: string;
}

/** Whether pods are selected that no node need have taken yet. */
function isPending(selector: VectorSelector): boolean {
  if (metricName(selector) !== 'kube_pod_status_phase') return false;
  return selector.matchers.some(
    ({ label, op, value }) => label.name === 'phase' && op === '=' && value?.value === 'Pending',
  );
}

/** Whether nothing else in the expression may say what goes on. */
function isAlone(time: Expr, { selectors }: ExprUnit): boolean {
  return selectors.length === 1 && selectors[0] === time;
}
