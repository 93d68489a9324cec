// Which kinds an API server with prometheus-operator serves under which name, as far as that is ours to know: its own
// kinds, and names that are close to them. Layer: model.

import { closest } from '../../text/closest';
import { anyOf } from '../../text/words';
import { shorten } from './scalars';

/** The operator's group, and the one under which the cluster observability operator serves the same kinds. */
const GROUPS = ['monitoring.coreos.com', 'monitoring.rhobs'];

/** The kinds of prometheus-operator's API group by version. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  v1: ['Alertmanager', 'PodMonitor', 'Probe', 'Prometheus', 'PrometheusRule', 'ServiceMonitor', 'ThanosRuler'],
  v1alpha1: ['AlertmanagerConfig', 'PrometheusAgent', 'ScrapeConfig'],
  v1beta1: ['AlertmanagerConfig'],
};

/** The kinds that have tables here. */
const OWN_KINDS = ['PrometheusRule', 'AlertmanagerConfig'];

/** Why an object cannot be created: the key that is wrong, and what it most likely should be. */
export interface ServedProblem {
  readonly key: 'apiVersion' | 'kind';
  readonly message: string;
  readonly meant?: string;
}

/** What is wrong with the name of an object's kind; undefined for what is served and for what others may serve. */
export function servedProblem(apiVersion: string, kind: string): ServedProblem | undefined {
  const [group, version, ...more] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  if (more.length > 0) {
    return {
      key: 'apiVersion',
      message: `\`${shorten(apiVersion)}\` is no version of an API; write \`group/version\`.`,
    };
  }
  if (!GROUPS.includes(group!)) return OWN_KINDS.includes(kind) ? groupProblem(apiVersion, kind) : undefined;
  if (KINDS[version!]?.includes(kind)) return undefined;
  const homes = homesOf(kind).map(one => `${group}/${one}`);
  if (homes.length > 0) {
    const message = `There is no version \`${shorten(version!)}\` of this kind; use ${anyOf(homes.map(one => `\`${one}\``))}.`;
    return { key: 'apiVersion', message, meant: homes.length === 1 ? homes[0] : undefined };
  }
  const meant = closest(kind, KINDS[version!] ?? Object.values(KINDS).flat());
  const advice = meant === undefined ? 'correct the kind' : `did you mean \`${meant}\`?`;
  const message = `There is no kind \`${shorten(kind)}\` in \`${shorten(apiVersion)}\`; ${advice}${meant === undefined ? '.' : ''}`;
  return { key: 'kind', message, meant };
}

/** Whether an object of one of our kinds belongs to somebody else, who has the same name for another thing. */
export function isForeignGroup(apiVersion: string): boolean {
  const slash = apiVersion.indexOf('/');
  if (slash < 0) return false;
  const group = apiVersion.slice(0, slash);
  return !GROUPS.includes(group) && !isBuiltIn(group) && nearGroup(group) === undefined;
}

/** Whether a kind in the operator's group can only be one of ours, misspelt. */
export function isMisspeltKind(apiVersion: string, kind: string): boolean {
  const [group, version] = apiVersion.split('/');
  return GROUPS.includes(group!) && version !== undefined && isNearOwnKind(kind);
}

/** Whether a word is close to one of our kinds and is none that the operator has. */
export function isNearOwnKind(kind: string): boolean {
  const all = Object.values(KINDS).flat();
  return !all.includes(kind) && OWN_KINDS.includes(closest(kind, all) ?? '');
}

function groupProblem(apiVersion: string, kind: string): ServedProblem | undefined {
  if (isForeignGroup(apiVersion)) return undefined;
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const home = nearGroup(group!) ?? GROUPS[0]!;
  const homes = homesOf(kind);
  const meant = `${home}/${homes.includes(version!) ? version : homes[0]}`;
  const message = `\`${kind}\` is not served in \`${shorten(apiVersion)}\`; did you mean \`${meant}\`?`;
  return { key: 'apiVersion', message, meant };
}

function homesOf(kind: string): readonly string[] {
  return Object.keys(KINDS).filter(version => KINDS[version]!.includes(kind));
}

function nearGroup(group: string): string | undefined {
  return closest(group, GROUPS);
}

/** Groups that Kubernetes itself keeps: nobody else adds kinds to them. */
function isBuiltIn(group: string): boolean {
  return /^(?:|apps|batch|autoscaling|policy|extensions)$/.test(group) || /\.k8s\.io$/.test(group);
}
