// A matcher asks for a label that surely no alert of the workspace carries: the route or rule is for alerts of others. Layer: checks.
import type { InhibitionFact, RouteFact, RouteMatcher } from '../../analysis/facts';
import { takes } from '../../routing/allowed';
import { carries, externalLabels } from '../../routing/reach';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'routing/label-of-nobody',
  summary: 'A matcher asks for a label that no alert of the workspace carries.',
  severity: 'hint',
  since: '0.1.0',
  awaits: 'file',
  on: 'workspace',
  needs: ['workspace'],
  messages: { nobody: 'No alert of this workspace carries `{label}`, so {effect} of them.' },
  run({ facts }, ctx) {
    const matchers = [...facts.routes.flatMap(matchersIn), ...facts.inhibitions.flatMap(matchersOf)];
    if (matchers.length === 0) return;
    const isCarried = ctx.shared(() => {
      const alerts = ctx.workspace.documents.flatMap(one => one.alerts);
      const known = new Map<string, boolean>();
      return (label: string): boolean => {
        let carried = known.get(label);
        if (carried === undefined) {
          carried = alerts.length === 0 || alerts.some(alert => carries(alert, label) !== 'no');
          known.set(label, carried);
        }
        return carried;
      };
    });
    for (const matcher of matchers) {
      const { label, at } = matcher;
      if (!at || label === 'alertname' || externalLabels.has(label) || isCarried(label)) continue;
      ctx.report(at, 'nobody', { label, effect: takes(matcher, '') === true ? 'this takes all' : 'this takes none' });
    }
  },
});

function matchersIn({ matchers, routes }: RouteFact): readonly RouteMatcher[] {
  return [...matchers, ...routes.flatMap(matchersIn)];
}

function matchersOf({ source, target }: InhibitionFact): readonly RouteMatcher[] {
  return [...source, ...target];
}
