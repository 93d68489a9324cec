// What a document tells of its routing tree: matchers, receivers, grouping and times with their places. Layer: analysis.
import type { Route } from '../model/alertmanager';
import { placeSpan } from '../model/region';
import type { Root } from '../model/root';
import { parseDuration } from '../promql/durations';
import { ownCopy } from '../text/ownCopy';
import type { Span } from '../text/span';
import { follow, get, getScalar } from '../yaml/path';
import type { RouteFact, RouteInterval } from './facts';

/** The fact of a route with all below it; `base` is where the text of its offsets begins in the region's text. */
export function routeFact(route: Route, root: Root, base = 0): RouteFact {
  const names = groupByOf(route, root, base);
  const place = ({ from, to }: Span): Span => placeSpan({ from: from + base, to: to + base }, root.region);
  const conditions = conditionsOf(route);
  const at = route.receiver ?? conditions ?? route.node.pairs[0]?.key;
  const groupInterval = intervalOf(route, 'group_interval', place);
  const repeatInterval = intervalOf(route, 'repeat_interval', place);
  return {
    ...(conditions ? { conditions: place(conditions) } : {}),
    ...(at ? { span: place(at) } : {}),
    ...(groupInterval ? { groupInterval } : {}),
    ...(repeatInterval ? { repeatInterval } : {}),
    ...(route.receiver ? { receiver: route.receiver.value } : {}),
    matchers: route.matchers.map(({ label, op, value }) => ({ label, op, value })),
    continues: route.continues,
    ...(names ? { groupBy: names.map(({ name }) => name), groupBySpans: names.map(({ span }) => span) } : {}),
    routes: route.routes.map(below => routeFact(below, root, base)),
  };
}

/** The same fact for a route that moved in the file. */
export function moveRoute(fact: RouteFact, by: number): RouteFact {
  const move = ({ from, to }: Span): Span => ({ from: from + by, to: to + by });
  const moved = (interval: RouteInterval): RouteInterval => ({ ...interval, span: move(interval.span) });
  return {
    ...fact,
    ...(fact.span ? { span: move(fact.span) } : {}),
    ...(fact.conditions ? { conditions: move(fact.conditions) } : {}),
    ...(fact.groupInterval ? { groupInterval: moved(fact.groupInterval) } : {}),
    ...(fact.repeatInterval ? { repeatInterval: moved(fact.repeatInterval) } : {}),
    ...(fact.groupBySpans ? { groupBySpans: fact.groupBySpans.map(move) } : {}),
    routes: fact.routes.map(below => moveRoute(below, by)),
  };
}

/** The matchers of a list in one pair of brackets, else the first one. */
function conditionsOf({ node, matchers }: Route): Span | undefined {
  const list = follow(get(node, 'matchers'));
  if (list?.kind === 'seq' && list.flow && list.items.length > 0) {
    return { from: list.items[0]!.from, to: list.items.at(-1)!.to };
  }
  return list?.kind === 'seq' ? list.items[0] : matchers[0]?.node;
}

function intervalOf({ node }: Route, key: string, place: (span: Span) => Span): RouteInterval | undefined {
  const scalar = getScalar(node, key);
  const parsed = scalar && parseDuration(scalar.value);
  if (!scalar || !parsed || !('seconds' in parsed)) return undefined;
  return { seconds: parsed.seconds, text: ownCopy(scalar.value), span: place(scalar) };
}

function groupByOf(
  route: Route,
  root: Root,
  base: number,
): readonly { readonly name: string; readonly span: Span }[] | undefined {
  const list = follow(route.groupBy?.value);
  if (list?.kind !== 'seq') return undefined;
  return list.items.flatMap(item => {
    const scalar = follow(item);
    return scalar?.kind === 'scalar'
      ? [{ name: scalar.value, span: placeSpan({ from: scalar.from + base, to: scalar.to + base }, root.region) }]
      : [];
  });
}

/** Of a route whose lines stay the same the parts are the same objects. */
function sameRoute(a: RouteFact, b: RouteFact): boolean {
  return (
    a.receiver === b.receiver &&
    a.continues === b.continues &&
    a.groupInterval?.seconds === b.groupInterval?.seconds &&
    a.repeatInterval?.seconds === b.repeatInterval?.seconds &&
    sameJson(a.matchers, b.matchers) &&
    sameJson(a.groupBy, b.groupBy) &&
    sameRoutes(a.routes, b.routes)
  );
}

/** Whether two lists of routes say the same, wherever they stand. */
export function sameRoutes(a: readonly RouteFact[], b: readonly RouteFact[]): boolean {
  return a.length === b.length && a.every((route, i) => route === b[i] || sameRoute(route, b[i]!));
}

function sameJson(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
