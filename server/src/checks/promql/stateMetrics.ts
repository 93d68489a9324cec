// What checks of states share. Layer: checks.

/** Metrics that are there only where something is wrong, or of whose states mostly none holds. */
export const comesAndGoes =
  /^kube_(?:job_|pod_status_reason|namespace_status_condition|persistentvolumeclaim_status_condition|deployment_status_condition)/;
