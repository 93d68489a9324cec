// AlertmanagerConfig objects put into a configuration as prometheus-operator does (pkg/alertmanager/amcfg.go): their routes in
// front of its own, each going on to the next, names with the object's in front, alerts of the object's namespace only.
// Layer: routing (above model and analysis).

import type { RouteMatcher } from '../analysis/facts';
import { inhibitionFacts, routeFact } from '../analysis/routeFacts';
import { compareText } from '../go/order';
import type { AlertmanagerFile } from '../model/alertmanager';
import type { MatcherStrategy } from '../model/matcherStrategy';

import { finish } from '../text/slices';
import { get, getScalar } from '../yaml/path';
import { type ConfigurationParts, intervalsIn, receiversIn } from './configuration';
import { inhibitionRule } from './inhibition';
import type { PlacedRoute } from './tree';

/** What the operator does where nobody says otherwise. */
export const usualStrategy: MatcherStrategy = { type: 'OnNamespace' };

/** An object with the document that it stands in. */
export interface RoutingObject {
  readonly file: string;
  readonly object: AlertmanagerFile;
}

/** The configuration that the operator begins with where it is given none. */
export function operatorsOwn(file: string): ConfigurationParts {
  return {
    file,
    root: { receiver: 'null', matchers: [], continues: false, routes: [] },
    inhibitions: [],
    intervals: new Map(),
    receivers: new Map(),
  };
}

/** A configuration with what objects add to it. */
export function withObjects(
  base: ConfigurationParts,
  objects: readonly RoutingObject[],
  strategy: MatcherStrategy = usualStrategy,
): ConfigurationParts {
  const named = objects
    .map(one => ({ ...one, ...nameOf(one.object) }))
    .sort((a, b) => compareText(`${a.namespace ?? ''}/${a.name}`, `${b.namespace ?? ''}/${b.name}`));
  const routes: PlacedRoute[] = [];
  const inhibitions = [...base.inhibitions];
  const receivers = new Map(base.receivers);
  const intervals = new Map(base.intervals);
  for (const { file, object, namespace, name } of named) {
    const rename = (own: string): string => (own === '' ? '' : `${namespace ?? '?'}/${name}/${own}`);
    const enforced = enforcedOn(namespace, strategy);
    for (const fact of finish(inhibitionFacts(object))) {
      const source = [...fact.source, ...enforced.matchers];
      const target = [...fact.target, ...enforced.matchers];
      // Of an object whose namespace is not known no alert is surely a source.
      if (!enforced.open) inhibitions.push(inhibitionRule({ ...fact, source, target }, file));
    }
    // An object without a route only brings inhibition.
    if (!object.route) continue;
    const own = { ...routeFact(object.route, object.root), routes: [] as PlacedRoute[] };
    for (const part of object.routes) own.routes.push(renamed(routeFact(part.it, object.root, part.base), rename));
    routes.push({
      ...renamed({ ...own, matchers: [...own.matchers, ...enforced.matchers] }, rename),
      routes: own.routes,
      file,
      object: `${namespace ?? ''}/${name}`,
      continues: true,
      ...(enforced.open ? { open: true as const } : {}),
    });
    for (const [key, receiver] of receiversIn(object, file, rename)) receivers.set(key, receiver);
    for (const [key, times] of intervalsIn(object, rename)) intervals.set(key, times);
  }
  // It writes the configuration anew, too.
  const own = renamed(base.root, name => name);
  return {
    ...base,
    root: { ...own, routes: [...routes, ...own.routes] },
    inhibitions,
    receivers,
    intervals,
  };
}

/** A route with its names as they are in the whole configuration; an empty `groupBy` is left out by the operator. */
function renamed(route: PlacedRoute, rename: (name: string) => string): PlacedRoute {
  const { groupBy, ...rest } = route;
  return {
    ...rest,
    ...(groupBy && groupBy.length > 0 ? { groupBy } : {}),
    ...(route.receiver === undefined ? {} : { receiver: rename(route.receiver) }),
    ...(route.mutes ? { mutes: route.mutes.map(rename) } : {}),
    ...(route.actives ? { actives: route.actives.map(rename) } : {}),
    routes: route.routes.map(below => renamed(below, rename)),
  };
}

/** What the operator adds to a route or both sides of an inhibition rule; `open` where the namespace is not known. */
function enforcedOn(
  namespace: string | undefined,
  strategy: MatcherStrategy,
): { readonly matchers: readonly RouteMatcher[]; readonly open: boolean } {
  if (strategy.type === 'None') return { matchers: [], open: false };
  if (namespace === undefined) return { matchers: [], open: true };
  const isOwn = strategy.type === 'OnNamespaceExceptForAlertmanagerNamespace' && strategy.namespace === namespace;
  return { matchers: isOwn ? [] : [{ label: 'namespace', op: '=', value: namespace }], open: false };
}

function nameOf({ root }: AlertmanagerFile): { readonly namespace: string | undefined; readonly name: string } {
  const metadata = get(root.node, 'metadata');
  return {
    namespace: getScalar(metadata, 'namespace')?.value || undefined,
    name: getScalar(metadata, 'name')?.value ?? '',
  };
}
