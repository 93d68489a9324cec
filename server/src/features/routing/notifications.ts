// What alerts make a configuration send over time, with the messages as they would look. Layer: features.

import type { RoutingConfiguration } from '../../routing/configuration';
import { type Message, MessageMaker } from '../../routing/messages';
import { integrationsOf, recipientsOf } from '../../routing/receivers';
import type { LoadedTemplates } from '../../routing/templateFiles';
import { timelineOf } from '../../routing/timeline';
import type { Group, Recipient, Sent, TimelineAlert, TimelineEvent } from '../../routing/timelineShapes';
import { groupKey, groupLabels, routesTaking } from '../../routing/tree';
import { withoutEmpty } from '../../series/withoutEmpty';
import { eachInSlices } from '../../text/slices';
import type { RouteQuestion } from './question';
import { type AskedAlert, inhibitedBy, isDropped, nameOf } from './route';
import type { FilePlace, RoutedIntegration, RoutedNotification, Routing } from './shapes';

/** The template files that a configuration is loaded with. */
export type TemplatesOf = (configuration: RoutingConfiguration) => LoadedTemplates;

const usual = { after: 5 * 3_600_000, most: 1000, externalURL: 'http://alertmanager:9093' };

/** An alert of the question with its number. */
interface Numbered extends TimelineAlert {
  readonly number: number;
}

/** What is sent, held back and lost. In slices. */
export function* notificationsOf(
  configuration: RoutingConfiguration,
  { alerts, until, texts = true, most = usual.most, externalURL = usual.externalURL }: RouteQuestion,
  templates: TemplatesOf,
): Generator<void, Pick<Routing<FilePlace>, 'notifications' | 'isCut' | 'lacksTemplates'>> {
  // Of an alert that is not known as a whole nobody can say what it does.
  const known = yield* eachInSlices(alerts, numberedOf, alertsPerSlice);
  const numbered = known.filter(one => one !== undefined);
  const latest = numbered.reduce((time, { startsAt, endsAt }) => Math.max(time, endsAt ?? startsAt), 0);
  const { events, isCut } = yield* timelineOf(configuration, numbered, { until: until ?? latest + usual.after, most });
  const { texts: files, complete } = texts ? templates(configuration) : { texts: [], complete: true };
  const maker = texts ? new MessageMaker(configuration.version, files) : undefined;
  // To read Alertmanager's own templates for the first time takes some milliseconds.
  yield;
  const notifications: RoutedNotification<FilePlace>[] = [];
  const examples = yield* eachInSlices(alerts, (alert, i) => examplesOf(configuration, alert, i), alertsPerSlice);
  for (const [i, event] of [...events, ...examples.flat()].entries()) {
    const isExample = i >= events.length;
    notifications.push({
      ...(yield* told(event, numbered, configuration, maker, externalURL)),
      ...(isExample ? { isExample: true as const } : {}),
    });
    if (i % messagesPerSlice === 0) yield;
  }
  return { notifications, ...(isCut ? { isCut } : {}), ...(complete ? {} : { lacksTemplates: true }) };
}

const messagesPerSlice = 5;
const alertsPerSlice = 100;

/** An alert that goes its way; undefined where that is not known, or it goes none. */
function numberedOf(alert: AskedAlert, number: number): Numbered | undefined {
  const { labels, annotations = {}, startsAt, endsAt, generatorURL, valueFor } = alert;
  if (valueFor || isDropped(alert)) return undefined;
  const kept = { labels: withoutEmpty(labels), annotations: withoutEmpty(annotations), startsAt, number };
  return { ...kept, ...(endsAt === undefined ? {} : { endsAt }), ...(generatorURL ? { generatorURL } : {}) };
}

/** The first message of an alert that is not known as a whole, from every route that takes it or may. */
function examplesOf(configuration: RoutingConfiguration, asked: AskedAlert, number: number): readonly Sent<Numbered>[] {
  const { labels, annotations = {}, startsAt, generatorURL, valueFor } = asked;
  if (!valueFor || isDropped(asked)) return [];
  const source = generatorURL ? { generatorURL } : {};
  const alert: Numbered = {
    labels: withoutEmpty(labels),
    annotations: withoutEmpty(annotations),
    startsAt,
    ...source,
    number,
  };
  return routesTaking(configuration.tree, valueFor).flatMap(({ route }) => {
    const group = groupLabels(route, alert.labels);
    return recipientsOf(configuration, route.options.receiver).map(
      (to): Sent<Numbered> => ({
        kind: 'sent',
        at: startsAt + route.options.groupWait,
        group: { route, labels: group, key: groupKey(route, group) },
        to,
        reason: 'first notification',
        alerts: [{ alert, firing: true }],
      }),
    );
  });
}

function* told(
  event: TimelineEvent<Numbered>,
  alerts: readonly Numbered[],
  configuration: RoutingConfiguration,
  maker: MessageMaker | undefined,
  externalURL: string,
): Generator<void, RoutedNotification<FilePlace>> {
  const group = groupOf(event.group, event.at);
  switch (event.kind) {
    case 'sent': {
      const message = maker && (yield* messageFor(event, configuration, maker, externalURL));
      return {
        kind: 'sent',
        ...group,
        integration: integrationOf(event.to),
        reason: event.reason,
        status: event.alerts.some(({ firing }) => firing) ? 'firing' : 'resolved',
        alerts: event.alerts.map(({ alert, firing }) => ({ alert: alert.number, firing })),
        ...(message ? { message } : {}),
      };
    }
    case 'held': {
      const why =
        event.why.kind === 'inhibited'
          ? { ...inhibitedBy(event.why, alerts), by: event.why.by.number }
          : { kind: event.why.kind, intervals: event.why.intervals };
      return { kind: 'held', ...group, until: event.until, why, alerts: event.alerts.map(({ number }) => number) };
    }
    case 'lost':
      return {
        kind: 'lost',
        ...group,
        integration: integrationOf(event.to),
        why: event.why,
        alerts: event.alerts.map(({ number }) => number),
      };
  }
}

function groupOf({ route, labels, key }: Group, at: number) {
  return { at, route: nameOf(route), receiver: route.options.receiver, groupLabels: labels, groupKey: key };
}

function integrationOf({ kind, index, sendResolved }: Recipient): RoutedIntegration {
  return { kind, index, sendResolved };
}

/** The message of one notification; undefined where its receiver is not known. */
function* messageFor(
  { at, group, to, reason, alerts }: Sent<Numbered>,
  { receivers }: RoutingConfiguration,
  maker: MessageMaker,
  externalURL: string,
): Generator<void, Message | undefined> {
  const receiver = receivers.get(to.receiver);
  const integration =
    receiver && integrationsOf(receiver).find(({ kind, index }) => kind === to.kind && index === to.index);
  if (!receiver || !integration) return undefined;
  return yield* maker.message(receiver, integration, {
    receiver: to.receiver,
    groupLabels: group.labels,
    routeLabels: group.route.options.labels,
    groupKey: group.key,
    reason,
    externalURL,
    now: at,
    // What ends later still fires at this moment.
    alerts: alerts.map(({ alert, firing }) => {
      const { endsAt, ...rest } = alert;
      return firing || endsAt === undefined ? rest : { ...rest, endsAt };
    }),
  });
}
