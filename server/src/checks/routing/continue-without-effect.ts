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
    all: 'Every route here continues, and none of them to another one that takes the same: the parent gets only what no route takes, so `{receiver}` does not get these alerts as well; add a route to `{receiver}` without matchers behind this one.',
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
        const found: RouteFact[] = [];
        for (const [i, child] of route.routes.entries()) {
          if (++seen % routesPerSlice === 0) yield;
          const given = [...path, ...child.matchers];
          open.push({ route: child, path: given });
          if (!child.continues || !child.span) continue;
          const later = route.routes.length - i - 1;
          // Where it is the only one it was hardly copied from a sibling: somebody counts on the parent's receiver.
          const isLast = later === 0;
          if (later > mostCompared) continue;
          const others = route.routes.slice(i + 1);
          if (!others.every(one => excludeEachOther([...given, ...one.matchers]))) continue;
          found.push(child);
          const receiver = isLast && found.length === route.routes.length ? fallbackOf(route) : undefined;
          const isMeant = receiver !== undefined && ofAll.test(receiver);
          if (receiver !== undefined && (isMeant || i > 0) && !isOperators(child))
            ctx.report(child.span, 'all', { receiver }, { severity: isMeant ? 'warning' : 'info' });
          else if (i === 0 && isLast && !isOperators(child)) ctx.report(child.span, 'last', {}, { severity: 'info' });
          else ctx.report(child.span, isLast ? 'last' : 'others', {});
        }
      }
    }
  },
});

/** The receiver of a route, where no route right below it names it. */
function fallbackOf({ receiver, routes }: RouteFact): string | undefined {
  return routes.every(one => one.receiver !== undefined && one.receiver !== receiver) ? receiver : undefined;
}

/** What is called so is meant to get every alert. */
const ofAll =
  /(?<![a-z])(?:audit|archive|history|all|everything|every|siem|catch-?_?all|logs?|logging|logger|record(?:er)?)(?![a-z])/i;

/** Whether prometheus-operator wrote a route for an AlertmanagerConfig object: `namespace/object/receiver`. */
function isOperators({ receiver }: RouteFact): boolean {
  return receiver !== undefined && receiver.split('/').length > 2;
}
