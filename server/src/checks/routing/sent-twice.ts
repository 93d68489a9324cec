// Two siblings with the same receiver of which the first continues: what both take is sent twice. Layer: checks.
import type { RouteFact } from '../../analysis/facts';
import { allFollow } from '../../routing/allowed';
import { defineCheck } from '../check';

/** So many later siblings are compared. */
const mostCompared = 100;

export const check = defineCheck({
  id: 'routing/sent-twice',
  summary: 'Two routes send the same alerts to the same receiver.',
  severity: 'info',
  since: '0.1.0',
  on: 'workspace',
  messages: {
    twice:
      'An earlier route that continues sends to `{receiver}` as well, and takes {what} of what this one takes: these alerts are sent there twice.',
    both: 'An earlier route that continues sends to `{receiver}` as well: alerts that pass both are sent there twice.',
  },
  *run({ facts }, ctx) {
    let seen = 0;
    for (const root of facts.routes) {
      const open: { readonly route: RouteFact; readonly receiver: string | undefined }[] = [
        { route: root, receiver: root.receiver },
      ];
      for (let next = open.pop(); next; next = open.pop()) {
        const { route, receiver } = next;
        const earlier = new Map<string | undefined, RouteFact[]>();
        let compared = 0;
        for (const child of route.routes) {
          if (++seen % routesPerSlice === 0) yield;
          const own = child.receiver ?? receiver;
          const toSame = earlier.get(own);
          const first = toSame?.find(one => isPart(one, child));
          if (child.span && own !== undefined) {
            if (first)
              ctx.report(child.span, 'twice', { receiver: own, what: takesAllOf(first, child) ? 'all' : 'some' });
            else if (toSame?.some(one => mayShare(one, child))) ctx.report(child.span, 'both', { receiver: own });
          }
          if (child.continues && child.routes.length === 0 && ++compared <= mostCompared) {
            if (toSame) toSame.push(child);
            else earlier.set(own, [child]);
          }
          open.push({ route: child, receiver: own });
        }
      }
    }
  },
});

/** How many routes are looked at between two yields. */
const routesPerSlice = 32;

/** Whether one of two leaves takes only what the other takes, too: some alert surely passes both. */
function isPart(a: RouteFact, b: RouteFact): boolean {
  return b.routes.length === 0 && (takesAllOf(a, b) || takesAllOf(b, a));
}

/** Whether two leaves ask for certain values of different labels, so that an alert may have both. */
function mayShare(a: RouteFact, b: RouteFact): boolean {
  if (b.routes.length > 0 || a.mutes || a.actives || b.mutes || b.actives) return false;
  const labels = new Set(a.matchers.map(({ label }) => label));
  return (
    [...a.matchers, ...b.matchers].every(({ op }) => op === '=' || op === '=~') &&
    !b.matchers.some(({ label }) => labels.has(label))
  );
}

function takesAllOf(a: RouteFact, b: RouteFact): boolean {
  return allFollow(a.matchers, b.matchers);
}
