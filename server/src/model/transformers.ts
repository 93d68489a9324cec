// What changes labels and namespaces of objects that are written elsewhere: kustomizations, those of Flux,
// and what applications of Argo CD add to theirs. Layer: model (pure).
import { folderOf } from '../text/paths';
import type { YamlNode } from '../yaml/node';
import { entries, follow, get, getScalar } from '../yaml/path';
import { resolved } from './kustomize';
import type { OperatorObject } from './operatorObject';

/** A kustomization and the objects that it takes; a `transformer` where it changes more of them than their images. */
export function transformersIn(file: string, root: YamlNode | undefined): readonly OperatorObject[] {
  const isOfFlux = getScalar(root, 'apiVersion')?.value.startsWith('kustomize.toolkit.fluxcd.io/') === true;
  if (isOfFlux) {
    // Where its `path` begins is not known.
    const spec = get(root, 'spec');
    const own = bringing(spec, [namesIn(get(get(spec, 'commonMetadata'), 'labels'))], 'targetNamespace');
    return own ? [own] : [];
  }
  const covers = [
    folderOf(file),
    ...[get(root, 'resources'), get(root, 'bases')].flatMap(list =>
      textsIn(list).flatMap(name => (/^[^:]+$/.test(name) && !name.includes('?') ? resolved(file, name) : [])),
    ),
  ];
  const pairs = follow(get(root, 'labels'));
  const labels = [
    namesIn(get(root, 'commonLabels')),
    ...(pairs?.kind === 'seq' ? pairs.items : []).map(item => namesIn(get(item, 'pairs'))),
  ];
  const own = bringing(root, labels, 'namespace');
  return [own ? { ...own, covers } : { kind: 'kustomization', name: '', labels: {}, covers }];
}

/** What an application of Argo CD adds to the kustomizations that it takes; which those are is not known. */
export function changedByArgo(root: YamlNode | undefined): readonly OperatorObject[] {
  if (getScalar(root, 'apiVersion')?.value.startsWith('argoproj.io/') !== true) return [];
  const inSet = get(get(get(root, 'spec'), 'template'), 'spec');
  return [get(root, 'spec'), inSet].flatMap(spec => {
    const several = follow(get(spec, 'sources'));
    const sources = [get(spec, 'source'), ...(several?.kind === 'seq' ? several.items : [])];
    return sources.flatMap(source => {
      const own = get(source, 'kustomize');
      const added = own ? bringing(own, [namesIn(get(own, 'commonLabels'))], 'namespace') : undefined;
      return added ? [added] : [];
    });
  });
}

/** Keys by which other things than labels and namespaces of rules change, or come to be. */
const besides = ['namePrefix', 'nameSuffix', 'secretGenerator'];

/** Keys that may change anything. */
const anything = ['components', 'patchesJson6902', 'patchesStrategicMerge', 'replacements', 'transformers'];

/** What the keys below a node do to objects; undefined for nothing. */
function bringing(
  node: YamlNode | undefined,
  labels: readonly (readonly string[] | undefined)[],
  namespaceKey: string,
): OperatorObject | undefined {
  const isOpen =
    anything.some(key => get(node, key)) ||
    labels.some(one => one === undefined) ||
    mayPatchRules(get(node, 'patches'));
  const brings = labels.flatMap(names => names ?? []);
  const keepsNamespace = !isOpen && !get(node, namespaceKey);
  const isPatching = get(node, 'patches') !== undefined || besides.some(key => get(node, key));
  if (!isOpen && brings.length === 0 && keepsNamespace && !isPatching) return undefined;
  return {
    kind: 'transformer',
    name: '',
    labels: {},
    ...(isOpen ? {} : { brings }),
    ...(keepsNamespace ? { keepsNamespace } : {}),
  };
}

/** Whether a list of patches may be about other objects than those whose kinds it names. */
function mayPatchRules(list: YamlNode | undefined): boolean {
  const patches = follow(list);
  if (!patches) return false;
  if (patches.kind !== 'seq') return true;
  return patches.items.some(item => {
    const kind =
      getScalar(get(item, 'target'), 'kind')?.value ??
      /^kind:[ \t]*["']?(\w+)/m.exec(getScalar(item, 'patch')?.value ?? '')?.[1];
    return kind === undefined || !/^[A-Za-z]+$/.test(kind) || ruled.has(kind);
  });
}

/** Kinds of objects that prometheus-operator selects, and their namespaces. */
const ruled: ReadonlySet<string> = new Set(
  'PrometheusRule AlertmanagerConfig Prometheus ThanosRuler Alertmanager Namespace Secret HelmRelease Application'.split(
    ' ',
  ),
);

/** The keys of a map; undefined for what is none, or has holes of an engine. */
function namesIn(node: YamlNode | undefined): readonly string[] | undefined {
  const map = follow(node);
  if (!map) return [];
  return map.kind === 'map' ? entries(map).map(({ name }) => name) : undefined;
}

function textsIn(node: YamlNode | undefined): readonly string[] {
  const list = follow(node);
  return (list?.kind === 'seq' ? list.items : []).flatMap(item => {
    const scalar = follow(item);
    return scalar?.kind === 'scalar' ? [scalar.value] : [];
  });
}

/** A transformer, and the folders and files of what it may change; everything where absent. */
export interface Reach {
  readonly transformer: OperatorObject;
  readonly reached?: readonly string[];
}

/** How far each transformer of a workspace reaches: a kustomization takes what those take that it names. */
export function reachesOf(all: readonly OperatorObject[]): readonly Reach[] {
  const covering = all.flatMap(({ covers }) => (covers ? [covers] : []));
  return all.flatMap(transformer => {
    if (transformer.kind !== 'transformer') return [];
    if (!transformer.covers) return [{ transformer }];
    const reached = new Set(transformer.covers);
    for (const folder of reached) {
      for (const covers of covering) {
        if (covers[0] !== undefined && isIn(covers[0], folder)) for (const cover of covers) reached.add(cover);
      }
    }
    return [{ transformer, reached: [...reached] }];
  });
}

/** The transformers that may change an object which stands in a file. */
export function transformersOf(file: string, reaches: readonly Reach[]): readonly OperatorObject[] {
  return reaches.flatMap(({ transformer, reached }) =>
    !reached || reached.some(cover => isIn(file, cover)) ? [transformer] : [],
  );
}

function isIn(file: string, folder: string): boolean {
  return file === folder || folder === '' || file.startsWith(`${folder}/`) || file.startsWith(`${folder}\\`);
}
