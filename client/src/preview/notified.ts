// How many notifications the firings of a rule come to, by the workspace's Alertmanager configuration: what is grouped comes as one,
// and what goes on comes again. Pure; no vscode here.
import type { Backtest } from '../../../server/src/alerting/backtest/shapes';
import { firingsOf } from '../../../server/src/engine';
import type { RouteParams, RulePreview } from '../../../server/src/lsp/protocol';
import { shownName } from '../../../server/src/text/paths';
import type { PreviewDeps } from './deps';
import type { PreviewState } from './messages';

/** With more firings than that nobody counts any more. */
const mostFirings = 1_000;
const mostNotifications = 5_000;

/** Undefined where that is not known: there is no configuration or one of several, or a label or time interval decides. */
export async function notifiedBy(
  { slots, series }: Backtest,
  history: number,
  rule: RulePreview,
  sending: RouteParams['sending'],
  route: PreviewDeps['route'],
): Promise<PreviewState['notified']> {
  const alerts = series.flatMap(({ labels, spans }) =>
    firingsOf(spans).map(({ from, to }) => {
      const goesOn = spans.some(span => span.open && span.to === to);
      return { labels, annotations: {}, startsAt: from, ...(goesOn ? {} : { endsAt: to }) };
    }),
  );
  if (alerts.length === 0 || alerts.length > mostFirings) return undefined;
  const until = slots.start + slots.count * slots.step;
  const { routing } = await route({
    uri: rule.uri,
    alerts,
    at: slots.start,
    until,
    texts: false,
    most: mostNotifications,
    ...(sending ? { sending } : {}),
  });
  if (!routing || routing.isCut || routing.alerts.some(({ routes }) => routes.some(({ certain }) => !certain)))
    return undefined;
  // A receiver that tells of a group in several ways tells of it once.
  const told = new Set(
    routing.notifications.flatMap(one =>
      one.kind === 'sent' && one.at >= slots.start ? [JSON.stringify([one.receiver, one.groupKey, one.at])] : [],
    ),
  );
  return { history, count: told.size, configuration: shownName(routing.configuration) };
}
