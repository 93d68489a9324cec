// The Prometheus that a release of kube-prometheus-stack makes, by the values of the chart: Helm's, those of Flux and of Argo CD.
// The source is templates/prometheus/prometheus.yaml of the chart. Layer: model (pure).
import type { YamlNode } from '../yaml/node';
import { parseYaml } from '../yaml/parse';
import { entries, follow, get, getScalar } from '../yaml/path';
import { type LabelSelector, selectorOf } from './labelSelector';
import type { OperatorObject, Selecting } from './operatorObject';

const chart = 'kube-prometheus-stack';

/** Objects that releases of the chart make of a document: values, a HelmRelease, an Application. */
export function chartIn(root: YamlNode | undefined): readonly OperatorObject[] {
  switch (getScalar(root, 'kind')?.value) {
    case 'HelmRelease':
      return ofFlux(root);
    case 'Application':
      return ofArgo(root);
    default:
      return ofValues(root);
  }
}

/** What the chart takes, by the first word of its keys. */
type What = 'rule' | 'serviceMonitor' | 'podMonitor';

/** Plain values: other files may take the place of what is not there, and the name of the release is not known. */
function ofValues(values: YamlNode | undefined): readonly OperatorObject[] {
  const spec = get(get(values, 'prometheus'), 'prometheusSpec');
  const asked = { labels: {}, expressions: [{ key: 'release', operator: 'Exists', values: [] }] };
  const told = (what: What): Selecting => {
    const isAsking = isFilled(spec, what) === 'true' && !get(spec, `${what}Selector`);
    return isAsking ? taking(spec, what, asked) : {};
  };
  const isTelling = (['rule', 'serviceMonitor', 'podMonitor'] as const).some(what => told(what).selector);
  return isTelling ? [made(told)] : [];
}

/** The value that has the chart ask for its release where it is given no selector; true where it is not there. */
function isFilled(spec: YamlNode | undefined, what: What): string | undefined {
  return getScalar(spec, `${what}SelectorNilUsesHelmValues`)?.value;
}

function taking(spec: YamlNode | undefined, what: What, selector: LabelSelector | undefined): Selecting {
  const namespaces = get(spec, `${what}NamespaceSelector`);
  const taken = namespaces ? selectorOf(namespaces) : undefined;
  return {
    key: `${what}Selector`,
    ...(selector ? { selector } : {}),
    // Without one the chart looks into all namespaces.
    ...(namespaces ? (taken ? { namespaces: taken } : {}) : { namespaces: { labels: {}, expressions: [] } }),
  };
}

function made(told: (what: What) => Selecting): OperatorObject {
  return {
    kind: 'Prometheus',
    name: chart,
    labels: {},
    ...told('rule'),
    monitors: { ServiceMonitor: told('serviceMonitor'), PodMonitor: told('podMonitor') },
  };
}

/** One of which it is not known what it takes. */
const unknown = made(() => ({}));

function ofFlux(root: YamlNode | undefined): readonly OperatorObject[] {
  const spec = get(root, 'spec');
  const isStack =
    getScalar(get(get(spec, 'chart'), 'spec'), 'chart')?.value === chart ||
    getScalar(get(spec, 'chartRef'), 'name')?.value === chart;
  if (!isStack) return [];
  const elsewhere = ['valuesFrom', 'postRenderers'].some(key => get(spec, key));
  const ofChart = get(get(spec, 'chart'), 'spec');
  if (elsewhere || get(ofChart, 'valuesFiles') || get(ofChart, 'valuesFile')) return [unknown];
  const target = getScalar(spec, 'targetNamespace')?.value;
  const name = getScalar(get(root, 'metadata'), 'name')?.value;
  const composed = target === undefined ? name : `${target}-${name}`;
  return released(getScalar(spec, 'releaseName')?.value ?? composed, get(spec, 'values'));
}

function ofArgo(root: YamlNode | undefined): readonly OperatorObject[] {
  const spec = get(root, 'spec');
  const list = follow(get(spec, 'sources'));
  const sources = list?.kind === 'seq' ? list.items : [get(spec, 'source')];
  return sources.flatMap(source => {
    if (getScalar(source, 'chart')?.value !== chart) return [];
    const helm = get(source, 'helm');
    if (['valueFiles', 'parameters', 'fileParameters'].some(key => get(helm, key))) return [unknown];
    const written = getScalar(helm, 'values')?.value;
    const values = get(helm, 'valuesObject') ?? (written ? parseYaml(written).documents[0]?.root : undefined);
    return released(getScalar(helm, 'releaseName')?.value ?? getScalar(get(root, 'metadata'), 'name')?.value, values);
  });
}

/** So long a name of a release may be; of a longer one Flux makes another. */
const longestName = 53;

/** What a release makes whose values are all known. */
function released(name: string | undefined, values: YamlNode | undefined): readonly OperatorObject[] {
  const prometheus = get(values, 'prometheus');
  if (getScalar(prometheus, 'enabled')?.value === 'false' || get(prometheus, 'agentMode')) return [];
  const spec = get(prometheus, 'prometheusSpec');
  return [made(what => taking(spec, what, selectorFor(name, spec, what)))];
}

/** What a release asks for; undefined where that is not known. */
function selectorFor(name: string | undefined, spec: YamlNode | undefined, what: What): LabelSelector | undefined {
  const selector = follow(get(spec, `${what}Selector`));
  // An empty map counts as nothing, which the chart fills in.
  if (selector && !(selector.kind === 'map' && entries(selector).length === 0) && !isNothing(selector))
    return selectorOf(selector) ?? undefined;
  const fills = isFilled(spec, what);
  if (fills === 'false') return { labels: {}, expressions: [] };
  const isKnown = name !== undefined && name.length <= longestName && !/[{$]/.test(name);
  if (!isKnown || (fills !== undefined && fills !== 'true')) return undefined;
  return { labels: { release: name }, expressions: [] };
}

function isNothing(node: YamlNode): boolean {
  return node.kind === 'scalar' && /^(?:|null|~)$/.test(node.value);
}
