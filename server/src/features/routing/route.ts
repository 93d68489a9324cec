// Where alerts go by a configuration, told in words and places. Layer: features.
import { type LabelLookup, labelsIn, matcherText } from '../../routing/conditions';
import type { RoutingConfiguration } from '../../routing/configuration';
import { type Inhibited, type InhibitionRule, Inhibitor } from '../../routing/inhibition';
import { integrationsOf } from '../../routing/receivers';
import { groupKey, groupLabels, pathOf, type RouteNode, repeatsEvery, routesTaking } from '../../routing/tree';
import type { Taken } from '../../routing/walk';
import type {
  AlertRouting,
  FilePlace,
  InhibitedBy,
  MayInhibit,
  MissedRoute,
  Quiet,
  ReachedRoute,
  RoutedAlert,
  RoutedIntegration,
  RouteStep,
  SentAs,
} from './shapes';

/** An alert with what is known of its labels before it ever fired; all of them where left out. */
export interface AskedAlert extends RoutedAlert {
  readonly valueFor?: LabelLookup;
  /** How it is sent, where that is known; its labels are those then. */
  readonly sentAs?: SentAs;
}

/** Whether an alert surely never comes to Alertmanager. */
export function isDropped({ sentAs }: AskedAlert): boolean {
  return sentAs?.sent === 'no';
}

/** So many routes beside the way are told. */
const mostMissed = 30;

/** So many alerts between two yields. */
const perSlice = 20;

/** What a configuration makes of alerts that fire at a moment (milliseconds since 1970). In slices. */
export function* routeAlerts(
  configuration: RoutingConfiguration,
  alerts: readonly AskedAlert[],
  at: number,
): Generator<void, readonly AlertRouting<FilePlace>[]> {
  const inhibitor = new Inhibitor<AskedAlert>(configuration.inhibitions);
  for (const [i, alert] of alerts.entries()) {
    if (!alert.valueFor && !isDropped(alert)) inhibitor.add(alert);
    if (i % perSlice === perSlice - 1) yield;
  }
  const fires = ({ startsAt, endsAt }: RoutedAlert): boolean => startsAt <= at && (endsAt === undefined || endsAt > at);
  const found: AlertRouting<FilePlace>[] = [];
  for (const alert of alerts) {
    if (found.length % perSlice === perSlice - 1) yield;
    const sentAs = alert.sentAs ? { sentAs: alert.sentAs } : {};
    if (isDropped(alert)) {
      found.push({ ...sentAs, routes: [], missed: [], inhibitedWhile: [] });
      continue;
    }
    const inhibited = alert.valueFor ? undefined : inhibitor.inhibits(alert.labels, fires);
    found.push({
      ...sentAs,
      ...routesOf(configuration, alert, at),
      ...(inhibited ? { inhibited: inhibitedBy(inhibited, alerts) } : {}),
      inhibitedWhile: mayInhibit(configuration, alert),
    });
  }
  return found;
}

/** The inhibition rules that an alert may be a target of. */
function mayInhibit({ inhibitions }: RoutingConfiguration, alert: AskedAlert): readonly MayInhibit<FilePlace>[] {
  const valueFor = alert.valueFor ?? labelsIn(alert.labels);
  return inhibitions.flatMap(rule => {
    const target = rule.target.passes(valueFor);
    if (target === 'no') return [];
    const source = rule.source.matchers.map(matcherText);
    return [{ certain: target === 'yes', source, equal: rule.equal, ...placeOfRule(rule) }];
  });
}

function placeOfRule({ fact, file }: InhibitionRule): { readonly rule?: FilePlace } {
  const span = [...fact.target, ...fact.source].find(({ at }) => at)?.at ?? fact.equal[0]?.at;
  return span ? { rule: { file, span } } : {};
}

/** What inhibits an alert, told in numbers and places. */
export function inhibitedBy<A>({ rule, by }: Inhibited<A>, alerts: readonly A[]): InhibitedBy<FilePlace> {
  return { kind: 'inhibited', by: alerts.indexOf(by), equal: rule.equal, ...placeOfRule(rule) };
}

function routesOf(
  configuration: RoutingConfiguration,
  alert: AskedAlert,
  at: number,
): Pick<AlertRouting<FilePlace>, 'routes' | 'missed'> {
  const valueFor = alert.valueFor ?? labelsIn(alert.labels);
  const missed: MissedRoute<FilePlace>[] = [];
  const taken = routesTaking(configuration.tree, valueFor, step => {
    if (missed.length >= mostMissed) return;
    if (step.kind === 'untried') missed.push({ step: stepOf(step.route), failed: [], behind: nameOf(step.by) });
    else if (step.matches === 'no') {
      const failed = step.route.conditions.which('no', valueFor);
      missed.push({
        step: stepOf(step.route),
        failed: failed.map(one => ({ matcher: matcherText(one), value: valueFor(one.label) ?? '' })),
      });
    }
  });
  return { routes: taken.map(one => reachedBy(configuration, one, alert, at)), missed };
}

function reachedBy(
  configuration: RoutingConfiguration,
  { route, certain }: Taken<RouteNode>,
  { labels, sentAs }: AskedAlert,
  at: number,
): ReachedRoute<FilePlace> {
  const { options } = route;
  const group = groupLabels(route, labels);
  const quiet = quietAt(configuration, route, at);
  return {
    receiver: options.receiver,
    integrations: integrationsIn(configuration, options.receiver),
    certain: certain && sentAs?.sent !== 'perhaps',
    path: pathOf(route).map(stepOf),
    groupBy: options.groupBy === 'all' ? ['...'] : [...options.groupBy],
    groupLabels: group,
    groupKey: groupKey(route, group),
    groupWait: options.groupWait,
    groupInterval: options.groupInterval,
    repeatInterval: options.repeatInterval,
    repeatsEvery: repeatsEvery(options),
    ...(quiet ? { quiet } : {}),
  };
}

/** The integrations of a receiver, as far as it is known here. */
function integrationsIn({ receivers }: RoutingConfiguration, name: string): readonly RoutedIntegration[] {
  const receiver = receivers.get(name);
  return (receiver ? integrationsOf(receiver) : []).map(({ kind, index, sendResolved }) => ({
    kind,
    index,
    ...(sendResolved === undefined ? {} : { sendResolved }),
  }));
}

/** Why a route says nothing at a moment; undefined where it speaks, or where that cannot be told. */
function quietAt({ activity }: RoutingConfiguration, { options }: RouteNode, at: number): Quiet | undefined {
  const { mutes, actives } = options;
  const held = mutes.filter(name => activity.holds(name, at) === true);
  if (held.length > 0) return { kind: 'muted', intervals: held };
  const isActive = actives.length === 0 || actives.some(name => activity.holds(name, at) !== false);
  return isActive ? undefined : { kind: 'inactive', intervals: actives };
}

/** A route as it is told. */
function stepOf(route: RouteNode): RouteStep<FilePlace> {
  const { fact, file, conditions, continues } = route;
  const span = fact.conditions ?? fact.span;
  return {
    ...(span ? { place: { file, span } } : {}),
    name: nameOf(route),
    matchers: conditions.matchers.map(matcherText),
    ...(fact.receiver ? { receiver: fact.receiver } : {}),
    continues,
  };
}

/** `route.routes[1].routes[0]`. */
export function nameOf(route: RouteNode): string {
  return route.parent ? `${nameOf(route.parent)}.routes[${route.index}]` : 'route';
}
