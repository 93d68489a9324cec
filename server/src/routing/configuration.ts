// A configuration of Alertmanager as something that can be asked: its tree, intervals, inhibition and receivers, for checks,
// editor and command line alike. Layer: routing (above model and analysis).
import { inhibitionFacts, routeFact } from '../analysis/routeFacts';
import type { AlertmanagerFile, Part, Receiver } from '../model/alertmanager';
import type { Root } from '../model/root';
import type { Version } from '../target/version';
import { Activity, type NamedIntervals } from './activity';
import { type InhibitionRule, inhibitionRule } from './inhibition';
import { timesOf } from './intervals';
import { type PlacedRoute, type RouteNode, routeTree } from './tree';

/** A receiver with the text that its offsets are in. */
export interface PlacedReceiver {
  readonly part: Part<Receiver>;
  readonly root: Root;
  readonly file: string;
}

export interface RoutingConfiguration {
  /** The document that it stands in. */
  readonly file: string;
  readonly version: Version;
  readonly tree: RouteNode;
  readonly inhibitions: readonly InhibitionRule[];
  readonly activity: Activity;
  /** By name, as routes call them. */
  readonly receivers: ReadonlyMap<string, PlacedReceiver>;
  /** The configuration itself, for what else receivers go by; undefined for the operator's own empty one. */
  readonly base?: AlertmanagerFile;
}

/** What is put together to a configuration: an Alertmanager file, and what AlertmanagerConfig objects add to it. */
export interface ConfigurationParts {
  readonly file: string;
  readonly base?: AlertmanagerFile;
  readonly root: PlacedRoute;
  readonly inhibitions: readonly InhibitionRule[];
  readonly intervals: NamedIntervals;
  readonly receivers: ReadonlyMap<string, PlacedReceiver>;
}

/** So many routes between two yields. */
const routesPerSlice = 128;

/** The parts of a configuration that is a file of its own; undefined where it has no root route. In slices. */
export function* partsOfFile(base: AlertmanagerFile, file: string): Generator<void, ConfigurationParts | undefined> {
  const { root, route } = base;
  if (!route) return undefined;
  const routes: PlacedRoute[] = [];
  for (const part of base.routes) {
    routes.push(routeFact(part.it, root, part.base));
    if (routes.length % routesPerSlice === 0) yield;
  }
  return {
    file,
    base,
    root: { ...routeFact(route, root), routes },
    inhibitions: (yield* inhibitionFacts(base)).map(fact => inhibitionRule(fact, file)),
    intervals: intervalsIn(base),
    receivers: receiversIn(base, file),
  };
}

/** The named intervals of a file or object; `rename` gives the name that routes call one by. */
export function intervalsIn(
  { intervals }: AlertmanagerFile,
  rename: (name: string) => string = name => name,
): NamedIntervals {
  return new Map(intervals.map(({ name, node }) => [rename(name.value), timesOf(node)]));
}

/** The receivers of a file or object; of a name given twice, which is refused, the last. */
export function receiversIn(
  { receivers, root }: AlertmanagerFile,
  file: string,
  rename: (name: string) => string = name => name,
): ReadonlyMap<string, PlacedReceiver> {
  return new Map(
    receivers.flatMap(part => (part.it.name ? [[rename(part.it.name.value), { part, root, file }] as const] : [])),
  );
}

/** The configuration of some parts as `version` of Alertmanager loads it. In slices. */
export function* configurationOf(parts: ConfigurationParts, version: Version): Generator<void, RoutingConfiguration> {
  const { file, base, root, inhibitions, intervals, receivers } = parts;
  return {
    file,
    version,
    tree: yield* routeTree(root, file, version),
    inhibitions,
    activity: new Activity(intervals),
    receivers,
    ...(base ? { base } : {}),
  };
}
