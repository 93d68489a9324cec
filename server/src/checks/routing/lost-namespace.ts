// An alert without the label `namespace`, among AlertmanagerConfig objects: the operator lets these take only alerts with the label.
// Layer: checks.
import { type AlertFact, type InhibitionFact, type RouteFact, spanOf } from '../../analysis/facts';
import { carries, matchesAll } from '../../routing/reach';
import type { Span } from '../../text/span';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'routing/lost-namespace',
  summary: 'An alert lost the label by which the operator gives it to AlertmanagerConfig objects.',
  severity: 'info',
  since: '0.1.0',
  awaits: 'file',
  on: 'workspace',
  needs: ['workspace'],
  messages: {
    found:
      'This alert has no `namespace`, and the operator gives the AlertmanagerConfig `{name}` only alerts with `namespace="{namespace}"`: keep the label in the expression, or set it under `labels`.',
    source:
      'The operator asks for `namespace="{namespace}"` of the source as well, and {alerts} has no `namespace`, so this rule silences nothing: write it into the configuration of Alertmanager itself.',
  },
  run({ facts }, ctx) {
    const rules = facts.objects?.filter(({ kind }) => kind === 'PrometheusRule') ?? [];
    const own = facts.objects?.filter(({ kind }) => kind === 'AlertmanagerConfig') ?? [];
    const isAsked = facts.inhibitions.length > 0 && own.length === 1;
    if (!isAsked && (rules.length === 0 || facts.alerts.length === 0)) return;
    const { documents, surroundings } = ctx.workspace;
    // An enforced label is put on every alert, and a configuration of its own may route the others.
    // Of objects that are not read, or changed elsewhere, it is not known.
    if (surroundings.objects.some(({ kind, enforced }) => kind === 'transformer' || enforced !== undefined)) return;
    if (surroundings.strategies.some(({ type }) => type !== 'OnNamespace')) return;
    const { alerts, configured } = ctx.shared(() => {
      const hasBase = documents.some(({ routes }) => routes.some(({ isPart }) => !isPart));
      const byNamespace = new Map<string, { readonly name: string; readonly routes: readonly RouteFact[] }>();
      for (const { objects, routes } of hasBase ? [] : documents) {
        const configs = objects?.filter(({ kind }) => kind === 'AlertmanagerConfig') ?? [];
        // Which of several routes is whose is not known.
        const [config] = configs;
        if (config?.namespace === undefined || configs.length !== 1) continue;
        if (!byNamespace.has(config.namespace)) byNamespace.set(config.namespace, { name: config.name, routes });
      }
      return { alerts: documents.flatMap(one => one.alerts), configured: byNamespace };
    });
    if (isAsked && own[0]!.namespace !== undefined) {
      for (const { at, alert } of facts.inhibitions.flatMap(one => foreignSource(one, alerts) ?? []))
        ctx.report(at, 'source', { namespace: own[0]!.namespace, alerts: alert.name });
    }
    if (configured.size === 0) return;
    for (const { namespace, span } of rules) {
      const config = namespace === undefined ? undefined : configured.get(namespace);
      if (!config || namespace === undefined) continue;
      for (const alert of facts.alerts) {
        const at = spanOf(facts, alert.at);
        if (at.from < span.from || at.to > span.to || !isLost(alert, config.routes)) continue;
        ctx.report(at, 'found', { name: config.name, namespace });
      }
    }
  },
});

/** The first of the alerts that an inhibition rule means as its source, where none of them has a namespace. */
function foreignSource(
  { source }: InhibitionFact,
  alerts: readonly AlertFact[],
): { at: Span; alert: AlertFact } | undefined {
  const at = source[0]?.at;
  const meant = at ? alerts.filter(alert => matchesAll(source, alert) !== 'no') : [];
  const [alert] = meant;
  return at && alert && meant.every(one => carries(one, 'namespace') === 'no') ? { at, alert } : undefined;
}

/** Whether the alert surely has no namespace, and a route would take it but for that. */
function isLost(alert: AlertFact, routes: readonly RouteFact[]): boolean {
  if (carries(alert, 'namespace') !== 'no') return false;
  return routes.some(
    ({ matchers }) =>
      matchesAll(
        matchers.filter(({ label }) => label !== 'namespace'),
        alert,
      ) !== 'no',
  );
}
