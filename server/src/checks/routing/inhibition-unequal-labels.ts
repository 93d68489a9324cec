// Under `equal` stands a label that the workspace's alerts have on one side of the inhibition rule and never on the other, or on
// none. Layer: checks.

import type { AlertFact, DocumentFacts, InhibitionFact, RouteMatcher } from '../../analysis/facts';
import type { Catalog } from '../../catalog/schema';
import { alwaysOnTargets } from '../../catalog/targetLabels';
import type { PrometheusConfig } from '../../model/prometheusConfig';
import { carries, externalLabels, matchesAll } from '../../routing/reach';
import { firstOf } from '../../text/words';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'routing/inhibition-unequal-labels',
  summary: 'The alerts of an inhibition rule lack a label that must be equal.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'file',
  on: 'workspace',
  needs: ['workspace', 'catalog'],
  messages: {
    oneSide:
      'The {with} have `{label}` ({examplesWith}) and the {without} never do ({examplesWithout}), so this rule silences nothing: name a label that both have.',
    never:
      'The {side} ({examples}) never have `{label}`: this rule silences nothing where the others have it, and all of them where they lack it, too; name a label that both have.',
    neither:
      'Neither sources ({sources}) nor targets ({targets}) ever have `{label}`, and without it all count as equal: name a label that both have.',
    otherNames:
      '{source} and {target} have different names, so with `alertname` under `equal` the one never silences the other: leave it out, or give the two a rule of their own.',
  },
  run({ facts }, ctx) {
    if (facts.inhibitions.length === 0) return;
    const { alerts, inCluster } = ctx.shared(() => ({
      alerts: alertsOf(ctx.workspace.documents),
      inCluster: isInCluster(ctx.workspace.documents),
    }));
    const { configs } = ctx.workspace.surroundings;
    if (alerts.length === 0 || alerts.length * facts.inhibitions.length > mostCompared) return;
    for (const { source, target, equal } of facts.inhibitions) {
      const labels = equal.filter(({ name }) => !externalLabels.has(name));
      if (labels.length === 0) continue;
      const [sources, targets] = [chosen(alerts, source), chosen(alerts, target)];
      if (sources.length === 0 || targets.length === 0) continue;
      const alertname = labels.find(({ name }) => name === 'alertname');
      const pair = alertname && pairOfOtherNames(sources, targets);
      if (pair) {
        const severity = inCluster ? 'info' : 'warning';
        ctx.report(alertname.at, 'otherNames', { source: pair[0].name, target: pair[1].name }, { severity });
      }
      for (const { name: label, at } of labels) {
        if (label === 'alertname') continue;
        const [ofSources, ofTargets] = [howMany(sources, label), howMany(targets, label)];
        const isOnOneSide = ofSources === 'all' || ofTargets === 'all';
        const compared = [...sources, ...targets];
        if (!isOnOneSide && !isNeverAdded(label, configs) && !isAtHome(label, alerts, compared, ctx.catalog)) continue;
        if (ofSources === 'none' && ofTargets === 'none')
          ctx.report(at, 'neither', { label, sources: names(sources), targets: names(targets) }, { severity: 'info' });
        else if (ofSources === 'all' && ofTargets === 'none')
          ctx.report(at, 'oneSide', {
            label,
            with: 'sources',
            without: 'targets',
            examplesWith: names(sources),
            examplesWithout: names(targets),
          });
        else if (ofSources === 'none' && ofTargets === 'all')
          ctx.report(at, 'oneSide', {
            label,
            with: 'targets',
            without: 'sources',
            examplesWith: names(targets),
            examplesWithout: names(sources),
          });
        else if (ofSources === 'none' || ofTargets === 'none') {
          const [side, those] =
            ofSources === 'none' ? (['sources', sources] as const) : (['targets', targets] as const);
          ctx.report(at, 'never', { label, side, examples: names(those) }, { severity: 'info' });
        }
      }
    }
  },
});

/** Alerts times rules that are compared. */
const mostCompared = 1_000_000;

function alertsOf(documents: readonly DocumentFacts[]): readonly AlertFact[] {
  return documents.flatMap(({ alerts }) => alerts);
}

/** Whether rules are objects of a cluster: most alerts are then those that its operator or a chart brings, of which many have two severities. */
function isInCluster(documents: readonly DocumentFacts[]): boolean {
  return documents.some(({ objects = [] }) => objects.some(({ kind }) => kind === 'PrometheusRule'));
}

/** The alerts that may pass; where none of a side is known, the side is somebody else's. */
function chosen(alerts: readonly AlertFact[], matchers: InhibitionFact['source']): readonly AlertFact[] {
  return alerts.filter(alert => matchesAll(matchers as readonly RouteMatcher[], alert) !== 'no');
}

/**
 * A source and a target about the same, by their metrics and their names, where no source has the name of a target. Without such a
 * pair the rule may be meant for alerts of others, as in the example that Alertmanager comes with.
 */
function pairOfOtherNames(
  sources: readonly AlertFact[],
  targets: readonly AlertFact[],
): readonly [AlertFact, AlertFact] | undefined {
  const ofTargets = new Set(targets.map(({ name }) => name));
  if (sources.some(({ name }) => ofTargets.has(name))) return undefined;
  const bySubject = new Map<string, AlertFact[]>();
  for (const target of targets) {
    const others = bySubject.get(subjectOf(target));
    if (others) others.push(target);
    else bySubject.set(subjectOf(target), [target]);
  }
  for (const source of sources) {
    const about = source.reads.length > 0 ? bySubject.get(subjectOf(source)) : undefined;
    const target = about?.find(({ name }) => isTierOf(source.name, name));
    if (target) return [source, target];
  }
  return undefined;
}

/** Whether two names are of one thing that is bad in two degrees: most of their words are the same. */
function isTierOf(one: string, other: string): boolean {
  const [a, b] = [wordsOf(one), wordsOf(other)];
  // Client errors (4xx) are no lesser server errors (5xx).
  if ([a, b].every((words, i) => words.some(word => /\d/.test(word) && ![b, a][i]!.includes(word)))) return false;
  const shared = a.filter(word => b.includes(word)).length;
  return shared * 2 > Math.max(a.length, b.length);
}

function wordsOf(name: string): readonly string[] {
  const words = name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? [];
  return words.map(word => word.toLowerCase()).filter(word => !degrees.has(word));
}

/** Words that tell how bad it is. */
const degrees: ReadonlySet<string> = new Set(
  'high higher low lower very too critical critically warning warn severe severely extreme extremely nearly almost slightly more most major minor near info emergency'.split(
    ' ',
  ),
);

function subjectOf({ reads }: AlertFact): string {
  return [...reads].sort().join();
}

function howMany(alerts: readonly AlertFact[], label: string): 'all' | 'none' | 'some' {
  const found = new Set(alerts.map(alert => carries(alert, label)));
  if (found.size !== 1) return 'some';
  return found.has('yes') ? 'all' : found.has('no') ? 'none' : 'some';
}

/** Whether all that the workspace's own servers add to alerts is known, and the label is not among it. */
function isNeverAdded(label: string, configs: readonly PrometheusConfig[]): boolean {
  return (
    configs.length > 0 &&
    configs.every(({ unknown, external }) => unknown === undefined && !external.some(({ name }) => name === label))
  );
}

/** Labels of one machine, process or device: a Prometheus has several of them, and no external label of that name. */
const ofTargets: ReadonlySet<string> = new Set(
  'node nodename node_name host hostname Hostname pod pod_name container gpu gpu_id device'.split(' '),
);

/**
 * Whether the label is one of the workspace's alerts or of what is measured. One that nobody here knows comes from elsewhere: Prometheus
 * adds external labels, and relabeling labels of any name.
 */
function isAtHome(label: string, all: readonly AlertFact[], compared: readonly AlertFact[], catalog: Catalog): boolean {
  if (ofTargets.has(label) || alwaysOnTargets.includes(label) || all.some(alert => carries(alert, label) === 'yes'))
    return true;
  const metrics = new Set(compared.flatMap(({ reads }) => reads));
  return [...metrics].some(metric => catalog.find(metric)?.metric.labels.some(({ name }) => name === label));
}

function names(alerts: readonly AlertFact[]): string {
  const all = [...new Set(alerts.map(({ name }) => name))];
  return firstOf(all, 3);
}
