// What the list says about where an alert goes: a section for each route that takes it, then what was near. Pure; no vscode here.
import type {
  Message,
  RouteResult,
  WireAlertRouting,
  WireMissedRoute,
  WireNotification,
  WirePlace,
  WireReachedRoute,
  WireRouteStep,
} from '../../../server/src/lsp/protocol';
import { lengthText } from '../../../server/src/text/length';
import { visible } from '../../../server/src/text/printable';

export interface RouteItem {
  readonly kind: 'separator' | 'step' | 'note' | 'message';
  /** With a codicon in front where it is no separator. */
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  /** What is shown when it is chosen: a place, or a message. */
  readonly place?: WirePlace;
  readonly message?: Message;
}

type Routing = NonNullable<RouteResult['routing']>;

/** The items of the first alert. */
export function routeItems(routing: Routing): readonly RouteItem[] {
  const [alert] = routing.alerts;
  if (!alert) return [];
  return [
    ...sentItems(alert, routing.unsent),
    ...alert.routes.flatMap((route, i) => itemsOfRoute(route, routing, i)),
    ...inhibitionItems(alert),
    ...missedItems(alert.missed),
  ].map(item => ({
    ...item,
    label: visible(item.label),
    ...(item.description === undefined ? {} : { description: visible(item.description) }),
    ...(item.detail === undefined ? {} : { detail: visible(item.detail) }),
  }));
}

/** What becomes of it before it comes to Alertmanager. */
function sentItems({ sentAs }: WireAlertRouting, unsent: string | undefined): readonly RouteItem[] {
  const words = [...(sentAs?.words ?? []), ...(unsent === undefined ? [] : [unsent])];
  if (words.length === 0) return [];
  const icon = sentAs?.sent === 'no' ? 'circle-slash' : 'edit';
  return [
    { kind: 'separator', label: 'as Prometheus sends it' },
    ...words.map((text): RouteItem => ({ kind: 'note', label: `$(${icon}) ${text}` })),
  ];
}

function itemsOfRoute(route: WireReachedRoute, { notifications, at }: Routing, number: number): readonly RouteItem[] {
  const last = route.path.at(-1)!;
  const kinds = route.integrations.map(({ kind }) => kind).join(', ');
  const silent = route.integrations.filter(({ sendResolved }) => sendResolved === false).map(({ kind }) => kind);
  const again = lengthText(route.repeatsEvery);
  const times = `first after ${lengthText(route.groupWait)}, changes every ${lengthText(route.groupInterval)}, again every ${again}`;
  const first = notifications.find(one => one.kind === 'sent' && one.route === last.name);
  const messages = notifications.filter(
    (one): one is Extract<WireNotification, { kind: 'sent' }> =>
      one.kind === 'sent' && one.route === last.name && one.at === first?.at,
  );
  return [
    { kind: 'separator', label: `${route.certain ? '' : 'perhaps '}${number === 0 ? 'goes to' : 'and to'}` },
    {
      kind: 'step',
      label: `$(bell) ${route.receiver}`,
      description: `${kinds || 'tells nobody'}${route.certain ? '' : ', as labels decide that only the data tells'}`,
      ...(last.place ? { place: last.place } : {}),
    },
    ...route.path.map(
      (step): RouteItem => ({ kind: 'step', label: `$(arrow-right) ${step.name}`, ...stepTexts(step) }),
    ),
    {
      kind: 'note',
      label: `$(watch) ${times}`,
      description: route.groupBy.length === 0 ? 'one group for all' : `grouped by ${route.groupBy.join(', ')}`,
      ...(silent.length > 0 ? { detail: `${silent.join(', ')} hears nothing of resolved alerts` } : {}),
    },
    ...(route.quiet
      ? [
          {
            kind: 'note' as const,
            label: `$(bell-slash) ${route.quiet.kind === 'muted' ? 'muted by' : 'outside of'} ${route.quiet.intervals.join(', ')}`,
            description: `at ${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
          },
        ]
      : []),
    ...messages.flatMap(({ message }) => (message ? [messageItem(message)] : [])),
  ];
}

function stepTexts({ matchers, place }: WireRouteStep): Pick<RouteItem, 'description' | 'place'> {
  return {
    description: matchers.length > 0 ? `{${matchers.join(', ')}}` : 'takes everything',
    ...(place ? { place } : {}),
  };
}

function messageItem(message: Message): RouteItem {
  const of = (role: string): readonly string[] =>
    message.parts.filter(part => part.role === role && part.error === undefined).map(({ text }) => text.trim());
  const error = message.parts.find(part => part.error !== undefined);
  const texts = error ? [`cannot be made: ${error.error}`] : [...of('title'), ...of('text'), ...of('body')];
  return {
    kind: 'message',
    label: `$(${error ? 'error' : 'mail'}) ${[message.label, ...of('to')].join(' ')}`,
    detail: texts.join(' — ').replace(/\s+/g, ' ').slice(0, 300),
    message,
  };
}

function inhibitionItems({ inhibitedWhile }: WireAlertRouting): readonly RouteItem[] {
  if (inhibitedWhile.length === 0) return [];
  return [
    { kind: 'separator', label: 'not told while one of these fires' },
    ...inhibitedWhile.map(
      ({ source, equal, rule, certain }): RouteItem => ({
        kind: 'note',
        label: `$(bell-slash) {${source.join(', ')}}`,
        description: `${equal.length > 0 ? `with the same ${equal.join(', ')}` : 'whatever its labels'}${certain ? '' : ', perhaps'}`,
        ...(rule ? { place: rule } : {}),
      }),
    ),
  ];
}

function missedItems(missed: readonly WireMissedRoute[]): readonly RouteItem[] {
  if (missed.length === 0) return [];
  return [
    { kind: 'separator', label: 'near, and not taken' },
    ...missed.map(({ step, failed, behind }): RouteItem => {
      const why = failed.map(
        ({ matcher, value }) => `${matcher}, ${value === '' ? 'and the alert has none' : `and it is "${value}"`}`,
      );
      return {
        kind: 'step',
        label: `$(circle-slash) ${step.name}${step.receiver ? ` to ${step.receiver}` : ''}`,
        description: behind === undefined ? why.join('; ') : `${behind} comes first and lets nothing pass on`,
        ...(step.place ? { place: step.place } : {}),
      };
    }),
  ];
}

/** A message as a page of text: who gets it, its heading, its texts and fields. */
export function messagePage({ label, parts, status }: Message): string {
  const of = (role: string) => parts.filter(part => part.role === role);
  const to = of('to').map(({ text }) => text);
  // As a person reads it: what it says, and then what goes with it.
  const texts = ['title', 'text', 'body'].flatMap(of);
  const rest = parts.filter(part => part.role !== 'to' && !texts.includes(part));
  const shown = [...texts, ...rest].map(({ role, name, text, error, isCut }) => {
    const value =
      error === undefined
        ? `${text}${isCut ? '\n(cut: the service takes no more)' : ''}`
        : `(cannot be made: ${error})`;
    return role === 'title' || role === 'text' || role === 'body' ? value.trimEnd() : `${name}: ${value}`;
  });
  const lines = [...shown.slice(0, texts.length), '', ...shown.slice(texts.length)];
  return `${[`${[label, ...to].join(' ')} (${status})`, '', ...lines].join('\n')}\n`;
}
