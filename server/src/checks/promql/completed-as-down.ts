// "Not ready", "not running", "not active" is also what a pod or a job is that has completed, as long as the object is kept.
// Layer: checks.
import { ruleText } from '../../analysis/alertText';
import type { Expr, VectorSelector } from '../../promql/ast';
import { type Bound, boundAbove, boundIn } from '../../promql/bounds';
import { metricName } from '../../promql/inspect';
import { passedArgument } from '../../promql/values';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/completed-as-down',
  summary: 'A pod or job that is not ready or active is taken for a failed one, and may have completed.',
  severity: 'info',
  since: '0.1.0',
  awaits: 'value',
  on: 'expr',
  given: ['sound', 'alert'],
  ofMetric: name => whileNotDown.has(name),
  messages: {
    pod: 'Pods that have completed are kept with this value, too, so this fires for every finished job: leave them out with `unless {guard}`.',
    running:
      'A phase other than Running is also Succeeded, so this fires for the pods of every finished job: ask for the phases that are meant, `phase=~"Pending|Failed|Unknown"`.',
    job: '`kube_job_status_active` is 0 of every job that has completed, too, as long as it is kept: leave those out with `unless {guard}`.',
  },
  run(unit, ctx) {
    const { rule, selectors, sound, text } = unit;
    if (!sound || !rule.alert || !/\bkube_(?:pod|job)_/.test(text) || completed.test(ruleText(rule))) return;
    for (const selector of selectors) {
      const metric = metricName(selector);
      const asked = metric === undefined ? undefined : whileNotDown.get(metric);
      if (!asked || isOfOneKind(selector)) continue;
      const bound = boundAbove(selector, unit.parents(selector), keepsValues);
      if (!bound?.above.every(onlyCounts) || !asked.isDown(bound, selector)) continue;
      const message = asked.message === 'pod' && phaseOf(selector)?.op === '!=' ? 'running' : asked.message;
      const severity = message === 'job' ? ('warning' as const) : ('info' as const);
      ctx.report(bound.node, message, { guard: guards[asked.message] }, { severity });
    }
  },
});

const guards = {
  pod: 'on (namespace, pod) kube_pod_status_phase{phase="Succeeded"} == 1',
  job: 'on (namespace, job_name) kube_job_complete',
};

interface Asked {
  readonly message: 'pod' | 'job';
  /** Whether a series passes the bound once its object has completed. */
  readonly isDown: (bound: Bound, selector: VectorSelector) => boolean;
}

/** What kube-state-metrics says of a completed object (internal/store/pod.go, job.go). */
const whileNotDown: ReadonlyMap<string, Asked> = new Map<string, Asked>([
  [
    'kube_pod_status_ready',
    { message: 'pod', isDown: (bound, selector) => isNot(bound, selector, 'condition', 'true') },
  ],
  [
    'kube_pod_status_phase',
    { message: 'pod', isDown: (bound, selector) => isNot(bound, selector, 'phase', 'Running') },
  ],
  ['kube_pod_container_status_ready', { message: 'pod', isDown: asksForZero }],
  ['kube_pod_container_status_running', { message: 'pod', isDown: asksForZero }],
  ['kube_job_status_active', { message: 'job', isDown: asksForZero }],
]);

/** `{condition="true"} == 0`, `{condition="false"} == 1`, `{phase!="Running"} == 1`. */
function isNot(bound: Bound, { matchers }: VectorSelector, label: string, value: string): boolean {
  const [matcher, ...more] = matchers.filter(one => one.label.name === label);
  if (!matcher?.value || more.length > 0) return false;
  if (matcher.value.value !== value) return label === 'condition' && matcher.op === '=' && asksForOne(bound);
  if (matcher.op === '=') return asksForZero(bound);
  return matcher.op === '!=' && asksForOne(bound);
}

function asksForZero({ op, written }: Bound): boolean {
  return ((op === '==' || op === '<=') && written === 0) || ((op === '<' || op === '!=') && written === 1);
}

function asksForOne({ op, written }: Bound): boolean {
  return ((op === '==' || op === '>=') && written === 1) || ((op === '>' || op === '!=') && written === 0);
}

function phaseOf({ matchers }: VectorSelector) {
  return matchers.find(({ label }) => label.name === 'phase');
}

/** Whoever names pods or containers may have chosen those that never complete. */
function isOfOneKind({ matchers }: VectorSelector): boolean {
  return matchers.some(({ label }) => /^(?:pod|container|uid|name|app|service|deployment)$|^label_/.test(label.name));
}

/** Whether each object's value is still there to be compared. */
function keepsValues(parent: Expr, operand: Expr): boolean {
  if (parent.kind === 'binary') return parent.op === 'or';
  if (parent.kind === 'call') return passedArgument(parent) === operand;
  return parent.kind !== 'aggregate' || keepsObjects(parent);
}

/** Whether what stands around a comparison only counts what it finds: no other series decides with it. */
function onlyCounts(parent: Expr): boolean {
  if (parent.kind === 'binary') return parent.op === 'or' || boundIn(parent) !== undefined;
  return parent.kind !== 'call' || parent.func.name === 'count_over_time';
}

/** Whether an aggregation still tells single objects apart. */
function keepsObjects({ op, grouping }: Extract<Expr, { kind: 'aggregate' }>): boolean {
  if (!/^(?:sum|min|max|avg)$/.test(op) || !grouping) return false;
  const named = grouping.labels.some(({ name }) => /^(?:pod|job_name)$/.test(name));
  return grouping.without ? !named : named;
}

const completed = /\b(?:complet|finish|succe|done|ended|terminat)/i;
