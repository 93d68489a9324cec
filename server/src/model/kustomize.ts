// The files that a kustomization merges into objects that stand elsewhere, which of themselves are no whole objects, and those that
// it takes as they are. Layer: model.
import type { YamlNode } from '../yaml/node';
import { parseYaml } from '../yaml/parse';
import { follow, get, getScalar } from '../yaml/path';

/** Files that a kustomization names, as it names itself: paths or URIs. */
export interface KustomizedFiles {
  /** Files that hold a part of an object. */
  readonly patches: readonly string[];
  /** Files with objects that it takes as they are. */
  readonly resources: readonly string[];
}

const none: KustomizedFiles = { patches: [], resources: [] };

/** The files that the kustomization `file` names; none for what is no kustomization. */
export function kustomizedIn(file: string, text: string): KustomizedFiles {
  if (!isKustomization(file, text) || !(text.includes('patches') || text.includes('resources'))) return none;
  const root = parseYaml(text).documents[0]?.root;
  const named = (key: string): readonly string[] => namesIn(follow(get(root, key)));
  return {
    patches: [...named('patches'), ...named('patchesStrategicMerge')].flatMap(name => resolved(file, name)),
    // The others are folders and addresses.
    resources: named('resources').flatMap(name => (/^[^:]+\.ya?ml$/.test(name) ? resolved(file, name) : [])),
  };
}

function namesIn(list: YamlNode | undefined): readonly string[] {
  if (list?.kind !== 'seq') return [];
  return list.items.flatMap(item => {
    const node = follow(item);
    const name = node?.kind === 'scalar' ? node.value : getScalar(node, 'path')?.value;
    // A patch may also be written down here.
    return name && !name.includes('\n') ? [name] : [];
  });
}

/** What kind of object it is a file says at its head: large ones are asked at every edit. */
const headLength = 4000;

function isKustomization(file: string, text: string): boolean {
  return (
    /(?:^|[/\\])kustomization(?:\.ya?ml)?$/i.test(file) ||
    /^apiVersion:[ \t]*["']?kustomize\.config\.k8s\.io\//m.test(text.slice(0, headLength))
  );
}

/** `name` as seen from the folder of `file`; written as a URI where that is one. */
export function resolved(file: string, name: string): readonly string[] {
  const sign = file.includes('\\') && !file.includes('/') ? '\\' : '/';
  const parts = file.split(sign).slice(0, -1);
  for (const step of name.split('/')) {
    if (step === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (step !== '.' && step !== '') parts.push(step);
  }
  const path = parts.join(sign);
  return /^\w+:\/\//.test(file) ? [encodeURI(decodeURI(path))] : [path];
}
