// The objects by which prometheus-operator finds rules, configurations and their secrets: who selects what, by the names and
// labels that manifests say. Layer: model (pure text).
import type { Change } from '../text/change';
import type { YamlNode } from '../yaml/node';
import { parseYaml } from '../yaml/parse';
import { entries, follow, get, getScalar } from '../yaml/path';
import { chartIn } from './chartReleases';
import { selectorOf, textsOf } from './labelSelector';
import { longestManifest } from './manifestParts';
import type { OperatorObject, Selecting } from './operatorObject';
import { changedByArgo, transformersIn } from './transformers';

const kinds =
  /^[ \t-]*kind:[ \t]*["']?(?:Prometheus(?:Agent)?|VMAgent|VMAlert|GrafanaAgent|MetricsInstance|Application(?:Set)?|OpenTelemetryCollector|TargetAllocator|ThanosRuler|Alertmanager|Namespace|(?:External|Sealed)?Secret|Kustomization)\b/m;
const ofRelease = /\b(?:chart|name):[ \t]*["']?kube-prometheus-stack\b/;
const ofChart = /^[ \t]*ruleSelectorNilUsesHelmValues:[ \t]*true\b/m;
/** Parts of Alloy's configuration, and values of the charts that write it or that of an allocator of targets. */
const takingMonitors =
  /\bprometheus\.operator\.(?:service|pod)monitors\b|^[ \t]*(?:prometheusOperatorObjects|prometheusCR):/m;
const takingRules = /\b(?:mimir|loki)\.rules\.kubernetes\b/;
const ofOthers = /^(?:commonLabels|components|transformers):/m;

/** Whether lines tell of such an object. */
function mayHold(lines: string): boolean {
  return (
    kinds.test(lines) ||
    ofRelease.test(lines) ||
    ofChart.test(lines) ||
    ofOthers.test(lines) ||
    takingMonitors.test(lines) ||
    takingRules.test(lines)
  );
}

/** What each line has that may tell of one: megabytes are searched for these, and only such lines are looked at. */
const tellingWords = [
  'kind:',
  'kube-prometheus-stack',
  'ruleSelectorNilUsesHelmValues:',
  'commonLabels:',
  'components:',
  'transformers:',
  'prometheus.operator.',
  'prometheusOperatorObjects:',
  'prometheusCR:',
  '.rules.kubernetes',
];

/** Whether a text may hold such objects. */
export function holdsOperatorObjects(file: string, text: string): boolean {
  return isKustomization(file) || tellingWords.some(word => isHeldAt(text, word));
}

/** Whether a line with a word tells of such an object. */
function isHeldAt(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; ) {
    const end = text.indexOf('\n', at);
    if (mayHold(text.slice(text.lastIndexOf('\n', at) + 1, end < 0 ? text.length : end))) return true;
    at = end < 0 ? -1 : text.indexOf(word, end);
  }
  return false;
}

/** Whether a text may hold objects that it did not hold before a change: by the lines of the change. */
export function mayHoldOperatorObjects(text: string, { from, to }: Change): boolean {
  const end = text.indexOf('\n', to);
  return mayHold(text.slice(text.lastIndexOf('\n', from - 1) + 1, end < 0 ? text.length : end));
}

function isKustomization(file: string): boolean {
  return /(?:^|[/\\])kustomization(?:\.ya?ml)?$/i.test(file);
}

/** The objects of a text that may hold some; what is not read for sure is left out, or has no name. */
export function operatorObjectsIn(file: string, text: string): readonly OperatorObject[] {
  // Any of them may be among what is not read, and take what no other takes.
  if (text.length > longestManifest) return [{ kind: 'transformer', name: '', labels: {} }];
  const others = [...(takingMonitors.test(text) ? [collector] : []), ...(takingRules.test(text) ? [ruler] : [])];
  return [...others, ...ofDocuments(file, text)];
}

const collector: OperatorObject = { kind: 'collector', name: '', labels: {} };
const ruler: OperatorObject = { kind: 'ruler', name: '', labels: {} };

function ofDocuments(file: string, text: string): readonly OperatorObject[] {
  return parseYaml(text).documents.flatMap(({ root }) => {
    if (isKustomization(file) || getScalar(root, 'kind')?.value === 'Kustomization') return transformersIn(file, root);
    return [...objectsIn(root), ...chartIn(root), ...changedByArgo(root)];
  });
}

function objectsIn(node: YamlNode | undefined): readonly OperatorObject[] {
  const kind = getScalar(node, 'kind')?.value;
  const items = kind?.endsWith('List') ? follow(get(node, 'items')) : undefined;
  if (items?.kind === 'seq') return items.items.flatMap(objectsIn);
  const found = objectOf(node, kind);
  return found ? [found] : [];
}

function objectOf(node: YamlNode | undefined, kind: string | undefined): OperatorObject | undefined {
  const metadata = metadataOf(node);
  if (!metadata) {
    // What it selects is not known, but that it is there.
    const isSelecting = kind === 'Prometheus' || kind === 'ThanosRuler' || kind === 'Alertmanager';
    return isSelecting ? { kind, name: '', labels: {} } : undefined;
  }
  const spec = get(node, 'spec');
  switch (kind) {
    case 'Prometheus':
    case 'ThanosRuler': {
      const enforced = getScalar(spec, 'enforcedNamespaceLabel')?.value;
      return {
        kind,
        ...metadata,
        ...selecting(spec, 'rule'),
        ...(kind === 'Prometheus' ? monitorsOf(spec) : {}),
        ...(enforced ? { enforced } : {}),
      };
    }
    case 'Alertmanager': {
      const secret = getScalar(spec, 'configSecret')?.value || `alertmanager-${metadata.name}`;
      return { kind, ...metadata, ...selecting(spec, 'alertmanagerConfig'), secret };
    }
    case 'PrometheusAgent':
    case 'VMAgent':
    case 'GrafanaAgent':
    case 'MetricsInstance':
    case 'OpenTelemetryCollector':
    case 'TargetAllocator':
      return collector;
    case 'VMAlert':
      return ruler;
    case 'Namespace':
      return { kind, ...metadata };
    case 'Secret':
      return {
        kind,
        ...metadata,
        keys: [get(node, 'data'), get(node, 'stringData')].flatMap(data => {
          const map = follow(data);
          return map?.kind === 'map' ? entries(map).map(({ name }) => name) : [];
        }),
      };
    case 'SealedSecret':
    case 'ExternalSecret': {
      // A Secret is made of it, with keys that are not known here.
      const target = getScalar(get(spec, 'target'), 'name')?.value;
      return { kind: 'Secret', ...metadata, ...(target ? { name: target } : {}), keys: [] };
    }
    default:
      return undefined;
  }
}

/** Name, namespace and labels of an object; undefined where a template engine has yet to write one of them. */
export function metadataOf(
  node: YamlNode | undefined,
): Pick<OperatorObject, 'name' | 'namespace' | 'labels'> | undefined {
  const metadata = get(node, 'metadata');
  const name = getScalar(metadata, 'name')?.value;
  const namespace = get(metadata, 'namespace') ? getScalar(metadata, 'namespace')?.value : '';
  const labels = get(metadata, 'labels') ? textsOf(get(metadata, 'labels')) : {};
  if (!name || namespace === undefined || !labels) return undefined;
  if ([name, namespace, ...Object.entries(labels).flat()].some(text => /\{\{|\$\{|\$\(/.test(text))) return undefined;
  return { name, ...(namespace === '' ? {} : { namespace }), labels };
}

/** Keys by which a Prometheus takes what it scrapes; where none is there the operator leaves its configuration alone. */
const scraping = ['serviceMonitorSelector', 'podMonitorSelector', 'probeSelector', 'scrapeConfigSelector'];

function monitorsOf(spec: YamlNode | undefined): Pick<OperatorObject, 'monitors'> {
  if (!scraping.some(key => get(spec, key))) return {};
  return {
    monitors: { ServiceMonitor: selecting(spec, 'serviceMonitor'), PodMonitor: selecting(spec, 'podMonitor') },
  };
}

function selecting(
  spec: YamlNode | undefined,
  what: 'rule' | 'alertmanagerConfig' | 'serviceMonitor' | 'podMonitor',
): Selecting {
  const [selector, namespaces] = [
    selectorOf(get(spec, `${what}Selector`)),
    selectorOf(get(spec, `${what}NamespaceSelector`)),
  ];
  return {
    key: `${what}Selector`,
    ...(selector === undefined ? {} : { selector }),
    ...(namespaces === undefined ? {} : { namespaces }),
  };
}
