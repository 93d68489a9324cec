// Series that are 1 while something is well, by what their labels select. Layer: checks.
import type { VectorSelector } from '../../promql/ast';
import type { Bound } from '../../promql/bounds';
import { metricName } from '../../promql/inspect';
import { innermostOf } from '../../promql/values';

/** Of kube-state-metrics: which labels a series must have so that 1 means that all is well (docs/metrics of its repository). */
const ready: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map<string, Readonly<Record<string, string>>>([
  ['kube_pod_status_ready', { condition: 'true' }],
  ['kube_node_status_condition', { condition: 'Ready', status: 'true' }],
  ['kube_deployment_status_condition', { condition: 'Available', status: 'true' }],
  ['kube_job_complete', { condition: 'true' }],
  ['kube_pod_container_status_ready', {}],
  ['kube_pod_container_status_running', {}],
]);

/** `model_ready`, `worker_healthy`: the state of one thing; of several such a name gives their number. */
const byName = /_(?:ready|healthy|alive|online|connected)$/;
const several = /replicas|pods|nodes|workers|instances|brokers|members|targets|peers|clients|shards|num|count|total/;

export interface ReadyFlag {
  readonly metric: string;
  /** By the name alone otherwise. */
  readonly isSure: boolean;
}

/** The series of `kube_pod_status_ready{condition="true"} == 1`, where 1 is asked for and stands for all that is well. */
export function readyFlagOf({ value, op, written }: Bound): ReadyFlag | undefined {
  if (
    !(
      (op === '==' && written === 1) ||
      (written === 0 && (op === '>' || op === '!=')) ||
      (op === '>=' && written === 1)
    )
  )
    return undefined;
  const inner = innermostOf(value);
  const metric = inner.kind === 'selector' ? metricName(inner) : undefined;
  if (inner.kind !== 'selector' || metric === undefined) return undefined;
  const labels = ready.get(metric);
  if (labels)
    return Object.entries(labels).every(([name, is]) => selects(inner, name, is))
      ? { metric, isSure: true }
      : undefined;
  return byName.test(metric) && !several.test(metric) ? { metric, isSure: false } : undefined;
}

/** Series that are 0 while all is well: `kube_node_status_condition{condition="MemoryPressure",status="true"}`. */
export function isTroubleFlag(selector: VectorSelector): boolean {
  const metric = metricName(selector);
  if (metric === 'kube_pod_status_ready') return selects(selector, 'condition', 'false');
  if (metric !== 'kube_node_status_condition') return false;
  const isPressure = pressures.some(condition => selects(selector, 'condition', condition));
  if (isPressure) return selects(selector, 'status', 'true');
  return (
    selects(selector, 'condition', 'Ready') &&
    (selects(selector, 'status', 'false') || selects(selector, 'status', 'unknown'))
  );
}

const pressures: readonly string[] = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable'];

function selects({ matchers }: VectorSelector, name: string, is: string): boolean {
  return matchers.some(
    ({ label, op, value }) => label.name === name && op === '=' && value?.closed === true && value.value === is,
  );
}
