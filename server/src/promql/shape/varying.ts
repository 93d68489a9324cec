// Labels by which one side of a join has several series for one of the other: what is not matched and takes many values.
// Layer: promql. Only labels of which that is plain: an aggregation keeps them by name, or the exporter always sets them.
import type { Matching } from '../ast';
import type { Branch } from './branch';
import { branchCarries, branchReason, nameLabel } from './branch';
import { valuesOf } from './pins';

/** What differs inside of one target, machine or pod. */
const inside: ReadonlySet<string> = new Set(
  'gpu UUID uuid gpu_uuid gpu_id minor_number device GPU_I_ID cpu core mode le quantile status code status_code http_status method verb reason type kind phase state result outcome error err_code container mountpoint interface nvlink handler route path endpoint operation op finished_reason direction level partition shard resource condition sensor chip slot priority version'.split(
    ' ',
  ),
);

/** What names one target, machine or pod. */
const places: ReadonlySet<string> = new Set(
  'instance pod exported_pod pod_name uid node nodename Hostname hostname host exported_instance id container_id kubernetes_node UUID uuid gpu_uuid'.split(
    ' ',
  ),
);

/** Names of one and the same device, each of which decides the others. */
const devices: ReadonlySet<string> = new Set(
  'gpu UUID uuid gpu_uuid gpu_id minor_number device pci_bus_id mountpoint interface nvlink chip'.split(' '),
);

/** What names a machine. */
const nodes: ReadonlySet<string> = new Set('node nodename Hostname hostname host kubernetes_node'.split(' '));

/** Whether every series is that of a pod of its own, as kube-state-metrics and the scheduler show them. */
function isOfPods({ metrics, sure }: Branch): boolean {
  return sure.has('pod') && metrics.length > 0 && metrics.every(metric => metric.startsWith('kube_pod_'));
}

/**
 * The labels that are not matched and by which series of the branch surely differ, so that several of them are matched with the
 * same series of the other side. Empty where that is not plain.
 */
export function varyingLabels(branch: Branch, matching: Matching): readonly string[] {
  if (branch.never) return [];
  // Whoever matches by a label that the metric does not have knows another version of its exporter.
  if (matching.on && matching.labels.some(({ name }) => isUnheard(branch, name))) return [];
  const listed = new Set(matching.labels.map(({ name }) => name));
  const matched = (label: string): boolean => listed.has(label) === matching.on;
  const keys = matching.on ? [...listed].filter(label => branchCarries(branch, label) !== 'no') : [];
  // Whoever chooses a device by one of its names, also by a pattern, mostly means one.
  const choosesDevice = branch.pins.some(pin => devices.has(pin.label.name) && isNarrow(pin));
  const varying = (label: string): boolean => {
    if (label === nameLabel || matched(label) || isChosen(branch, label)) return false;
    if (!branch.expected.has(label) && !branch.sure.has(label)) return false;
    // All but a few labels are matched: what is left out varies if it varies anywhere.
    if (!matching.on) return inside.has(label) && !devices.has(label);
    if (label === 'priority' && isOfPods(branch)) return false;
    // A node has many pods.
    if (label === 'pod' && keys.length > 0 && isOfPods(branch)) return keys.every(key => nodes.has(key));
    if (devices.has(label)) return inside.has(label) && !choosesDevice && !keys.some(key => devices.has(key));
    if (inside.has(label)) return true;
    return places.has(label) && branch.expected.has(label) && !keys.some(key => places.has(key));
  };
  const found: string[] = [];
  // Whoever keeps labels expects several values of them; where all are ignored nothing is left to tell the series apart.
  if (!matching.on && !branch.open && !branch.possible.some(label => label !== nameLabel && !listed.has(label))) {
    branch.expected.some(label => collect(label, one => one !== nameLabel && !isPinned(branch, one), found));
    return found;
  }
  branch.sure.some(label => collect(label, varying, found));
  branch.expected.some(label => collect(label, varying, found));
  return found;
}

function collect(label: string, isMeant: (label: string) => boolean, found: string[]): boolean {
  if (!found.includes(label) && isMeant(label)) found.push(label);
  return false;
}

/** Whether a matcher takes values of a certain form, not all but some. */
function isNarrow({ op, value }: Branch['pins'][number]): boolean {
  return op === '=' || (op === '=~' && value !== undefined && !/^(?:\.[*+]|)$/.test(value.value));
}

/** Whether no series of a branch has the label, and none of its operators took it away. */
function isUnheard(branch: Branch, label: string): boolean {
  return branchCarries(branch, label) === 'no' && branchReason(branch, label) === undefined;
}

/** Whether a matcher takes one value of a label, or those of a pattern, of which nobody knows how many there are. */
function isChosen(branch: Branch, label: string): boolean {
  if (isPinned(branch, label)) return true;
  // Of codes a pattern takes a class: `5..`.
  if (/status|code/.test(label)) return false;
  return branch.pins.some(pin => pin.label.name === label && isNarrow(pin) && valuesOf(pin) === undefined);
}

function isPinned({ pins }: Branch, label: string): boolean {
  return pins.some(pin => pin.label.name === label && valuesOf(pin)?.length === 1);
}
