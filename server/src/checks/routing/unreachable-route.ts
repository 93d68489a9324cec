// A route behind a sibling that takes everything it would get: it never receives an alert. Layer: checks.

import type { RouteFact, RouteMatcher } from '../../analysis/facts';
import { allFollowFrom, byLabel, listedValues, ofLabels, takes, takesAnyAlert } from '../../routing/allowed';
import { matcherText } from '../../routing/conditions';
import { Halves } from '../../routing/halves';
import { inCode } from '../../text/words';
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
    catchAllSilent:
      'This route gets nothing: an earlier route to `{receiver}` has no matchers and takes every alert, also while its time intervals keep it silent; let that one continue.',
    halves:
      'This route gets nothing: earlier routes with {matchers} together take every alert and do not continue; move this one before them.',
    jointly:
      'This route gets nothing: earlier routes to {receivers} take each of its values of `{label}` and do not continue; move this one before them.',
    rest: 'Earlier routes take {values} of `severity` and do not continue, so this route gets only what has another one: move it before them, or let them continue.',
    silent:
      'This route gets nothing: an earlier route to `{receiver}` with {matchers} takes all its alerts, also while its time intervals keep it silent; let that one continue.',
    taken:
      'This route gets nothing: an earlier route to `{receiver}` with {matchers} takes all its alerts and does not continue; move this one before it.',
  },
  *run({ facts }, ctx) {
    let seen = 0;
    for (const root of facts.routes) {
      // A stack of its own: routes may be nested deeply.
      const open = [{ route: root, path: root.matchers }];
      for (let next = open.pop(); next; next = open.pop()) {
        const { route, path } = next;
        const above = byLabel(path);
        const earlier = new Takers(above);
        for (const child of route.routes) {
          if (++seen % routesPerSlice === 0) yield;
          const given = { path, above, own: child.matchers };
          const taker = earlier.of(given);
          if (taker && child.span) {
            const receiver = taker.receiver ?? route.receiver ?? '';
            // What goes to the same receiver in the same way is only said twice.
            const severity = sameEffect(taker, child) ? 'info' : 'warning';
            const keepsTimes = (taker.actives ?? taker.mutes) !== undefined;
            const data = { receiver, matchers: inWords(taker.matchers) };
            if (taker.matchers.length === 0)
              ctx.report(child.span, keepsTimes ? 'catchAllSilent' : 'catchAll', { receiver }, { severity });
            else ctx.report(child.span, keepsTimes ? 'silent' : 'taken', data, { severity });
          } else if (!taker && earlier.halves.all) {
            const halves = earlier.halves.all;
            const severity = halves.every(half => sameEffect(half, child)) ? 'info' : 'warning';
            const matchers = inWords(halves.flatMap(half => half.matchers));
            if (child.span) ctx.report(child.span, 'halves', { matchers }, { severity });
          } else if (!taker) {
            const shared = child.span && earlier.jointly(given);
            if (shared) {
              const names = [...new Set(shared.takers.map(one => one.receiver ?? route.receiver ?? ''))];
              const receivers = names.map(name => `\`${name}\``).join(', ');
              ctx.report(child.span!, 'jointly', { receivers, label: shared.label });
            } else {
              const values = child.span && earlier.severitiesBefore(child, given);
              if (values) ctx.report(child.span!, 'rest', { values }, { severity: 'info' });
              if (child.routes.length > 0) open.push({ route: child, path: [...path, ...child.matchers] });
            }
          }
          if (!child.continues) earlier.add(child);
        }
      }
    }
  },
});

/** How many routes are looked at between two yields. */
const routesPerSlice = 32;

/** How many siblings without a plain `=` matcher are compared with each later one. */
const mostOthers = 50;

/** How many severities are named. */
const mostNamed = 5;

const heartbeat = /watchdog|heart_?beat|dead_?man|always|inhibitor|null|none/i;

/** So many values of a label are looked at one by one. */
const mostValues = 20;

/** What an alert has to pass to come to a route. */
interface Given {
  /** The matchers of the routes above it, and the same by their labels: a route may have thousands, and as many below it. */
  readonly path: readonly RouteMatcher[];
  readonly above: ReadonlyMap<string, readonly RouteMatcher[]>;
  readonly own: readonly RouteMatcher[];
}

function* matchersOf({ path, own }: Given): Generator<RouteMatcher, void> {
  yield* path;
  yield* own;
}

/** Routes that let nothing pass on, found by what a later route requires: a tree may have thousands of siblings. */
class Takers {
  readonly halves = new Halves();
  private catchAll: RouteFact | undefined;
  private readonly byEquality = new Map<string, RouteFact[]>();
  /** The labels of these. */
  private readonly equalLabels = new Set<string>();
  private readonly others: RouteFact[] = [];
  /** Routes with an `=` that the routes above ask for; only the first are looked at. */
  private readonly requiredAbove: RouteFact[] = [];

  /** Severities of which earlier routes take all alerts. */
  private readonly severities = new Set<string>();

  constructor(private readonly above: Given['above']) {}

  add(route: RouteFact): void {
    const [only, ...more] = route.matchers;
    if (!only || route.matchers.every(takesAnyAlert)) {
      this.catchAll ??= route;
      return;
    }
    this.halves.add(route);
    if (only.label === 'severity' && more.length === 0) {
      for (const value of listedValues(only) ?? []) this.severities.add(value);
    }
    const equal = route.matchers.find(({ op }) => op === '=');
    if (!equal) {
      if (this.others.length < mostOthers) this.others.push(route);
      return;
    }
    this.equalLabels.add(equal.label);
    const key = keyOf(equal.label, equal.value);
    const known = this.byEquality.get(key);
    if (!known) this.byEquality.set(key, [route]);
    else if (known.length < mostOthers) known.push(route);
    if (this.requiredAbove.length < mostOthers && this.isRequiredAbove(equal)) this.requiredAbove.push(route);
  }

  private isRequiredAbove({ label, value }: RouteMatcher): boolean {
    const asked = this.above.get(label) ?? [];
    return asked.map(listedValues).some(values => values?.length === 1 && values[0] === value);
  }

  /** The severities that are taken before a route which asks for something else, where nearly all alerts have one of them. */
  severitiesBefore({ matchers }: RouteFact, given: Given): string | undefined {
    if (!this.severities.has('critical') || !this.severities.has('warning') || matchers.length === 0) return undefined;
    // Heartbeats have no severity of these.
    for (const { label, value } of matchersOf(given))
      if (label === 'severity' || heartbeat.test(value)) return undefined;
    return [...this.severities]
      .slice(0, mostNamed)
      .map(value => `\`${value}\``)
      .join(', ');
  }

  /** The first route that takes whatever passes `given`. */
  of(given: Given): RouteFact | undefined {
    return this.catchAll ?? firstThatTakes(this.requiring(given), given) ?? firstThatTakes(this.others, given);
  }

  /** Routes one of whose matchers is an `=` that `given` asks for. */
  private requiring({ own }: Given): readonly RouteFact[] {
    const found = [...this.requiredAbove];
    for (const matcher of own) this.addRequiring(matcher, found);
    return found;
  }

  private addRequiring(matcher: RouteMatcher, found: RouteFact[]): void {
    if (!this.equalLabels.has(matcher.label)) return;
    const values = listedValues(matcher);
    if (values?.length === 1) found.push(...this.withEqual(matcher.label, values[0]!));
  }

  private withEqual(label: string, value: string): readonly RouteFact[] {
    return this.byEquality.get(keyOf(label, value)) ?? [];
  }

  /** A label each of whose values that pass `given` is taken by some route. */
  jointly(given: Given): { readonly label: string; readonly takers: readonly RouteFact[] } | undefined {
    if (this.catchAll || (this.byEquality.size === 0 && this.others.length === 0)) return undefined;
    const requiring = this.requiring(given);
    for (const matcher of matchersOf(given)) {
      if (matcher.op !== '=~') continue;
      // Of most routes nobody before asks for another value of a label.
      if (requiring.length + this.others.length === 0 && !this.equalLabels.has(matcher.label)) continue;
      const listed = listedValues(matcher);
      if (!listed || listed.length < 2 || listed.length > mostValues) continue;
      const { label } = matcher;
      const asked = ofLabels(given.above, given.own)(label);
      const values = listed.filter(value => asked.every(one => takes(one, value) !== false));
      const takers = values.map(value => {
        const routes = [...requiring, ...this.withEqual(label, value), ...this.others];
        return routes.length > 0
          ? firstThatTakes(routes, { ...given, own: [...given.own, { label, op: '=', value }] })
          : undefined;
      });
      if (values.length > 0 && takers.every(taker => taker !== undefined)) return { label, takers };
    }
    return undefined;
  }
}

function firstThatTakes(routes: readonly RouteFact[], given: Given): RouteFact | undefined {
  const asked = ofLabels(given.above, given.own);
  return routes.find(({ matchers }) => allFollowFrom(matchers, asked));
}

function keyOf(label: string, value: string): string {
  return `${label}\u0000${value}`;
}

/** Whether the same is sent at the same times: also the grouping, the waits and the hours decide that. */
function sameEffect(a: RouteFact, b: RouteFact): boolean {
  const plain = ({ routes, groupBy, groupWait, groupInterval, repeatInterval, mutes, actives }: RouteFact): boolean =>
    routes.length === 0 && ![groupBy, groupWait, groupInterval, repeatInterval, mutes, actives].some(Boolean);
  return a.receiver === b.receiver && plain(a) && plain(b);
}

function inWords(matchers: readonly RouteMatcher[]): string {
  return inCode(matchers.map(matcherText)).join(', ');
}
