// What client libraries show of a process beside what an exporter shows of a machine or a cluster: with equal job and instance only
// the exporter's own process has a partner. Layer: checks.

import type { Binary, Expr } from '../../promql/ast';
import { comparisonOperators, metricName } from '../../promql/inspect';
import type { Shape } from '../../promql/shape';
import { selectorsOf } from '../../promql/walk';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/join-across-exporters',
  summary: 'A process is matched with the machine by the target, which only the exporter of the machine has.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'binary',
  only: ['+', '-', '*', '/', '%', ...comparisonOperators, 'and', 'unless'],
  given: ['sound'],
  ofMetric: name => ofProcess.test(name) || ofPods.test(name) || name.startsWith('kube_persistentvolumeclaim_'),
  between: 'series',
  messages: {
    container:
      '`{process}` has the address of its own target as `instance`, and `{other}` that of the kubelet or cAdvisor, so hardly any two meet: match by labels that both have, such as `namespace` and `pod`.',
    objects:
      '`{objects}` has the address of kube-state-metrics as `instance`, and `{other}` that of its own target, so no two meet: match by labels that both have, such as `namespace` and `pod`.',
    volumes:
      '`{objects}` comes from kube-state-metrics and `{other}` from the kubelet, so `job` and `instance` differ and nothing matches: write `on (namespace, persistentvolumeclaim)`.',
    found:
      '`{process}` and `{other}` are matched by `job` and `instance`, so only the process of the exporter itself has a partner: match by a label of the machine that both have, or compare with a number.',
  },
  run({ node, in: unit }, ctx) {
    const { matching } = node;
    if (!unit.sound || node.fills.length > 0) return;
    const listed = matching?.labels.map(({ name }) => name) ?? [];
    if (matching?.on && listed.length === 1 && listed[0] === 'instance') {
      const pair = objectsBeside(node);
      if (pair) ctx.report(node, 'objects', pair);
    }
    const volumes = matching === undefined ? volumesIn(node) : undefined;
    if (volumes && [node.lhs, node.rhs].every(side => isOfTargets(unit.shapeOf(side)))) {
      ctx.report(node, 'volumes', volumes);
      return;
    }
    const [process, other] = sidesOf(node) ?? [];
    if (process === undefined || other === undefined) return;
    // A process in a container is scraped by the address of its pod, and no relabeling makes a container's series have that.
    if (matching?.on && listed.length === 1 && listed[0] === 'instance' && other.startsWith('container_')) {
      ctx.report(node, 'container', { process, other });
      return;
    }
    // Relabeling often makes `instance` the machine; the job it leaves.
    if (listed.includes('job') !== (matching?.on ?? false)) return;
    if (matching && !matching.on && listed.includes('instance')) return;
    if (![node.lhs, node.rhs].every(side => isOfTargets(unit.shapeOf(side)))) return;
    ctx.report(node, 'found', { process, other });
  },
});

/** What client libraries show of the process that they run in. */
const ofProcess = /^(?:process|go|python|jvm|nodejs|dotnet|ruby)_[a-z]/;

/** What node exporter, kube-state-metrics and the kubelet show of others than themselves. */
const ofMachine = /^(?:node|kube|container|machine)_[a-z]/;

/** The metric of a process and that of something else, from either side. */
function sidesOf({ lhs, rhs }: Binary): readonly [process: string, other: string] | undefined {
  const [left, right] = [metricIn(lhs), metricIn(rhs)];
  if (left === undefined || right === undefined) return undefined;
  const [process, other] = ofProcess.test(left) ? [left, right] : [right, left];
  return ofProcess.test(process) && ofMachine.test(other) ? [process, other] : undefined;
}

/** What kube-state-metrics says of pods, which nobody scrapes under their own address, beside what is measured at a target. */
function objectsBeside({ lhs, rhs }: Binary): { readonly objects: string; readonly other: string } | undefined {
  const [left, right] = [metricIn(lhs), metricIn(rhs)];
  if (left === undefined || right === undefined) return undefined;
  const [objects, other] = ofPods.test(left) ? [left, right] : [right, left];
  return ofPods.test(objects) && measured.test(other) ? { objects, other } : undefined;
}

/** What was asked for in a claim beside what the kubelet measures of its volume. */
function volumesIn({ lhs, rhs }: Binary): { readonly objects: string; readonly other: string } | undefined {
  const [left, right] = [metricIn(lhs), metricIn(rhs)];
  if (left === undefined || right === undefined) return undefined;
  const [objects, other] = left.startsWith('kube_') ? [left, right] : [right, left];
  const isPair = objects.startsWith('kube_persistentvolumeclaim_') && other.startsWith('kubelet_volume_stats_');
  return isPair ? { objects, other } : undefined;
}

const ofPods = /^kube_pod_[a-z]/;
const measured = /^(?:DCGM_|nvidia_|vllm:|sglang:|tgi_|nv_|triton_|node_[a-z]+_|habana|amd_)/;

/** The only metric of a side. */
function metricIn(side: Expr): string | undefined {
  const names = new Set(selectorsOf(side).map(metricName));
  const [only] = names;
  return names.size === 1 ? only : undefined;
}

function isOfTargets({ branches }: Shape): boolean {
  return branches.every(({ sure }) => sure.has('job') && sure.has('instance'));
}
