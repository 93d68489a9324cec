// What the documents of a workspace and the files around them say together. Layer: analysis.
import type { DefinedMetric } from '../catalog/schema';
import type { MatcherStrategy } from '../model/matcherStrategy';
import type { OperatorObject } from '../model/operatorObject';
import type { PrometheusConfig } from '../model/prometheusConfig';
import type { DocumentFacts, RecordFact } from './facts';
import { RecordIndex } from './recordIndex';

export interface WorkspaceFacts {
  /** The same object for all that one workspace says over time. */
  readonly of: object;
  readonly documents: readonly DocumentFacts[];
  /** Metrics that the workspace's own code or counters CSV define. */
  readonly metrics: readonly DefinedMetric[];
  /** Container images that the workspace's manifests run, without their versions. */
  readonly images: readonly string[];
  readonly surroundings: Surroundings;
  /** The recording rules of all documents that record a name. */
  recorded(name: string): readonly RecordFact[];
}

/** What the files around a document say about who reads it. */
export interface Surroundings {
  /** Files that a kustomization merges into objects which stand elsewhere. */
  readonly patches: ReadonlySet<string>;
  /** Files whose objects a kustomization takes as they are: nobody fills in templates of these. */
  readonly kustomized: ReadonlySet<string>;
  /** Folders with rules that only vmalert reads. */
  readonly vmalertFolders: ReadonlySet<string>;
  /** What Alertmanager objects say about the namespaces of AlertmanagerConfig objects. */
  readonly strategies: readonly MatcherStrategy[];
  /** Objects by which prometheus-operator finds rules, configurations and their secrets. */
  readonly objects: readonly OperatorObject[];
  /** The configurations of Prometheus, and what its operator makes one of. */
  readonly configs: readonly PrometheusConfig[];
}

const noSurroundings: Surroundings = {
  patches: new Set(),
  kustomized: new Set(),
  vmalertFolders: new Set(),
  strategies: [],
  objects: [],
  configs: [],
};

/**
 * Puts together what documents say. The list may later get the same facts in other objects (when a document's text is let
 * go): it is looked at when asked.
 */
export function workspaceFacts(
  of: object,
  documents: readonly DocumentFacts[],
  metrics: readonly DefinedMetric[],
  images: readonly string[] = [],
  surroundings: Surroundings = noSurroundings,
  records: RecordIndex = new RecordIndex(),
): WorkspaceFacts {
  return { of, documents, metrics, images, surroundings, recorded: name => records.find(name, documents) };
}

export const emptyWorkspace: WorkspaceFacts = workspaceFacts({}, [], []);
