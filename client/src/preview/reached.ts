// Where an alert would go, in the words of the panel. Pure; no vscode here.

import type {
  MessagePart,
  RouteParams,
  WireAlertRouting,
  WireNotification,
  WireReachedRoute,
} from '../../../server/src/lsp/protocol';
import { shownName } from '../../../server/src/text/paths';
import type { PreviewDeps } from './deps';
import type { Reached } from './messages';

/** Asks where one alert goes; undefined where the language server cannot tell. */
export async function reachedBy(params: RouteParams, route: PreviewDeps['route']): Promise<Reached | undefined> {
  let found: Awaited<ReturnType<PreviewDeps['route']>>;
  try {
    found = await route(params);
  } catch {
    return undefined;
  }
  const { candidates, routing } = found;
  const [alert] = routing?.alerts ?? [];
  if (!routing || !alert)
    return {
      routes: [],
      unknown:
        candidates.length === 0
          ? 'No Alertmanager configuration is in this workspace.'
          : 'Several Alertmanager configurations are in this workspace; which one counts is not known.',
    };
  const sent = [...(alert.sentAs?.words ?? []), ...(routing.unsent === undefined ? [] : [routing.unsent])];
  return {
    configuration: shownName(routing.configuration),
    ...(sent.length > 0 ? { sent } : {}),
    ...(alert.sentAs?.sent === 'no' ? { dropped: true as const } : {}),
    routes: alert.routes.map(one => routeOf(one, routing.notifications)),
    ...(alert.inhibited ? { inhibited: true } : {}),
  };
}

function routeOf(one: WireReachedRoute, notifications: readonly WireNotification[]): Reached['routes'][number] {
  const sent = notifications.flatMap(told =>
    told.kind === 'sent' && told.receiver === one.receiver && told.groupKey === one.groupKey ? [told] : [],
  );
  // Of each integration the first message, which the others repeat.
  const first = new Map<string, (typeof sent)[number]>();
  for (const told of sent) {
    const key = `${told.integration.kind} ${told.integration.index}`;
    if (told.message && !first.has(key)) first.set(key, told);
  }
  return {
    sent: sent.length,
    messages: [...first.values()].flatMap(({ at, message }) =>
      message
        ? [{ label: message.label, atMs: at, parts: message.parts.filter(({ role }) => role !== 'color').map(partOf) }]
        : [],
    ),
    receiver: one.receiver,
    integrations: [...new Set(one.integrations.map(({ kind }) => kind))],
    path: pathOf(one.path),
    groupWaitMs: one.groupWait,
    repeatsMs: one.repeatsEvery,
    ...(one.quiet
      ? { quiet: `${one.quiet.kind === 'muted' ? 'muted by' : 'outside of'} ${one.quiet.intervals.join(', ')}` }
      : {}),
    ...(one.certain ? {} : { doubtful: true as const }),
  };
}

function partOf({
  name,
  text,
  error,
  isHtml,
}: MessagePart): Reached['routes'][number]['messages'][number]['parts'][number] {
  return { name, text, ...(error === undefined ? {} : { error }), ...(isHtml ? { isHtml } : {}) };
}

/** The matchers on the way down; the root takes everything and has none. */
function pathOf(path: WireAlertRouting['routes'][number]['path']): string {
  const steps = path.filter(({ matchers }) => matchers.length > 0).map(({ matchers }) => matchers.join(', '));
  return steps.length === 0 ? 'the root route' : steps.join(' → ');
}
