// Two routes with the same receiver, of which the first continues or stands in one that does: what both take is sent twice. Layer: checks.
import type { RouteFact, RouteMatcher } from '../../analysis/facts';
import { allFollow } from '../../routing/allowed';
import type { Span } from '../../text/span';
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
        const earlier = new Map<string, Delivery[]>();
        const ending: RouteFact[] = [];
        // What an earlier route takes that does not continue never comes to a later one.
        const isTaken = (...all: readonly { readonly matchers: readonly RouteMatcher[] }[]): boolean => {
          const asked = all.flatMap(({ matchers }) => matchers);
          return ending.some(({ matchers }) => allFollow(matchers, asked));
        };
        let compared = 0;
        for (const child of route.routes) {
          if (++seen % routesPerSlice === 0) yield;
          const own = child.receiver ?? receiver;
          const deliveries = deliveriesOf(child, receiver);
          for (const one of deliveries) {
            const toSame = earlier.get(one.receiver);
            const first = toSame?.find(other => isPart(other, one) && !isTaken(other, one));
            if (first) {
              const what = takesAllOf(first, one) ? 'all' : 'some';
              ctx.report(one.span, 'twice', { receiver: one.receiver, what });
            } else if (
              one.isWhole &&
              toSame?.some(other => other.isWhole && mayShare(other, one) && !isTaken(other, one))
            ) {
              ctx.report(one.span, 'both', { receiver: one.receiver });
            }
          }
          if (child.continues && ++compared <= mostCompared) {
            for (const one of deliveries) {
              const toSame = earlier.get(one.receiver);
              if (toSame) toSame.push(one);
              else earlier.set(one.receiver, [one]);
            }
          }
          if (child.routes.length > 0 && !isTaken(child)) open.push({ route: child, receiver: own });
          if (!child.continues && ending.length < mostCompared) ending.push(child);
        }
      }
    }
  },
});

/** How many routes are looked at between two yields. */
const routesPerSlice = 32;

/** What a route sends to one receiver, with the conditions on the way to it. */
interface Delivery {
  readonly receiver: string;
  readonly matchers: readonly RouteMatcher[];
  readonly span: Span;
  /** Its own time intervals, or those of a route on the way. */
  readonly isTimed: boolean;
  /** It stands for all of the route. */
  readonly isWhole: boolean;
}

/** So deep below a route is looked, and so many routes of it. */
const deepest = 4;
const mostBelow = 20;

/** What a route surely sends to which receivers: all of it, or what its first child routes take before they end the walk. */
function deliveriesOf(route: RouteFact, inherited: string | undefined, down = deepest): readonly Delivery[] {
  const { matchers, span } = route;
  const receiver = route.receiver ?? inherited;
  const isTimed = Boolean(route.mutes ?? route.actives);
  if (route.routes.length === 0 || allGoTo(receiver, route.routes)) {
    return receiver === undefined || !span ? [] : [{ receiver, matchers, span, isTimed, isWhole: true }];
  }
  const found: Delivery[] = [];
  if (down === 0) return found;
  for (const child of route.routes) {
    for (const one of deliveriesOf(child, receiver, down - 1)) {
      const whole = { matchers: [...matchers, ...one.matchers], isTimed: isTimed || one.isTimed, isWhole: false };
      if (found.push({ ...one, ...whole }) === mostBelow) return found;
    }
    if (!child.continues) break;
  }
  return found;
}

/** Whether the child routes send to no other receiver, so that what they take goes where the rest goes. */
function allGoTo(receiver: string | undefined, routes: readonly RouteFact[]): boolean {
  return (
    routes.length <= mostBelow &&
    routes.every(
      one =>
        (one.receiver ?? receiver) === receiver &&
        one.routes.length === 0 &&
        !one.continues &&
        !one.mutes &&
        !one.actives,
    )
  );
}

/** Whether one of two takes only what the other takes, too: some alert surely passes both. */
function isPart(a: Delivery, b: Delivery): boolean {
  return !(a.isTimed && b.isTimed) && (takesAllOf(a, b) || takesAllOf(b, a));
}

/** Whether two ask for certain values of different labels, so that an alert may have both. */
function mayShare(a: Delivery, b: Delivery): boolean {
  if (a.isTimed || b.isTimed) return false;
  const labels = new Set(a.matchers.map(({ label }) => label));
  return (
    [...a.matchers, ...b.matchers].every(({ op }) => op === '=' || op === '=~') &&
    !b.matchers.some(({ label }) => labels.has(label))
  );
}

function takesAllOf(a: Delivery, b: Delivery): boolean {
  return allFollow(a.matchers, b.matchers);
}
