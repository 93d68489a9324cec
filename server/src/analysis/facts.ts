// What one document tells the others of its workspace: alerts, recorded names, routes, and metrics from exporter code.
// Small and compared by value, spans left out: workspace checks of other documents run again only when facts changed.
// Layer: analysis.
import type { Branch } from '../promql/shape';
import type { Value } from '../promql/value/value';
import type { Senders } from '../relabel/senders';
import type { Span } from '../text/span';

/** A label of an alert: `value` where it is plain text, undefined where a template makes it. */
export interface AlertLabel {
  readonly name: string;
  readonly value?: string;
}

/**
 * A place in a group of rules, in UTF-16 units from where the group begins. It stays the same while the group moves in its file,
 * so that an edit makes nothing anew of the thousands of rules behind it; `spanOf` tells where it is now.
 */
export interface GroupPlace extends Span {
  /** Stands for the group. */
  readonly of: object;
}

/** An annotation of an alert. */
export interface AnnotationFact {
  readonly name: string;
  /** Labels that it shows and that may differ between the series of the expression. */
  readonly shows: readonly string[];
  /** Whether it shows the value, or what else may differ between any two series. */
  readonly changes: boolean;
}

export interface AlertFact {
  readonly name: string;
  readonly group: string;
  readonly annotations: readonly AnnotationFact[];
  /** Names of the metrics that its expression reads. */
  readonly reads: readonly string[];
  /** Labels that the rule and its group set, without `alertname`. */
  readonly labels: readonly AlertLabel[];
  /** What the expression's result can carry besides; undefined where the expression does not parse. */
  readonly branches: readonly Branch[] | undefined;
  /** Its `for` in seconds; absent where it has none. */
  readonly waits?: number;
  /** How far before an evaluation its expression looks at most, in seconds, besides the lookback of a selector; absent for 0. */
  readonly looksBack?: number;
  /** All labels that Prometheus adds where the alert has none of the name; undefined where they are not known. */
  readonly external?: Readonly<Record<string, string>>;
  /** Who sends it, and what they do to it before; absent where nobody is known to change alerts. */
  readonly senders?: Senders;
  /** The alert's name. */
  readonly at: GroupPlace;
}

/** What the series of a recorded name carry and what their numbers are; undefined for names that nobody records. */
export interface Recorded {
  readonly labels: (name: string) => readonly Branch[] | undefined;
  readonly values: (name: string) => Value | undefined;
}

/** What the result of an expression carries, and what its numbers are. */
export interface RecordedSeries {
  readonly branches: readonly Branch[] | undefined;
  readonly value: Value | undefined;
}

export interface RecordFact {
  readonly name: string;
  /** Labels that the rule sets. */
  readonly labels: readonly AlertLabel[];
  /** As of an alert, worked out when first asked for: few checks ask, and only about few names. */
  readonly branches: () => readonly Branch[] | undefined;
  /** What is known of its numbers, worked out as late; undefined where the expression does not parse. */
  readonly value: () => Value | undefined;
  /** Its expression, and what that gives where the series that it reads are recorded themselves; not kept. */
  readonly expr: string;
  readonly result: (expr: string, recorded: Recorded) => RecordedSeries;
  /** Names of the metrics that its expression reads. */
  readonly reads: readonly string[];
  /** The record's name. */
  readonly at: GroupPlace;
}

/** A plain matcher of a route; `match` and `match_re` are read as `=` and `=~`. */
export interface RouteMatcher {
  readonly label: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
  /** A pattern of `match_re`, which Alertmanager keeps with its anchors: keys of groups show them. */
  readonly anchored?: true;
  /** Of a routing configuration: the scalar that holds it, in the file. */
  readonly at?: Span;
}

/** A rule by which alerts that match `source` silence those that match `target` and have the same labels. */
export interface InhibitionFact {
  readonly source: readonly RouteMatcher[];
  readonly target: readonly RouteMatcher[];
  readonly equal: readonly { readonly name: string; readonly at: Span }[];
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
  /** Its own `group_wait`, `group_interval` and `repeat_interval`. */
  readonly groupWait?: RouteInterval;
  readonly groupInterval?: RouteInterval;
  readonly repeatInterval?: RouteInterval;
  readonly matchers: readonly RouteMatcher[];
  readonly continues: boolean;
  readonly groupBy?: readonly string[];
  /** Names of the time intervals in which it is silent, and of those outside of which it is; absent where none. */
  readonly mutes?: readonly string[];
  readonly actives?: readonly string[];
  /** Its own labels, with their templates. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Places of the `groupBy` names in the file, one each. */
  readonly groupBySpans?: readonly Span[];
  /** Of a root: more of the tree is not known here. An AlertmanagerConfig object's, which the operator hangs into another one. */
  readonly isPart?: true;
  readonly routes: readonly RouteFact[];
}

/** A PrometheusRule or AlertmanagerConfig object, a monitor, or a Secret with a configuration of Alertmanager. */
export interface ObjectFact {
  readonly kind: 'PrometheusRule' | 'AlertmanagerConfig' | 'ServiceMonitor' | 'PodMonitor' | 'Secret';
  readonly name: string;
  readonly namespace?: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Its labels in the file, else its name; of a Secret the name. */
  readonly at: Span;
  /** All of it in the file. */
  readonly span: Span;
  /** Of an AlertmanagerConfig: the keys of Secrets that it reads. */
  readonly secrets?: readonly {
    readonly name: string;
    readonly key: string;
    readonly at: Span;
    readonly keyAt: Span;
  }[];
  /** Of a Secret: the keys of its data. */
  readonly keys?: readonly string[];
}

/** A selector that notices a missing target: `up{job="x"}`, `kube_daemonset_…{daemonset="x"}` or the argument of `absent`. */
export interface WatchFact {
  readonly metric: string;
  readonly matchers: readonly RouteMatcher[];
  /** Asked for no more than whether there is a series, whatever its value. */
  readonly isPresence?: boolean;
}

/** A group of rules with the metric names that its expressions read: the same object as long as it says the same. */
export interface GroupFact {
  readonly name: string;
  /** The group's name; where it has none, the start of the group. */
  readonly at: GroupPlace;
  readonly alerts: readonly AlertFact[];
  readonly records: readonly RecordFact[];
  readonly reads: readonly string[];
  /** Where a Prometheus reads it as a part of a whole rule file: the document, or what stands under this key of a ConfigMap. */
  readonly ruleFile?: { readonly key?: string };
}

/** What a configuration or AlertmanagerConfig object calls. */
export interface CallingFact {
  /** What the names of the files that it loads match; absent where that is said elsewhere. */
  readonly patterns?: readonly string[];
  /** The names of templates in its receivers. */
  readonly calls: readonly string[];
  readonly by: 'configuration' | 'chart' | 'object';
  readonly namespace?: string;
}

/** A text of templates in a document. */
export interface TemplateFact {
  /** The name of its file. */
  readonly name: string;
  /** The number of its root in the document: texts of one object are mounted together. */
  readonly root: number;
  /** Places of the names are in the file. */
  readonly defines: readonly { readonly name: string; readonly at: Span }[];
  /** Templates of these that read what they are handed. */
  readonly reading: readonly string[];
  readonly calls: readonly string[];
  readonly isInValues?: true;
  readonly namespace?: string;
}

/** What a document says of templates. */
export interface TemplateFacts {
  readonly callers: readonly CallingFact[];
  readonly texts: readonly TemplateFact[];
}

export interface DocumentFacts {
  /** Path or URI by which the workspace names the document. */
  readonly file: string;
  readonly alerts: readonly AlertFact[];
  readonly records: readonly RecordFact[];
  /** Roots of the routing trees of the Alertmanager configurations and AlertmanagerConfig objects in it. */
  readonly routes: readonly RouteFact[];
  readonly inhibitions: readonly InhibitionFact[];
  /** Objects that prometheus-operator looks for; absent where there are none. */
  readonly objects?: readonly ObjectFact[];
  /** Templates of notifications that stand in it, and what its configurations call; absent where there are none. */
  readonly templates?: TemplateFacts;
  /** Its rule groups in order. */
  readonly groups: readonly GroupFact[];
  /**
   * How the document watches for silence: selectors inside `absent(…)`, `absent_over_time(…)` or left of `or vector(…)`,
   * and those of `up`, probes and workloads (`up` without matchers watches everything).
   */
  readonly watches: readonly WatchFact[];
  /** Where in the file the groups begin that places are of. */
  readonly starts: ReadonlyMap<object, number>;
}

/** Where a place of a document's facts is in the file, in UTF-16 units. */
export function spanOf({ starts }: Pick<DocumentFacts, 'starts'>, { of, from, to }: GroupPlace): Span {
  const start = starts.get(of) ?? 0;
  return { from: start + from, to: start + to };
}
