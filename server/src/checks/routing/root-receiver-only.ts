// An alert that no route of the workspace's Alertmanager configuration takes: it falls to the root's receiver, where
// alerts end up that nobody feels responsible for.
import type { AlertFact, DocumentFacts, RouteFact } from '../../analysis/facts';
import { reach } from '../../routing/reach';
import { defineCheck } from '../check';

/** So many are worth a look whatever their share. */
const few = 3;

export const check = defineCheck({
  id: 'routing/root-receiver-only',
  summary: "Only the root's receiver takes an alert.",
  severity: 'info',
  since: '0.1.0',
  awaits: 'item',
  on: 'workspace',
  needs: ['workspace'],
  messages: {
    fallsThrough: 'No route takes this alert, only the default receiver `{receiver}` gets it: routes look at {labels}.',
  },
  run({ facts }, ctx) {
    if (facts.alerts.length === 0) return;
    const tree = ctx.shared(() => treeToJudge(ctx.workspace.documents));
    if (!tree) return;
    const receiver = tree.receiver ?? '';
    const labels = [...labelsOf(tree)].map(label => `\`${label}\``).join(', ');
    for (const alert of facts.alerts) {
      if (!fallsThrough(tree, alert)) continue;
      ctx.report(alert.span, 'fallsThrough', { receiver, labels });
    }
  },
});

/** The one routing tree of the workspace, where falling to its root is most likely an oversight. */
function treeToJudge(documents: readonly DocumentFacts[]): RouteFact | undefined {
  const [tree, another] = documents.flatMap(({ routes }) => routes);
  // With several configurations it is not known which Alertmanager gets the alert.
  if (!tree || another || !tree.routes.some(sharesOut)) return undefined;
  const all = documents.flatMap(({ alerts }) => alerts);
  // Where most alerts end up is no accident: the routes below are the exceptions then.
  const lost = all.filter(alert => fallsThrough(tree, alert)).length;
  return lost > few && lost * 2 > all.length ? undefined : tree;
}

function fallsThrough(tree: RouteFact, alert: AlertFact): boolean {
  // `severity: none` is the mark of alerts that nobody is to read (Watchdog, InfoInhibitor).
  if (alert.labels.some(({ name, value }) => name === 'severity' && value === 'none')) return false;
  const [first, ...others] = reach(tree, alert);
  return first?.route === tree && first.certain && others.length === 0;
}

/** Receivers that only keep alerts away. */
const silent =
  /^(?:null|none|blackhole|black-hole|dev-?null|drop|discard|noop|void|watchdog|dead-?mans?-?(?:switch|snitch)?)$/i;

/** Whether a route hands alerts to somebody; one for single alerts by name, or one that keeps them away, does not. */
function sharesOut({ receiver, matchers }: RouteFact): boolean {
  return !(receiver !== undefined && silent.test(receiver)) && !matchers.some(({ label }) => label === 'alertname');
}

function labelsOf(route: RouteFact): ReadonlySet<string> {
  return new Set(route.routes.flatMap(child => [...child.matchers.map(({ label }) => label), ...labelsOf(child)]));
}
