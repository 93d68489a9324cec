// Values that a label usually has where the set is open, so that the catalogue does not list it: any other is right, too.
// Layer: features.

interface Row {
  readonly exporter: string;
  readonly metric: RegExp;
  readonly label: string;
  readonly values: readonly string[];
}

const rows: readonly Row[] = [
  {
    exporter: 'kube-state-metrics',
    metric: /^kube_resourcequota$/,
    label: 'resource',
    values:
      'requests.cpu requests.memory requests.nvidia.com/gpu limits.cpu limits.memory pods requests.storage persistentvolumeclaims services'.split(
        ' ',
      ),
  },
  {
    exporter: 'kube-state-metrics',
    metric: /^kube_limitrange$/,
    label: 'resource',
    values: ['cpu', 'memory', 'storage', 'ephemeral-storage'],
  },
  {
    exporter: 'kube-state-metrics',
    metric: /^kube_(?!resourcequota|limitrange)/,
    label: 'resource',
    values: ['nvidia_com_gpu', 'cpu', 'memory', 'ephemeral_storage', 'pods', 'amd_com_gpu'],
  },
  { exporter: 'kube-state-metrics', metric: /^kube_/, label: 'unit', values: ['core', 'byte', 'integer'] },
  {
    exporter: 'ray',
    metric: /^ray_tasks$/,
    label: 'State',
    values:
      'RUNNING FAILED FINISHED PENDING_NODE_ASSIGNMENT PENDING_ARGS_AVAIL PENDING_ARGS_FETCH PENDING_OBJ_STORE_MEM_AVAIL SUBMITTED_TO_WORKER RUNNING_IN_RAY_GET RUNNING_IN_RAY_WAIT'.split(
        ' ',
      ),
  },
  {
    exporter: 'ray',
    metric: /^ray_actors$/,
    label: 'State',
    values: 'ALIVE_IDLE ALIVE_RUNNING_TASKS ALIVE RESTARTING DEAD PENDING_CREATION DEPENDENCIES_UNREADY'.split(' '),
  },
  { exporter: 'ray', metric: /^ray_resources$/, label: 'State', values: ['USED', 'AVAILABLE'] },
  {
    exporter: 'ray',
    metric: /^ray_resources$/,
    label: 'Name',
    values: ['GPU', 'CPU', 'memory', 'object_store_memory'],
  },
];

/** The usual values of a label of an exporter's metric, the most asked for first. */
export function usualValues(exporter: string, metric: string, label: string): readonly string[] {
  return rows.find(row => row.exporter === exporter && row.label === label && row.metric.test(metric))?.values ?? [];
}
