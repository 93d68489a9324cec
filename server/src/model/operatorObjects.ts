// The objects by which prometheus-operator finds rules, configurations and their secrets: who selects what, by the names and
// labels that manifests say. Layer: model (pure text).
import type { Change } from '../text/change';
import type { YamlNode } from '../yaml/node';
import { parseYaml } from '../yaml/parse';
import { entries, follow, get, getScalar } from '../yaml/path';
import { longestManifest } from './manifestParts';

/** A selector of labels as Kubernetes reads it: all conditions hold; none of them takes everything. */
export interface LabelSelector {
  readonly labels: Readonly<Record<string, string>>;
  readonly expressions: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values: readonly string[];
  }[];
}

export interface OperatorObject {
  readonly kind: 'Prometheus' | 'ThanosRuler' | 'Alertmanager' | 'Namespace' | 'Secret' | 'transformer';
  readonly name: string;
  readonly namespace?: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Which rules or AlertmanagerConfig objects it takes, and of which namespaces; null where it says nothing. */
  readonly selector?: LabelSelector | null;
  readonly namespaces?: LabelSelector | null;
  /** What it writes before its selector: `ruleSelector`. */
  readonly key?: string;
  /** Of an Alertmanager: the Secret with its configuration. */
  readonly secret?: string;
  /** Of a Secret: the keys of its data. */
  readonly keys?: readonly string[];
  /** Of a Prometheus: the label that every rule and selector gets. */
  readonly enforced?: string;
}

const mayHold =
  /^[ \t-]*kind:[ \t]*["']?(?:Prometheus|ThanosRuler|Alertmanager|Namespace|(?:External|Sealed)?Secret|Kustomization)\b|^[ \t]*ruleSelectorNilUsesHelmValues:[ \t]*true\b|^(?:commonLabels|components|transformers):/m;

/** What each line has that may tell of one: megabytes are searched for these, and only such lines are looked at. */
const tellingWords = ['kind:', 'ruleSelectorNilUsesHelmValues:', 'commonLabels:', 'components:', 'transformers:'];

/** Whether a text may hold such objects. */
export function holdsOperatorObjects(file: string, text: string): boolean {
  return isKustomization(file) || tellingWords.some(word => isHeldAt(text, word));
}

/** Whether a line with a word tells of such an object. */
function isHeldAt(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; ) {
    const end = text.indexOf('\n', at);
    if (mayHold.test(text.slice(text.lastIndexOf('\n', at) + 1, end < 0 ? text.length : end))) return true;
    at = end < 0 ? -1 : text.indexOf(word, end);
  }
  return false;
}

/** Whether a text may hold objects that it did not hold before a change: by the lines of the change. */
export function mayHoldOperatorObjects(text: string, { from, to }: Change): boolean {
  const end = text.indexOf('\n', to);
  return mayHold.test(text.slice(text.lastIndexOf('\n', from - 1) + 1, end < 0 ? text.length : end));
}

function isKustomization(file: string): boolean {
  return /(?:^|[/\\])kustomization(?:\.ya?ml)?$/i.test(file);
}

/** The objects of a text that may hold some; what is not read for sure is left out, or has no name. */
export function operatorObjectsIn(file: string, text: string): readonly OperatorObject[] {
  // Any of them may be among what is not read, and take what no other takes.
  if (text.length > longestManifest) return [{ kind: 'transformer', name: '', labels: {} }];
  return parseYaml(text).documents.flatMap(({ root }) => {
    if (isKustomization(file) || getScalar(root, 'kind')?.value === 'Kustomization') return transformer(root);
    return [...objectsIn(root), ...chartIn(root)];
  });
}

/** What changes labels, names and namespaces of objects that are written elsewhere. */
const transforming = [
  'commonLabels',
  'components',
  'labels',
  'namePrefix',
  'nameSuffix',
  'namespace',
  'patches',
  'patchesJson6902',
  'patchesStrategicMerge',
  'secretGenerator',
  'transformers',
];

function transformer(root: YamlNode | undefined): readonly OperatorObject[] {
  return transforming.some(key => get(root, key)) ? [{ kind: 'transformer', name: '', labels: {} }] : [];
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
      return { kind, ...metadata, ...selecting(spec, 'rule'), ...(enforced ? { enforced } : {}) };
    }
    case 'Alertmanager': {
      const secret = getScalar(spec, 'configSecret')?.value || `alertmanager-${metadata.name}`;
      return { kind, ...metadata, ...selecting(spec, 'alertmanagerConfig'), secret };
    }
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

function selecting(
  spec: YamlNode | undefined,
  what: 'rule' | 'alertmanagerConfig',
): Pick<OperatorObject, 'selector' | 'namespaces' | 'key'> {
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

/** null where nothing is written, undefined for what cannot be read. */
export function selectorOf(node: YamlNode | undefined): LabelSelector | null | undefined {
  const map = follow(node);
  if (!map || (map.kind === 'scalar' && /^(?:|null|~)$/.test(map.value))) return null;
  if (map.kind !== 'map') return undefined;
  const labels = get(map, 'matchLabels') ? textsOf(get(map, 'matchLabels')) : {};
  const list = follow(get(map, 'matchExpressions'));
  const expressions = (list?.kind === 'seq' ? list.items : []).map(item => {
    const [key, operator] = [getScalar(item, 'key')?.value, getScalar(item, 'operator')?.value];
    const values = follow(get(item, 'values'));
    const texts = (values?.kind === 'seq' ? values.items : []).map(one => {
      const scalar = follow(one);
      return scalar?.kind === 'scalar' ? scalar.value : undefined;
    });
    return key && operator && texts.every(text => text !== undefined) ? { key, operator, values: texts } : undefined;
  });
  if (!labels || expressions.some(one => one === undefined)) return undefined;
  const known = expressions.filter(one => one !== undefined);
  return JSON.stringify([labels, known]).includes('{{') ? undefined : { labels, expressions: known };
}

function textsOf(node: YamlNode | undefined): Readonly<Record<string, string>> | undefined {
  const map = follow(node);
  if (map?.kind === 'scalar' && /^(?:|null|~)$/.test(map.value)) return {};
  if (map?.kind !== 'map') return undefined;
  const texts: Record<string, string> = {};
  for (const { name, value } of entries(map)) {
    const scalar = follow(value);
    if (scalar?.kind !== 'scalar') return undefined;
    texts[name] = scalar.value;
  }
  return texts;
}

/** Values of kube-prometheus-stack: without a selector the chart asks for the label of its release. */
function chartIn(node: YamlNode | undefined): readonly OperatorObject[] {
  const spec = get(get(node, 'prometheus'), 'prometheusSpec');
  if (getScalar(spec, 'ruleSelectorNilUsesHelmValues')?.value !== 'true' || get(spec, 'ruleSelector')) return [];
  const release = { key: 'release', operator: 'Exists', values: [] };
  const all: LabelSelector = { labels: {}, expressions: [] };
  return [
    {
      kind: 'Prometheus',
      name: 'kube-prometheus-stack',
      labels: {},
      key: 'ruleSelector',
      selector: { labels: {}, expressions: [release] },
      ...(get(spec, 'ruleNamespaceSelector') ? {} : { namespaces: all }),
    },
  ];
}

/** Whether a selector takes labels; undefined for an operator that is not known. */
export function selects(
  { labels, expressions }: LabelSelector,
  of: Readonly<Record<string, string>>,
): boolean | undefined {
  if (Object.entries(labels).some(([name, value]) => of[name] !== value)) return false;
  for (const { key, operator, values } of expressions) {
    const value = Object.hasOwn(of, key) ? of[key] : undefined;
    switch (operator) {
      case 'In':
        if (value === undefined || !values.includes(value)) return false;
        break;
      case 'NotIn':
        if (value !== undefined && values.includes(value)) return false;
        break;
      case 'Exists':
        if (value === undefined) return false;
        break;
      case 'DoesNotExist':
        if (value !== undefined) return false;
        break;
      default:
        return undefined;
    }
  }
  return true;
}

/** A selector in few words: `prometheus: gpu`. */
export function selectorText({ labels, expressions }: LabelSelector): string {
  return [
    ...Object.entries(labels).map(([name, value]) => `${name}: ${value}`),
    ...expressions.map(({ key, operator, values }) =>
      operator === 'Exists' ? key : `${key} ${operator}${values.length > 0 ? ` ${values.join(', ')}` : ''}`,
    ),
  ].join(', ');
}
