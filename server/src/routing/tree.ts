// The routing tree of a configuration with all that routes inherit, and what it makes of an alert: the routes that take it and
// the group that it falls into there (dispatch/route.go, dispatch.go). Layer: routing (pure).
import type { RouteFact } from '../analysis/facts';
import { atLeast, type Version } from '../target/version';
import { Conditions, type LabelLookup, type LabelSet, labelSetText } from './conditions';
import { type Step, type Taken, walk } from './walk';

/** What a route does with the alerts that it takes; durations in milliseconds. */
export interface RouteOptions {
  readonly receiver: string;
  readonly groupBy: ReadonlySet<string> | 'all';
  readonly groupWait: number;
  readonly groupInterval: number;
  readonly repeatInterval: number;
  /** Names of the time intervals in which it is silent, and of those outside of which it is: never inherited. */
  readonly mutes: readonly string[];
  readonly actives: readonly string[];
  /** Labels of the route, with their templates. */
  readonly labels: LabelSet;
}

/** A route of a whole tree. */
export interface RouteNode {
  readonly fact: PlacedRoute;
  /** The document that it stands in. */
  readonly file: string;
  readonly parent?: RouteNode;
  /** Its place among the routes of its parent, from 0; of a root 0. */
  readonly index: number;
  readonly conditions: Conditions;
  readonly continues: boolean;
  readonly options: RouteOptions;
  readonly routes: readonly RouteNode[];
  /** Its conditions and those of all around it, as they stand in keys of groups. */
  readonly key: string;
}

/** Durations of a root that says nothing (dispatch.DefaultRouteOpts). */
const defaults: RouteOptions = {
  receiver: '',
  groupBy: new Set(),
  groupWait: 30_000,
  groupInterval: 300_000,
  repeatInterval: 14_400_000,
  mutes: [],
  actives: [],
  labels: {},
};

/** A route fact with the document that it stands in, where it is not that of its root. */
export interface PlacedRoute extends RouteFact {
  readonly file?: string;
  /** An AlertmanagerConfig object's route of which it is not known what the operator adds. */
  readonly open?: true;
  /** Namespace and name of the object whose root route it is. */
  readonly object?: string;
  readonly routes: readonly PlacedRoute[];
}

/** So many routes between two yields. */
const routesPerSlice = 128;

/** The tree below a root route of `file`, as `version` of Alertmanager builds it. In slices. */
export function* routeTree(root: PlacedRoute, file: string, version: Version): Generator<void, RouteNode> {
  let count = 0;
  function* build(fact: PlacedRoute, from: string, index: number, parent?: RouteNode): Generator<void, RouteNode> {
    if (++count % routesPerSlice === 0) yield;
    const own = fact.file ?? from;
    const conditions = new Conditions(fact.matchers, fact.open);
    const routes: RouteNode[] = [];
    const node: RouteNode = {
      fact,
      file: own,
      ...(parent ? { parent } : {}),
      index,
      conditions,
      continues: fact.continues,
      options: optionsOf(fact, parent?.options ?? defaults, version),
      routes,
      key: parent ? `${parent.key}/${conditions.text}` : conditions.text,
    };
    for (const [i, child] of fact.routes.entries()) routes.push(yield* build(child, own, i, node));
    return node;
  }
  return yield* build(root, file, 0);
}

function optionsOf(fact: RouteFact, above: RouteOptions, version: Version): RouteOptions {
  const ms = (own: { readonly seconds: number } | undefined, other: number): number =>
    own ? Math.round(own.seconds * 1000) : other;
  return {
    receiver: fact.receiver || above.receiver,
    groupBy: groupByOf(fact, version) ?? above.groupBy,
    groupWait: ms(fact.groupWait, above.groupWait),
    groupInterval: ms(fact.groupInterval, above.groupInterval),
    repeatInterval: ms(fact.repeatInterval, above.repeatInterval),
    mutes: fact.mutes ?? [],
    actives: fact.actives ?? [],
    labels: fact.labels ? { ...above.labels, ...fact.labels } : above.labels,
  };
}

/** Until 0.30 an empty list was taken for none. */
function groupByOf({ groupBy }: RouteFact, version: Version): RouteOptions['groupBy'] | undefined {
  if (!groupBy) return undefined;
  if (groupBy.includes('...')) return 'all';
  return groupBy.length > 0 || atLeast(version, { major: 0, minor: 31 }) ? new Set(groupBy) : undefined;
}

/** The routes that take an alert, in order. */
export function routesTaking(
  root: RouteNode,
  valueFor: LabelLookup,
  told?: (step: Step<RouteNode>) => void,
): readonly Taken<RouteNode>[] {
  return walk(root, ({ conditions }) => conditions.passes(valueFor), told);
}

/** From the root to a route. */
export function pathOf(route: RouteNode): readonly RouteNode[] {
  return route.parent ? [...pathOf(route.parent), route] : [route];
}

/** The labels that an alert's group has at a route: those of `group_by` that the alert carries. */
export function groupLabels({ options: { groupBy } }: RouteNode, labels: LabelSet): LabelSet {
  if (groupBy === 'all') return labels;
  return Object.fromEntries(Object.entries(labels).filter(([name]) => groupBy.has(name)));
}

/** The key of a group, by which Alertmanager remembers what it sent, and receivers what belongs to the same incident. */
export function groupKey(route: RouteNode, group: LabelSet): string {
  return `${route.key}:${labelSetText(group)}`;
}

/**
 * How often the same message really comes again, in milliseconds: sent only at flushes, and only once `repeat_interval` has
 * passed since the last one was delivered, which is a moment after its flush.
 */
export function repeatsEvery({ groupInterval, repeatInterval }: RouteOptions): number {
  return (Math.floor(repeatInterval / groupInterval) + 1) * groupInterval;
}
