// The alert that always fires, sent to a service that waits for it as a sign of life, and repeated only after hours. Layer: checks.
import type { AlertmanagerFile, Receiver, Route } from '../../model/alertmanager';
import { secondsOf } from '../../promql/durations';
import { alwaysFires } from '../../routing/carried';
import { routesPerSlice } from '../../routing/names';
import type { Span } from '../../text/span';
import { getScalar } from '../../yaml/path';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'routing/slow-heartbeat',
  summary: 'A sign of life is repeated only after hours.',
  severity: 'info',
  since: '0.1.0',
  awaits: 'item',
  on: 'configuration',
  messages: {
    found:
      '`{host}` waits for a sign of life, and `{alert}`, which goes on firing, is sent there again only after {interval}: set `repeat_interval` below the time it waits, such as 5m.',
  },
  *run(file, ctx) {
    const hosts = yield* heartbeatsOf(file);
    if (hosts.size === 0) return;
    let seen = 0;
    for (const { it, base } of file.routes) {
      if (++seen % routesPerSlice === 0) yield;
      look(it, undefined, (route, repeat) => {
        const alert = route.matchers.find(one => one.label === 'alertname' && one.op === '=' && isHeartbeat(one.value));
        const host = route.receiver && hosts.get(route.receiver.value);
        if (!alert || host === undefined) return;
        // Where nobody says so Alertmanager waits four hours.
        const interval = repeat ?? file.route?.repeatInterval?.value ?? '4h';
        if ((secondsOf(interval) ?? 0) <= longest) return;
        const at: Span = route.repeatInterval ?? route.receiver!;
        ctx.report({ from: at.from + base, to: at.to + base }, 'found', { host, alert: alert.value, interval });
      });
    }
  },
});

/** Hardly any of these services is told to wait longer for what is sent every few minutes. */
const longest = 3600;

/** What is sent to such a service is called a heartbeat as well. */
function isHeartbeat(alert: string): boolean {
  return alwaysFires(alert) || alert.toLowerCase() === 'heartbeat';
}

const services =
  /^https?:\/\/(hc-ping\.com|hchk\.io|nosnch\.in|cronitor\.link|heartbeat\.uptimerobot\.com|uptime\.betterstack\.com|betteruptime\.com)\//i;

/** The receivers that ping such a service, by name. */
function* heartbeatsOf({ receivers }: AlertmanagerFile): Generator<void, ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  let seen = 0;
  for (const { it } of receivers) {
    if (++seen % routesPerSlice === 0) yield;
    const host = it.name && hostOf(it);
    if (it.name && host !== undefined) found.set(it.name.value, host);
  }
  return found;
}

function hostOf({ integrations }: Receiver): string | undefined {
  for (const { type, node } of integrations) {
    const url = type.startsWith('webhook') ? getScalar(node, 'url')?.value : undefined;
    const host = url && services.exec(url)?.[1];
    if (host) return host;
  }
  return undefined;
}

function look(
  route: Route,
  inherited: string | undefined,
  told: (route: Route, repeat: string | undefined) => void,
): void {
  const repeat = route.repeatInterval?.value ?? inherited;
  told(route, repeat);
  for (const below of route.routes) look(below, repeat, told);
}
