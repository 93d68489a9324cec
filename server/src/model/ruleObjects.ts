// Kubernetes objects of other operators: those that hold rules as a PrometheusRule does, and those that hold values of
// charts. Layer: model.
import type { RuleDialect } from './root';

interface RuleObject {
  readonly group: string;
  readonly kinds: readonly string[];
  readonly dialect?: RuleDialect;
  /** The key that each rule of it has to have, where it takes rules of one sort only. */
  readonly head?: 'alert';
}

const RULE_OBJECTS: readonly RuleObject[] = [
  { group: 'monitoring.openshift.io', kinds: ['AlertingRule'], head: 'alert' },
  { group: 'monitoring.googleapis.com', kinds: ['Rules', 'ClusterRules', 'GlobalRules'] },
  { group: 'operator.victoriametrics.com', kinds: ['VMRule'], dialect: 'vmalert' },
  { group: 'loki.grafana.com', kinds: ['AlertingRule', 'RecordingRule'], dialect: 'loki' },
];

/** The operator whose object with `spec.groups` this is. */
export function ruleObject(apiVersion: string, kind: string): RuleObject | undefined {
  const group = apiVersion.slice(0, Math.max(0, apiVersion.indexOf('/')));
  return RULE_OBJECTS.find(one => one.group === group && one.kinds.includes(kind));
}

/** Whether a text may hold such an object: taken at each keystroke, so without parsing. */
export function mayHoldRuleObject(text: string): boolean {
  return RULE_OBJECTS.some(({ group }) => text.includes(group)) || text.includes('pyrra.dev/');
}

/** Whether an object is an objective of Pyrra's, which makes rules of it. */
export function isObjective(apiVersion: string, kind: string): boolean {
  return kind === 'ServiceLevelObjective' && apiVersion.startsWith('pyrra.dev/');
}

const HOLDERS: Readonly<Record<string, readonly string[]>> = {
  // Flux
  'helm.toolkit.fluxcd.io': ['HelmRelease'],
  // Argo CD
  'argoproj.io': ['Application', 'ApplicationSet'],
  // K3s
  'helm.cattle.io': ['HelmChart', 'HelmChartConfig'],
  'kustomize.config.k8s.io': ['Kustomization'],
};

/** Whether an object holds the values of charts somewhere in it. */
export function holdsValues(apiVersion: string, kind: string): boolean {
  return HOLDERS[apiVersion.slice(0, Math.max(0, apiVersion.indexOf('/')))]?.includes(kind) ?? false;
}
