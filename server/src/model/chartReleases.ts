// The Prometheus that a release of kube-prometheus-stack makes, by the values of the chart: Helm's, those of Flux and of Argo CD.
// The source is templates/prometheus/prometheus.yaml of the chart. Layer: model (pure).
import type { YamlNode } from '../yaml/node';
import { parseYaml } from '../yaml/parse';
import { entries, follow, get, getScalar } from '../yaml/path';
import { type LabelSelector, selectorOf } from './labelSelector';
import type { OperatorObject } from './operatorObject';

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

/** Plain values: other files may take the place of what is not there, and the name of the release is not known. */
function ofValues(values: YamlNode | undefined): readonly OperatorObject[] {
  const spec = get(get(values, 'prometheus'), 'prometheusSpec');
  if (getScalar(spec, 'ruleSelectorNilUsesHelmValues')?.value !== 'true' || get(spec, 'ruleSelector')) return [];
  const asked = { labels: {}, expressions: [{ key: 'release', operator: 'Exists', values: [] }] };
  return [made(asked, get(spec, 'ruleNamespaceSelector'))];
}

function made(selector: LabelSelector | undefined, namespaces: YamlNode | undefined): OperatorObject {
  const taken = namespaces ? selectorOf(namespaces) : undefined;
  return {
    kind: 'Prometheus',
    name: chart,
    labels: {},
    key: 'ruleSelector',
    ...(selector ? { selector } : {}),
    // Without one the chart looks into all namespaces.
    ...(namespaces ? (taken ? { namespaces: taken } : {}) : { namespaces: { labels: {}, expressions: [] } }),
  };
}

/** One of which it is not known what it takes. */
const unknown = made(undefined, undefined);

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
  if (getScalar(prometheus, 'enabled')?.value === 'false') return [];
  const spec = get(prometheus, 'prometheusSpec');
  const namespaces = get(spec, 'ruleNamespaceSelector');
  const selector = follow(get(spec, 'ruleSelector'));
  // An empty map counts as nothing, which the chart fills in.
  if (selector && !(selector.kind === 'map' && entries(selector).length === 0) && !isNothing(selector)) {
    const own = selectorOf(selector);
    return [made(own ?? undefined, namespaces)];
  }
  const fills = getScalar(spec, 'ruleSelectorNilUsesHelmValues')?.value;
  if (fills === 'false') return [made({ labels: {}, expressions: [] }, namespaces)];
  const isKnown = name !== undefined && name.length <= longestName && !/[{$]/.test(name);
  if (!isKnown || (fills !== undefined && fills !== 'true')) return [unknown];
  return [made({ labels: { release: name }, expressions: [] }, namespaces)];
}

function isNothing(node: YamlNode): boolean {
  return node.kind === 'scalar' && /^(?:|null|~)$/.test(node.value);
}
