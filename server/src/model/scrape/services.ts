// The Services of a workspace, which ServiceMonitors of prometheus-operator find by their labels and whose names become `job`, and
// what kustomizations do to them. Layer: model.
import type { Change } from '../../text/change';
import { parseYaml } from '../../yaml/parse';
import { follow, get, getScalar } from '../../yaml/path';
import { longestManifest } from '../manifestParts';
import { metadataOf } from '../operatorObjects';
import { isHeld, itemsAt } from './job';

/** A Service; one that a template engine or somebody else has yet to write has words that its name may have. */
export type ServiceFact =
  | {
      readonly is: 'service';
      readonly file: string;
      readonly name: string;
      readonly namespace?: string;
      readonly labels: Readonly<Record<string, string>>;
      /** The names of its ports; '' for one without. */
      readonly ports: readonly string[];
    }
  | { readonly is: 'unwritten'; readonly words: readonly string[] }
  /** A kustomization that gives objects other names, or changes more of them. */
  | { readonly is: 'changed'; readonly names: boolean };

const sign = /^[ \t-]*kind:[ \t]*["']?(?:Service|Kustomization)\b/m;

/** Whether a text may hold one. */
export function holdsServices(file: string, text: string): boolean {
  return isKustomization(file) || (text.includes('kind:') && sign.test(text));
}

/** Whether a text may hold one that it did not hold before a change: by the lines of the change. */
export function mayHoldServices(text: string, { from, to }: Change): boolean {
  const end = text.indexOf('\n', to);
  return sign.test(text.slice(text.lastIndexOf('\n', from - 1) + 1, end < 0 ? text.length : end));
}

function isKustomization(file: string): boolean {
  return /(?:^|[/\\])kustomization(?:\.ya?ml)?$/i.test(file);
}

/** The Services of a text, and what a kustomization says. */
export function servicesIn(file: string, text: string): readonly ServiceFact[] {
  const parts = text.split(/^---[ \t]*(?:#.*)?$/m).filter(part => isKustomization(file) || sign.test(part));
  return parts.flatMap((part): readonly ServiceFact[] => {
    if (part.length > longestManifest) return [unwritten(part.slice(0, longestManifest))];
    if (isKustomization(file) || /^kind:[ \t]*["']?Kustomization/m.test(part)) return changesIn(part);
    return isHeld(part) ? [unwritten(part)] : servicesOf(file, part);
  });
}

function unwritten(text: string): ServiceFact {
  const words = text.match(/[A-Za-z][\w.-]{2,60}/g) ?? [];
  return { is: 'unwritten', words: [...new Set(words)].slice(0, mostWords) };
}

const mostWords = 100;

function servicesOf(file: string, text: string): readonly ServiceFact[] {
  return parseYaml(text).documents.flatMap(({ root, problems }): readonly ServiceFact[] => {
    if (problems.length > 0) return [unwritten(text)];
    const items = follow(get(root, 'items'));
    const nodes = items?.kind === 'seq' ? items.items : root ? [root] : [];
    return nodes.flatMap((node): readonly ServiceFact[] => {
      // Knative calls another thing so.
      if (getScalar(node, 'kind')?.value !== 'Service' || getScalar(node, 'apiVersion')?.value !== 'v1') return [];
      const metadata = metadataOf(node);
      if (!metadata) return [unwritten(text)];
      const ports = itemsAt(get(node, 'spec'), 'ports').map(port => getScalar(port, 'name')?.value ?? '');
      return [{ is: 'service', file, ...metadata, ports }];
    });
  });
}

const renaming = /^["']?name(?:Prefix|Suffix)["']?[ \t]*:/m;
const changing =
  /^["']?(?:commonLabels|components|labels|patches|patchesJson6902|patchesStrategicMerge|replacements|transformers)["']?[ \t]*:/m;

function changesIn(text: string): readonly ServiceFact[] {
  const names = renaming.test(text);
  return names || changing.test(text) ? [{ is: 'changed', names }] : [];
}
