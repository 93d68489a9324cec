// Labels that do not come from an exporter: what Prometheus and service discovery put on every series of a target.
// Layer: catalog. A check that says "no such label" must allow all of these.

/** Labels that Prometheus gives every scraped series. */
export const alwaysOnTargets: readonly string[] = ['job', 'instance'];

/**
 * Labels that the usual scrape configurations add, or that a common external system adds later: ServiceMonitor and
 * PodMonitor, the Kubernetes examples of Prometheus, Thanos, Mimir, remote write, cloud agents. They MAY be there.
 */
const oftenOnTargets: ReadonlyMap<string, string> = new Map([
  ['namespace', 'Kubernetes namespace of the scraped target.'],
  ['pod', 'Pod of the scraped target.'],
  ['container', 'Container of the scraped target.'],
  ['service', 'Kubernetes service by which the target was found.'],
  ['endpoint', 'Name of the scraped port (ServiceMonitor, PodMonitor).'],
  ['node', 'Kubernetes node that the target runs on.'],
  ['nodename', 'Name of the machine, where relabeling copies it.'],
  ['host', 'Name of the machine, where relabeling copies it.'],
  ['hostname', 'Name of the machine, where relabeling copies it.'],
  ['app', 'Value of the `app` label of the pod or service, where relabeling copies it.'],
  ['component', 'Part of an application, where relabeling copies it.'],
  ['cluster', 'Name of the cluster, an external or relabeled label.'],
  ['environment', 'Stage such as production, an external or relabeled label.'],
  ['env', 'Stage such as production, an external or relabeled label.'],
  ['stage', 'Stage such as production, an external or relabeled label.'],
  ['region', 'Region of the data centre, an external or relabeled label.'],
  ['zone', 'Zone of the data centre, an external or relabeled label.'],
  ['datacenter', 'Data centre, an external or relabeled label.'],
  ['dc', 'Data centre, an external or relabeled label.'],
  ['tenant', 'Tenant, an external or relabeled label.'],
  ['tenant_id', 'Tenant, added by Thanos receive.'],
  ['team', 'Owning team, an external or relabeled label.'],
  ['prometheus', 'Prometheus object of the operator that scraped the target.'],
  ['prometheus_replica', 'Replica of the Prometheus that scraped the target.'],
  ['replica', 'Replica of the Prometheus that scraped the target.'],
  ['receive', 'Marks series that came in over Thanos receive.'],
  ['metrics_path', 'Path that was scraped (kubelet endpoints).'],
  ['pid', 'Process id, on gauges of the Python client in multiprocess mode.'],
  ['provider', 'Cloud provider, an external or relabeled label.'],
  ['project', 'Project of the cloud provider, an external or relabeled label.'],
  ['project_id', 'Project of the cloud provider (Google managed collection).'],
  ['location', 'Location of the data centre (Google managed collection).'],
]);

/**
 * Whether a label may be on a series although its exporter does not set it: target labels, labels of relabeling, and
 * `exported_…`, the name under which Prometheus keeps an exporter's label that collides with a target label.
 */
export function mayComeFromTarget(label: string): boolean {
  return alwaysOnTargets.includes(label) || oftenOnTargets.has(label) || label.startsWith('exported_');
}

/** Every label name that a target may bring, the certain ones first. */
export function targetLabels(): readonly string[] {
  return [...alwaysOnTargets, ...oftenOnTargets.keys()];
}
