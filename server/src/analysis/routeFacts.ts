// What a document tells of its routing tree: matchers, receivers, grouping and times with their places. Layer: analysis.

import type { AlertmanagerFile, MatcherNode, Route } from '../model/alertmanager';
import { conditionsOf as conditionsOfMap, equalLabels } from '../model/conditions';
import { touchesHole } from '../model/holes/holes';
import { inhibitionRules } from '../model/readAlertmanager';
import { placeSpan } from '../model/region';
import type { Root } from '../model/root';
import { secondsOf } from '../promql/durations';
import { ownCopy } from '../text/ownCopy';
import { sameJson } from '../text/same';
import type { Span } from '../text/span';
import type { YamlScalar } from '../yaml/node';
import { follow } from '../yaml/path';
import type { InhibitionFact, RouteFact, RouteInterval, RouteMatcher } from './facts';

/** The fact of a route with all below it; `base` is where the text of its offsets begins in the region's text. */
export function routeFact(route: Route, root: Root, base = 0): RouteFact {
  const names = groupByOf(route, root, base);
  const place = ({ from, to }: Span): Span => placeSpan({ from: from + base, to: to + base }, root.region);
  const conditions = conditionsOf(route);
  const at = route.receiver ?? conditions ?? route.node.pairs[0]?.key;
  const groupWait = intervalOf(route.groupWait, place);
  const groupInterval = intervalOf(route.groupInterval, place);
  const repeatInterval = intervalOf(route.repeatInterval, place);
  return {
    ...(conditions ? { conditions: place(conditions) } : {}),
    ...(at ? { span: place(at) } : {}),
    ...(groupWait ? { groupWait } : {}),
    ...(groupInterval ? { groupInterval } : {}),
    ...(repeatInterval ? { repeatInterval } : {}),
    ...(route.mutes.length > 0 ? { mutes: route.mutes.map(({ value }) => value) } : {}),
    ...(route.actives.length > 0 ? { actives: route.actives.map(({ value }) => value) } : {}),
    ...(route.labels ? { labels: Object.fromEntries(route.labels.map(({ name, value }) => [name, value])) } : {}),
    ...(route.receiver ? { receiver: route.receiver.value } : {}),
    matchers: matcherFacts(route.matchers, place),
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
    ...(fact.groupWait ? { groupWait: moved(fact.groupWait) } : {}),
    ...(fact.groupInterval ? { groupInterval: moved(fact.groupInterval) } : {}),
    ...(fact.repeatInterval ? { repeatInterval: moved(fact.repeatInterval) } : {}),
    ...(fact.groupBySpans ? { groupBySpans: fact.groupBySpans.map(move) } : {}),
    matchers: fact.matchers.map(matcher => ({ ...matcher, ...(matcher.at ? { at: move(matcher.at) } : {}) })),
    routes: fact.routes.map(below => moveRoute(below, by)),
  };
}

/** The matchers of a list in one pair of brackets, else the first one. */
function conditionsOf({ matcherList, matchers }: Route): Span | undefined {
  const list = follow(matcherList);
  if (list?.kind === 'seq' && list.flow && list.items.length > 0) {
    return { from: list.items[0]!.from, to: list.items.at(-1)!.to };
  }
  return list?.kind === 'seq' ? list.items[0] : matchers[0]?.node;
}

function intervalOf(scalar: YamlScalar | undefined, place: (span: Span) => Span): RouteInterval | undefined {
  const seconds = secondsOf(scalar?.value);
  if (!scalar || seconds === undefined) return undefined;
  return { seconds, text: ownCopy(scalar.value), span: place(scalar) };
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

/** Whether two routes with all below them say the same, wherever they stand. */
export function sameRoute(a: RouteFact, b: RouteFact): boolean {
  return (
    a.receiver === b.receiver &&
    a.continues === b.continues &&
    a.isPart === b.isPart &&
    a.groupWait?.seconds === b.groupWait?.seconds &&
    a.groupInterval?.seconds === b.groupInterval?.seconds &&
    a.repeatInterval?.seconds === b.repeatInterval?.seconds &&
    sameMatchers(a.matchers, b.matchers) &&
    sameJson(a.groupBy, b.groupBy) &&
    sameJson(a.mutes, b.mutes) &&
    sameJson(a.actives, b.actives) &&
    sameJson(a.labels, b.labels) &&
    sameRoutes(a.routes, b.routes)
  );
}

/** How many inhibition rules are read between two yields. */
const inhibitionsPerSlice = 32;

/** The inhibition rules of a configuration or object, in slices. */
export function* inhibitionFacts(file: AlertmanagerFile): Generator<void, readonly InhibitionFact[]> {
  const place = (span: Span): Span => placeSpan(span, file.root.region);
  const facts: InhibitionFact[] = [];
  for (const [i, map] of inhibitionRules(file).entries()) {
    if (i % inhibitionsPerSlice === inhibitionsPerSlice - 1) yield;
    // Any matcher may come from a template engine.
    if (touchesHole(file.root.holes, map)) continue;
    facts.push({
      source: matcherFacts(conditionsOfMap(map, 'source_', file.mode), place),
      target: matcherFacts(conditionsOfMap(map, 'target_', file.mode), place),
      equal: equalLabels(map).map(({ name, node }) => ({ name, at: place(node) })),
    });
  }
  return facts;
}

function matcherFacts(matchers: readonly MatcherNode[], place: (span: Span) => Span): readonly RouteMatcher[] {
  return matchers.map(({ label, op, value, anchored, node }) => ({
    label,
    op,
    value,
    ...(anchored ? { anchored } : {}),
    at: place(node),
  }));
}

/** Whether two lists of inhibition rules say the same, wherever they stand. */
export function sameInhibitions(a: readonly InhibitionFact[], b: readonly InhibitionFact[]): boolean {
  const same = (x: InhibitionFact, y: InhibitionFact): boolean =>
    sameMatchers(x.source, y.source) &&
    sameMatchers(x.target, y.target) &&
    x.equal.length === y.equal.length &&
    x.equal.every(({ name }, i) => name === y.equal[i]!.name);
  return a === b || (a.length === b.length && a.every((one, i) => same(one, b[i]!)));
}

function sameMatchers(a: readonly RouteMatcher[], b: readonly RouteMatcher[]): boolean {
  const same = (x: RouteMatcher, y: RouteMatcher): boolean =>
    x.label === y.label && x.op === y.op && x.value === y.value && x.anchored === y.anchored;
  return a === b || (a.length === b.length && a.every((one, i) => same(one, b[i]!)));
}

function sameRoutes(a: readonly RouteFact[], b: readonly RouteFact[]): boolean {
  return a.length === b.length && a.every((route, i) => route === b[i] || sameRoute(route, b[i]!));
}
