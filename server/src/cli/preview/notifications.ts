// Who would have been told of the firings of alerts, and how often, by the Alertmanager configuration of a workspace. Layer: cli.
import { firingsOf } from '../../alerting/backtest/backtest';
import type { AskedBacktest } from '../../backtest/backtestRule';
import type { RoutedAlert } from '../../features/routing/shapes';
import type { Service } from '../../service';
import { finish } from '../../text/slices';
import type { Workspace } from '../../workspace/workspace';

/** What the firings of all previewed alerts together become. */
export interface Notifications {
  /** The file with the configuration. */
  readonly configuration: string;
  /** By receiver and kind of integration, those that are told most first. */
  readonly receivers: readonly Told[];
  /** Messages in all; the first ones where there are more than are made. */
  readonly sent: number;
  readonly isCut: boolean;
  /** How often alerts were held back, and why: `muted`, `inactive`, `inhibited`. */
  readonly held: readonly { readonly why: string; readonly times: number }[];
  /** Receivers of each previewed alert, in order; empty for one that never fired. */
  readonly reached: readonly (readonly string[])[];
}

export interface Told {
  readonly receiver: string;
  readonly kind: string;
  readonly sent: number;
  /** Milliseconds since the epoch. */
  readonly first: number;
}

/** Older firings than these are not followed. */
const mostFirings = 2_000;
const mostMessages = 10_000;

/**
 * Follows the firings of backtests until `until` (milliseconds since the epoch). A text says why nothing is known: no
 * configuration, or several of them.
 */
export function notificationsOf(
  service: Service,
  workspace: Workspace,
  asked: readonly (AskedBacktest | undefined)[],
  until: number,
): Notifications | string {
  const firings = asked
    .flatMap((one, rule) => (one ? alertsOf(one).map(alert => ({ rule, alert })) : []))
    .sort((a, b) => a.alert.startsAt - b.alert.startsAt)
    .slice(-mostFirings);
  const alerts = firings.map(({ alert }) => alert);
  const sending = asked.find(one => one?.told.sending)?.told.sending;
  const { candidates, routing } = finish(
    service.route(workspace, { alerts, until, texts: false, most: mostMessages, ...(sending ? { sending } : {}) }),
  );
  if (!routing) {
    return candidates.length === 0
      ? 'The workspace has no Alertmanager configuration: who would be told is not known.'
      : `The workspace has several Alertmanager configurations (${candidates.join(', ')}): who would be told is not known.`;
  }
  const told = new Map<string, { receiver: string; kind: string; sent: number; first: number }>();
  const held = new Map<string, number>();
  let sent = 0;
  for (const one of routing.notifications) {
    if (one.kind === 'held') held.set(one.why.kind, (held.get(one.why.kind) ?? 0) + 1);
    if (one.kind !== 'sent') continue;
    sent++;
    const { kind } = one.integration;
    const key = JSON.stringify([one.receiver, kind]);
    const known = told.get(key);
    if (known) known.sent++;
    else told.set(key, { receiver: one.receiver, kind, sent: 1, first: one.at });
  }
  const reached = asked.map(() => new Set<string>());
  for (const [i, { routes }] of routing.alerts.entries()) {
    for (const { receiver } of routes) reached[firings[i]!.rule]!.add(receiver);
  }
  return {
    configuration: routing.configuration,
    receivers: [...told.values()].sort((a, b) => b.sent - a.sent),
    sent,
    isCut: routing.isCut === true,
    held: [...held].map(([why, times]) => ({ why, times })),
    reached: reached.map(names => [...names]),
  };
}

/** The firings of a backtest as Prometheus sends them: with the external labels that an alert has not itself. */
function alertsOf({ found, told }: AskedBacktest): readonly RoutedAlert[] {
  const end = found.slots.start + found.slots.count * found.slots.step;
  return found.series.flatMap(({ labels, spans }) =>
    firingsOf(spans).map(({ from, to }) => ({
      labels: { ...told.externalLabels, ...labels },
      startsAt: from,
      ...(to < end ? { endsAt: to } : {}),
    })),
  );
}
