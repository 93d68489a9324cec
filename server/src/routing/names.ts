// The names that the routes of a configuration use: receivers and time intervals. Layer: routing (above model).
import type { RouteFact } from '../analysis/facts';
import type { AlertmanagerFile, Part, Route } from '../model/alertmanager';
import { touchesHole } from '../model/holes/holes';

/** Every route of a configuration with where its offsets begin in the region's text, parents first. */
export function* routesOf({
  route,
  routes,
}: AlertmanagerFile): Generator<{ readonly route: Route; readonly base: number }, void> {
  if (route) yield { route, base: 0 };
  // A stack of its own: routes may be nested deeply.
  const open: Pick<Part<Route>, 'it' | 'base'>[] = [...routes].reverse();
  for (let next = open.pop(); next; next = open.pop()) {
    const { it, base } = next;
    yield { route: it, base };
    for (let i = it.routes.length - 1; i >= 0; i--) open.push({ it: it.routes[i]!, base });
  }
}

/**
 * Whether a configuration's routes are all that can use its names: the values of a chart are completed by the chart's own, and a
 * template engine may have routes yet to write.
 */
export function hasAllRoutes({ root, route }: AlertmanagerFile): boolean {
  return route !== undefined && !root.holder && !touchesHole(root.holes, route.node);
}

/** How many routes or receivers are looked at between two yields. */
export const routesPerSlice = 512;

/** Names of the receivers that some route sends to, in slices. */
export function* receiversUsed(file: AlertmanagerFile): Generator<void, ReadonlySet<string>> {
  const used = new Set<string>();
  let seen = 0;
  for (const { route } of routesOf(file)) {
    if (route.receiver) used.add(route.receiver.value);
    if (++seen % routesPerSlice === 0) yield;
  }
  return used;
}

/** What routes say, each with all that stand below it, parents first. */
export function* withBelow(routes: readonly RouteFact[]): Generator<RouteFact, void> {
  const open = [...routes].reverse();
  for (let next = open.pop(); next; next = open.pop()) {
    yield next;
    for (let i = next.routes.length - 1; i >= 0; i--) open.push(next.routes[i]!);
  }
}

/** Names of the time intervals that some route is muted or active in, in slices. */
export function* intervalsUsed(file: AlertmanagerFile): Generator<void, ReadonlySet<string>> {
  const used = new Set<string>();
  let seen = 0;
  for (const { route } of routesOf(file)) {
    if (++seen % routesPerSlice === 0) yield;
    for (const { value } of route.mutes) used.add(value);
    for (const { value } of route.actives) used.add(value);
  }
  return used;
}

/** Receivers that only keep alerts away. */
export function keepsAway(receiver: string): boolean {
  return /^(?:null|none|empty|blackhole|black-hole|dev-?null|drop|discard|ignore|silent|noop|void|watchdog|dead-?mans?-?(?:switch|snitch)?)(?:[-_]?receiver)?$/i.test(
    receiver,
  );
}
