// What checks of states share. Layer: checks.

/** Metrics that are there only where something is wrong, or of whose states mostly none holds. */
export const comesAndGoes =
  /^kube_(?:job_|pod_status_reason|namespace_status_condition|persistentvolumeclaim_status_condition|deployment_status_condition)/;

/** What kube-state-metrics shows of everything there is, as 0 where it does not hold. */
export const flags =
  /^kube_(?:node_spec_unschedulable|deployment_spec_paused|cronjob_spec_suspend|job_status_suspended|pod_(?:init_)?container_status_(?:waiting|running|terminated|ready))$/;
