// The message of a moment at which an alert changed its state, with what its templates ask answered as of that moment.
// Pure; no vscode here.
import type { Backtest, Transition } from '../../../server/src/alerting/backtest/shapes';
import type { InstantSample } from '../../../server/src/datasource/datasource';
import { firingsOf } from '../../../server/src/engine';
import type { RouteParams, RulePreview } from '../../../server/src/lsp/protocol';
import type { PreviewDeps } from './deps';
import { shownTransitions } from './history';
import type { History, Moment, Reached } from './messages';
import { numberOf } from './packed';
import { reachedBy } from './reached';
import { seriesRows } from './results';
import type { Rendered } from './templates';

export interface MomentInput {
  readonly found: Backtest;
  readonly history: History;
  /** Number of the change in the history. */
  readonly change: number;
  readonly rule: RulePreview;
  /** What the server does to alerts before it sends them; undefined where it does not tell. */
  readonly sending: RouteParams['sending'];
  readonly route: PreviewDeps['route'];
  readonly render: (samples: readonly InstantSample[], at: number) => Promise<Rendered>;
}

/** The moment without its message at once, then with it. */
export async function* momentOf(input: MomentInput): AsyncGenerator<Moment, void> {
  const { found, history, change, rule, sending, route, render } = input;
  const shown = history.changes[change]!;
  const transition = shownTransitions(found)[change]!;
  const { at, source, value } = transition.seen;
  const labels = found.series[transition.series]!.sources[source] ?? {};
  const { atMs, to, activeMs, stands } = shown;
  const base = { change, atMs, to, activeMs, ...(stands ? { stands } : {}) };
  yield { ...base, notes: [] };
  const sample: InstantSample = {
    labels,
    t: at,
    v: numberOf(value),
    ...(value === 'histogram' ? { histogram: { count: 0, sum: 0 } } : {}),
  };
  const rendered = await render([sample], at);
  if (rendered.moved) return;
  const [row] = seriesRows([sample], rendered.series);
  yield { ...base, ...(row ? { row } : {}), notes: rendered.notes };
  // Pending alerts are not sent, but where they would go is what their author wants to know.
  const alert = {
    labels: found.series[transition.series]!.labels,
    annotations: Object.fromEntries(row?.annotations.map(({ name, text }) => [name, text]) ?? []),
    ...firingAt(found, transition),
  };
  const most = { until: Math.min(alert.endsAt ?? Infinity, alert.startsAt + toldFor) + afterEnd, most: mostMessages };
  const reached = await reachedBy(
    { uri: rule.uri, alerts: [alert], at: stands ? atMs : alert.startsAt, ...(sending ? { sending } : {}), ...most },
    route,
  );
  const ofDay = alert.endsAt === undefined ? 'any' : alert.endsAt - alert.startsAt > toldFor ? 'first' : undefined;
  const dated = reached && stands ? undated(reached) : reached;
  const told: Moment['reached'] = dated && ofDay ? { ...dated, ofDay } : dated;
  yield { ...base, ...(row ? { row } : {}), ...(told ? { reached: told } : {}), notes: rendered.notes };
}

/** Without the times of its messages: they are counted from when it began to fire, which nobody looked at. */
function undated(reached: Reached): Reached {
  const routes = reached.routes.map(route => ({
    ...route,
    messages: route.messages.map(({ atMs: _, ...message }) => message),
  }));
  return { ...reached, routes };
}

/** A day of messages shows how often they come. */
const toldFor = 86_400_000;
/** The end is told of with the next flush. */
const afterEnd = 30 * 60_000;
const mostMessages = 200;

/** When the alert of a change fires: around it, or, where it never comes to that, from it on. */
function firingAt(
  found: Backtest,
  { series, time }: Transition,
): { readonly startsAt: number; readonly endsAt?: number } {
  const firing = firingsOf(found.series[series]!.spans);
  const of = firing.find(({ to }) => to >= time) ?? firing[firing.length - 1];
  if (!of) return { startsAt: time };
  const goesOn = found.series[series]!.spans.some(({ open, to }) => open && to === of.to);
  return { startsAt: of.from, ...(goesOn ? {} : { endsAt: of.to }) };
}
