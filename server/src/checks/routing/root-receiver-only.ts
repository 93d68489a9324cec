// An alert that no route of the workspace's Alertmanager configuration takes: it falls to the root's receiver, where
// alerts end up that nobody feels responsible for.
import type { RouteFact } from '../../model/facts';
import { reach } from '../../routing/reach';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'routing/root-receiver-only',
  summary: "Only the root's receiver takes an alert.",
  severity: 'info',
  since: '0.1.0',
  on: 'workspace',
  needs: ['workspace'],
  messages: {
    fallsThrough: 'No route takes this alert, only the default receiver `{receiver}` gets it: routes look at {labels}.',
  },
  run({ facts }, ctx) {
    const trees = ctx.workspace.documents.flatMap(({ routes }) => routes);
    const [tree] = trees;
    // With several configurations it is not known which Alertmanager gets the alert.
    if (!tree || trees.length > 1 || tree.routes.length === 0) return;
    const receiver = tree.receiver ?? '';
    const labels = [...labelsOf(tree)].map(label => `\`${label}\``).join(', ');
    for (const alert of facts.alerts) {
      const reached = reach(tree, alert);
      if (reached.length !== 1 || reached[0]!.route !== tree || !reached[0]!.certain) continue;
      ctx.report(alert.span, 'fallsThrough', { receiver, labels });
    }
  },
});

function labelsOf(route: RouteFact): ReadonlySet<string> {
  return new Set(route.routes.flatMap(child => [...child.matchers.map(({ label }) => label), ...labelsOf(child)]));
}
