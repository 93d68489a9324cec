// The files that a kustomization merges into objects that stand elsewhere: of themselves they are no whole objects.
// Layer: model.
import { parseYaml } from '../yaml/parse';
import { follow, get, getScalar } from '../yaml/path';

/** Files that hold a part of an object, as `file` names them; both are paths or URIs. Empty for what is no kustomization. */
export function patchFilesIn(file: string, text: string): readonly string[] {
  if (!isKustomization(file, text) || !text.includes('patches')) return [];
  const root = parseYaml(text).documents[0]?.root;
  const names = ['patches', 'patchesStrategicMerge'].flatMap(key => {
    const list = follow(get(root, key));
    if (list?.kind !== 'seq') return [];
    return list.items.flatMap(item => {
      const node = follow(item);
      const name = node?.kind === 'scalar' ? node.value : getScalar(node, 'path')?.value;
      // A patch may also be written down here.
      return name && !name.includes('\n') ? [name] : [];
    });
  });
  return names.flatMap(name => resolved(file, name));
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
function resolved(file: string, name: string): readonly string[] {
  const sign = file.includes('\\') && !file.includes('/') ? '\\' : '/';
  const parts = file.split(sign).slice(0, -1);
  for (const step of name.split('/')) {
    if (step === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (step !== '.' && step !== '') parts.push(step);
  }
  const path = parts.join(sign);
  return /^\w+:\/\//.test(file) ? [encodeURI(decodeURI(path))] : [path];
}
