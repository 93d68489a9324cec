// `continue: true` of a route behind which no sibling can take the same alert. Layer: checks.
import type { RouteFact, RouteMatcher } from '../../analysis/facts';
import { excludeEachOther } from '../../routing/allowed';
import { defineCheck } from '../check';

/** How many routes are looked at between two yields. */
const routesPerSlice = 32;

/** So many later siblings are compared. */
const mostCompared = 100;

export const check = defineCheck({
  id: 'routing/continue-without-effect',
  summary: 'A route continues, and no later sibling takes what it takes.',
  severity: 'hint',
  since: '0.1.0',
  awaits: 'file',
  on: 'workspace',
  messages: {
    last: '`continue: true` asks the siblings behind a route, and this one is the last: the parent does not get the alert as well; remove it, or add a route behind this one.',
    others:
      '`continue: true` asks the siblings behind a route, and none of them takes an alert that this one takes; remove it.',
  },
  *run({ facts }, ctx) {
    let seen = 0;
    for (const root of facts.routes) {
      const open: { readonly route: RouteFact; readonly path: readonly RouteMatcher[] }[] = [
        { route: root, path: root.matchers },
      ];
      for (let next = open.pop(); next; next = open.pop()) {
        const { route, path } = next;
        for (const [i, child] of route.routes.entries()) {
          if (++seen % routesPerSlice === 0) yield;
          const given = [...path, ...child.matchers];
          open.push({ route: child, path: given });
          if (!child.continues || !child.span) continue;
          const later = route.routes.length - i - 1;
          // Where it is the only one it was hardly copied from a sibling: somebody counts on the parent's receiver.
          if (i === 0 && later === 0 && !isOperators(child)) ctx.report(child.span, 'last', {}, { severity: 'info' });
          else if (later === 0) ctx.report(child.span, 'last', {});
          else if (
            later <= mostCompared &&
            route.routes.slice(i + 1).every(other => excludeEachOther([...given, ...other.matchers]))
          )
            ctx.report(child.span, 'others', {});
        }
      }
    }
  },
});

/** Whether prometheus-operator wrote a route for an AlertmanagerConfig object: `namespace/object/receiver`. */
function isOperators({ receiver }: RouteFact): boolean {
  return receiver !== undefined && receiver.split('/').length > 2;
}
