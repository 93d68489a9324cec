// What one document tells the others of its workspace: alerts, recorded names, routes, and metrics from exporter code.
// Small and compared by value, spans left out: workspace checks of other documents run again only when facts changed.
// Layer: analysis.

import type { DefinedMetric } from '../catalog/schema';
import type { Branch } from '../promql/shape';
import type { Span } from '../text/span';
import { RecordIndex } from './recordIndex';

/** A label of an alert: `value` where it is plain text, undefined where a template makes it. */
export interface AlertLabel {
  readonly name: string;
  readonly value?: string;
}

export interface AlertFact {
  readonly name: string;
  readonly group: string;
  /** Labels that the rule and its group set, without `alertname`. */
  readonly labels: readonly AlertLabel[];
  /** What the expression's result can carry besides; undefined where the expression does not parse. */
  readonly branches: readonly Branch[] | undefined;
  /** The alert's name in the file, UTF-16 offsets of the file. */
  readonly span: Span;
}

export interface RecordFact {
  readonly name: string;
  /** Labels that the rule sets. */
  readonly labels: readonly AlertLabel[];
  /** As of an alert, worked out when first asked for: few checks ask, and only about few names. */
  readonly branches: () => readonly Branch[] | undefined;
  /** Names of the metrics that its expression reads. */
  readonly reads: readonly string[];
  readonly span: Span;
}

/** A plain matcher of a route; `match` and `match_re` are read as `=` and `=~`. */
export interface RouteMatcher {
  readonly label: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** A duration of a route: seconds, and where it stands in the file. */
export interface RouteInterval {
  readonly seconds: number;
  readonly text: string;
  readonly span: Span;
}

export interface RouteFact {
  /** Where its receiver stands in the file, or its conditions; absent where its document does not tell. */
  readonly span?: Span;
  /** Where its matchers stand in the file. */
  readonly conditions?: Span;
  readonly receiver?: string;
  /** Its own `group_interval` and `repeat_interval`. */
  readonly groupInterval?: RouteInterval;
  readonly repeatInterval?: RouteInterval;
  readonly matchers: readonly RouteMatcher[];
  readonly continues: boolean;
  readonly groupBy?: readonly string[];
  /** Places of the `groupBy` names in the file, one each. */
  readonly groupBySpans?: readonly Span[];
  readonly routes: readonly RouteFact[];
}

/** A selector that notices a missing target: `up{job="x"}`, `kube_daemonset_…{daemonset="x"}` or the argument of `absent`. */
export interface WatchFact {
  readonly metric: string;
  readonly matchers: readonly RouteMatcher[];
}

/** A group of rules with the metric names that its expressions read. */
export interface GroupFact {
  readonly name: string;
  /** The group's name in the file; where it has none, the start of the group. */
  readonly span: Span;
  readonly reads: readonly string[];
}

export interface DocumentFacts {
  /** Path or URI by which the workspace names the document. */
  readonly file: string;
  readonly alerts: readonly AlertFact[];
  readonly records: readonly RecordFact[];
  /** Roots of the routing trees of the Alertmanager configurations in it; an empty one for each AlertmanagerConfig object. */
  readonly routes: readonly RouteFact[];
  /** Its rule groups in order. */
  readonly groups: readonly GroupFact[];
  /**
   * How the document watches for silence: selectors inside `absent(…)`, `absent_over_time(…)` or left of `or vector(…)`,
   * and those of `up`, probes and workloads (`up` without matchers watches everything).
   */
  readonly watches: readonly WatchFact[];
}

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
  /** Folders with rules that only vmalert reads. */
  readonly vmalertFolders: ReadonlySet<string>;
}

/**
 * Puts together what documents say. The list may later get the same facts in other objects (when a document's text is let
 * go): it is looked at when asked.
 */
export function workspaceFacts(
  of: object,
  documents: readonly DocumentFacts[],
  metrics: readonly DefinedMetric[],
  images: readonly string[] = [],
  surroundings: Surroundings = { patches: new Set(), vmalertFolders: new Set() },
  records: RecordIndex = new RecordIndex(),
): WorkspaceFacts {
  return { of, documents, metrics, images, surroundings, recorded: name => records.find(name, documents) };
}

/** The folder of a file that a path or URI names. */
export function folderOf(file: string): string {
  return file.slice(0, Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\'), 0));
}

export const emptyWorkspace: WorkspaceFacts = workspaceFacts({}, [], []);
