// What a document tells of the objects that prometheus-operator looks for: their names, namespaces and labels, and the secrets
// that they read. Layer: analysis.
import type { SourceDocument } from '../model/document';
import { longestManifest } from '../model/manifestParts';
import { metadataOf } from '../model/operatorObjects';
import { placeSpan } from '../model/region';
import type { Root } from '../model/root';
import { ownCopies } from '../text/ownCopy';
import type { Span } from '../text/span';
import type { YamlNode } from '../yaml/node';
import { parseYaml } from '../yaml/parse';
import { entries, follow, get, getScalar } from '../yaml/path';
import type { ObjectFact } from './facts';

/** The objects of a document; none where a template engine writes them. */
export function objectFacts({ roots, text }: SourceDocument): readonly ObjectFact[] {
  const found: ObjectFact[] = [];
  for (const root of roots) {
    if (root.templated || root.isPatch || root.unread) continue;
    if (root.kind === 'prometheus-rule') found.push(...objectFact('PrometheusRule', root));
    else if (root.kind === 'alertmanager-config') found.push(...objectFact('AlertmanagerConfig', root));
    else if (root.kind === 'monitor') {
      const isOfPods = getScalar(root.node, 'kind')?.value === 'PodMonitor';
      found.push(...objectFact(isOfPods ? 'PodMonitor' : 'ServiceMonitor', root));
    }
  }
  const isSecret = roots.some(({ kind, embeddedAs, templated }) => kind === 'alertmanager' && embeddedAs && !templated);
  if (isSecret && text.length <= longestManifest && text.includes('Secret')) found.push(...secretsIn(text));
  return found;
}

function objectFact(kind: ObjectFact['kind'], { node, region, document }: Root): readonly ObjectFact[] {
  const metadata = metadataOf(node);
  if (!metadata || !node) return [];
  const place = (span: Span): Span => placeSpan({ from: span.from, to: span.to }, region);
  const at = placeOf(node);
  const secrets = kind === 'AlertmanagerConfig' ? secretsOf(get(get(node, 'spec'), 'receivers'), place) : [];
  return [
    {
      kind,
      ...ownCopies(metadata),
      at: place(at ?? node),
      span: place({ from: document.from, to: document.to }),
      ...(secrets.length > 0 ? { secrets } : {}),
    },
  ];
}

function placeOf(node: YamlNode): Span | undefined {
  const metadata = get(node, 'metadata');
  const labels = follow(get(metadata, 'labels'));
  return labels?.kind === 'map' && labels.pairs.length > 0 ? labels : getScalar(metadata, 'name');
}

/** The references to keys of Secrets below a node: maps with `name` and `key` and nothing else but `optional`. */
function secretsOf(node: YamlNode | undefined, place: (span: Span) => Span): NonNullable<ObjectFact['secrets']> {
  const found: NonNullable<ObjectFact['secrets']>[number][] = [];
  const seen = new Set<YamlNode>();
  const look = (one: YamlNode | undefined): void => {
    const target = follow(one);
    if (!target || target.kind === 'scalar' || seen.has(target)) return;
    seen.add(target);
    if (target.kind === 'seq') {
      target.items.forEach(look);
      return;
    }
    const [name, key] = [getScalar(target, 'name'), getScalar(target, 'key')];
    const names = entries(target).map(entry => entry.name);
    if (name?.value && key?.value && names.every(one => one === 'name' || one === 'key')) {
      found.push({ ...ownCopies({ name: name.value, key: key.value }), at: place(name), keyAt: place(key) });
    } else {
      for (const entry of entries(target)) if (entry.name !== 'configMap') look(entry.value);
    }
  };
  look(node);
  return found;
}

/** Secrets with a file of their own for Alertmanager. */
function secretsIn(text: string): readonly ObjectFact[] {
  return parseYaml(text).documents.flatMap(({ root, from, to }) => {
    if (getScalar(root, 'kind')?.value !== 'Secret') return [];
    const metadata = metadataOf(root);
    const name = getScalar(get(root, 'metadata'), 'name');
    const keys = ['data', 'stringData'].flatMap(data => {
      const map = follow(get(root, data));
      return map?.kind === 'map' ? entries(map).map(entry => entry.name) : [];
    });
    if (!metadata || !name || !keys.some(key => /^(?:alertmanager|config)\.ya?ml$/.test(key))) return [];
    const at = { from: name.from, to: name.to };
    return [{ kind: 'Secret' as const, ...ownCopies({ ...metadata, keys }), at, span: { from, to } }];
  });
}
