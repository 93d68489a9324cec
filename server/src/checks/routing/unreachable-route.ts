// A route behind a sibling that takes everything it would get: it never receives an alert. Layer: checks.
import type { RouteFact, RouteMatcher } from '../../analysis/facts';
import { follows, listedValues } from '../../routing/allowed';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'routing/unreachable-route',
  summary: 'A route gets nothing, because an earlier sibling takes all its alerts.',
  severity: 'warning',
  since: '0.1.0',
  on: 'workspace',
  messages: {
    catchAll:
      'This route gets nothing: an earlier route to `{receiver}` has no matchers, takes every alert and does not continue; move this one before it.',
    taken:
      'This route gets nothing: an earlier route to `{receiver}` with {matchers} takes all its alerts and does not continue; move this one before it.',
  },
  run({ facts }, ctx) {
    for (const root of facts.routes) {
      // A stack of its own: routes may be nested deeply.
      const open = [{ route: root, path: root.matchers }];
      for (let next = open.pop(); next; next = open.pop()) {
        const { route, path } = next;
        const earlier = new Takers();
        for (const child of route.routes) {
          const given = [...path, ...child.matchers];
          const taker = earlier.of(given);
          if (taker && child.span) {
            const receiver = taker.receiver ?? route.receiver ?? '';
            // What goes to the same receiver in the same way is only said twice.
            const severity = sameEffect(taker, child) ? 'info' : 'warning';
            if (taker.matchers.length === 0) ctx.report(child.span, 'catchAll', { receiver }, { severity });
            else ctx.report(child.span, 'taken', { receiver, matchers: inWords(taker.matchers) }, { severity });
          } else if (!taker) open.push({ route: child, path: given });
          if (!child.continues) earlier.add(child);
        }
      }
    }
  },
});

/** How many siblings without a plain `=` matcher are compared with each later one. */
const mostOthers = 50;

/** Routes that let nothing pass on, found by what a later route requires: a tree may have thousands of siblings. */
class Takers {
  private catchAll: RouteFact | undefined;
  private readonly byEquality = new Map<string, RouteFact[]>();
  private readonly others: RouteFact[] = [];

  add(route: RouteFact): void {
    if (route.matchers.length === 0) {
      this.catchAll ??= route;
      return;
    }
    const equal = route.matchers.find(({ op }) => op === '=');
    if (!equal) {
      if (this.others.length < mostOthers) this.others.push(route);
      return;
    }
    const key = keyOf(equal.label, equal.value);
    const known = this.byEquality.get(key);
    if (!known) this.byEquality.set(key, [route]);
    else if (known.length < mostOthers) known.push(route);
  }

  /** The first route that takes whatever passes `given`. */
  of(given: readonly RouteMatcher[]): RouteFact | undefined {
    if (this.catchAll) return this.catchAll;
    const takesAll = ({ matchers }: RouteFact): boolean => matchers.every(matcher => follows(matcher, given));
    for (const matcher of given) {
      const [value, ...more] = listedValues(matcher) ?? [];
      if (value === undefined || more.length > 0) continue;
      const found = this.byEquality.get(keyOf(matcher.label, value))?.find(takesAll);
      if (found) return found;
    }
    return this.others.find(takesAll);
  }
}

function keyOf(label: string, value: string): string {
  return `${label}\u0000${value}`;
}

function sameEffect(a: RouteFact, b: RouteFact): boolean {
  const plain = ({ routes, groupBy, groupInterval, repeatInterval }: RouteFact): boolean =>
    routes.length === 0 && !groupBy && !groupInterval && !repeatInterval;
  return a.receiver === b.receiver && plain(a) && plain(b);
}

function inWords(matchers: readonly RouteMatcher[]): string {
  return matchers.map(({ label, op, value }) => `\`${label}${op}"${value}"\``).join(', ');
}
