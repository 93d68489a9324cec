// A matcher asks for a label that surely no alert of the workspace carries: the route or rule is for alerts of others. Layer: checks.
import type { RouteMatcher } from '../../analysis/facts';
import { takes } from '../../routing/allowed';
import { routesPerSlice, withBelow } from '../../routing/names';
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
  *run({ facts }, ctx) {
    const matchers: RouteMatcher[] = [];
    let seen = 0;
    for (const route of withBelow(facts.routes)) {
      for (const matcher of route.matchers) matchers.push(matcher);
      if (++seen % routesPerSlice === 0) yield;
    }
    for (const { source, target } of facts.inhibitions) matchers.push(...source, ...target);
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
      if (++seen % routesPerSlice === 0) yield;
      const { label, at } = matcher;
      if (!at || label === 'alertname' || externalLabels.has(label) || isCarried(label)) continue;
      ctx.report(at, 'nobody', { label, effect: takes(matcher, '') === true ? 'this takes all' : 'this takes none' });
    }
  },
});
