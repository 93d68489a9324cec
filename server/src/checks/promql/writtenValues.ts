// Values of labels that are told apart by their letters: codes of gRPC, reasons and conditions of Kubernetes. Layer: checks.
/** The codes of gRPC as its libraries for Go write them. */
const codesOfGo =
  'OK Canceled Unknown InvalidArgument DeadlineExceeded NotFound AlreadyExists PermissionDenied ResourceExhausted FailedPrecondition Aborted OutOfRange Unimplemented Internal Unavailable DataLoss Unauthenticated'.split(
    ' ',
  );

/** The first of several codes that Go writes in other letters, where none stands as Go writes it. */
export function codeOfGo(
  text: string,
): { readonly written: string; readonly right: string; readonly isOfOthers: boolean } | undefined {
  const words = text.replace(/^\(|\)$/g, '').split('|');
  if (words.some(word => codesOfGo.includes(word))) return undefined;
  for (const written of words) {
    const plain = written.replaceAll('_', '').toLowerCase().replace('cancelled', 'canceled');
    const right = codesOfGo.find(code => code.toLowerCase() === plain);
    if (right !== undefined) return { written, right, isOfOthers: /^[A-Z_]+$/.test(written) };
  }
  return undefined;
}

/** What a status may read: of HTTP, or of gRPC. */
export const statuses: readonly string[] = Array.from({ length: 1000 }, (_, code) => String(code));

/** Reasons that the kubelet gives; others may come, but none that differs from these in its letters' case alone. */
const reasons =
  'CrashLoopBackOff ImagePullBackOff ErrImagePull ErrImageNeverPull CreateContainerConfigError CreateContainerError RunContainerError ContainerCreating InvalidImageName OOMKilled ContainerCannotRun DeadlineExceeded Evicted NodeLost Preempted PodsReadyTimeout AdmissionCheck ClusterQueueStopped LocalQueueStopped'.split(
    ' ',
  );

/** Conditions of Kubernetes' own objects. */
const conditions =
  'Ready MemoryPressure DiskPressure PIDPressure NetworkUnavailable Available Progressing ReplicaFailure Complete Failed Initialized ContainersReady PodScheduled'.split(
    ' ',
  );

/** The condition that a text is in other letters. `true` and its like are values of another label of that name. */
export function conditionWritten(text: string): string | undefined {
  const meant = conditions.find(one => one.toLowerCase() === text.toLowerCase());
  return meant === text ? undefined : meant;
}

/** Reasons of a container that has ended, and of one that waits (kubelet). */
export const endings = ['OOMKilled', 'Completed', 'Error', 'ContainerCannotRun', 'DeadlineExceeded', 'Evicted'];

export const waitings = [
  'CrashLoopBackOff',
  'ImagePullBackOff',
  'ErrImagePull',
  'CreateContainerConfigError',
  'ContainerCreating',
  'PodInitializing',
];

/** Which state of a container a metric of kube-state-metrics gives the reason of. */
export function stateOf(metric: string): 'waits' | 'ended' | undefined {
  if (metric === 'kube_pod_container_status_waiting_reason') return 'waits';
  return /^kube_pod_container_status_(?:last_)?terminated_reason$/.test(metric) ? 'ended' : undefined;
}

/** The reason that a text is in other letters. */
export function reasonWritten(text: string): string | undefined {
  const meant = /^oom_?kill(?:ed)?$|^oom$/i.test(text)
    ? 'OOMKilled'
    : reasons.find(one => one.toLowerCase() === text.toLowerCase());
  return meant === text ? undefined : meant;
}
