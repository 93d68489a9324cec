// A route that is silent at times and in front of one that would take the same alerts: these do not fall through to it. Layer: checks.
import type { AlertmanagerFile, MatcherNode, Part, Route } from '../../model/alertmanager';
import { allFollowFrom, byLabel, ofLabels } from '../../routing/allowed';
import { keepsAway, routesPerSlice } from '../../routing/names';
import type { YamlScalar } from '../../yaml/node';
import { defineCheck } from '../check';
import { remarksAt } from './remarks';

export const check = defineCheck({
  id: 'routing/lost-while-silent',
  summary: 'What a route takes while it is silent is not passed on to the routes behind it.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'file',
  on: 'configuration',
  messages: {
    active:
      'Outside of `{name}` what this route takes is sent to nobody: it takes alerts at any time, so the route to `{receiver}` behind it is not asked; let this one continue.',
    muted:
      'During `{name}` what this route takes is sent to nobody: it takes alerts at any time, so the route to `{receiver}` behind it, which is for these hours, is not asked; let this one continue.',
  },
  *run(file, ctx) {
    if (file.root.holder) return;
    let seen = 0;
    for (const { siblings, path, parent } of familiesOf(file)) {
      const above = byLabel(path);
      // Those in front of the route that let alerts pass on.
      const passing: Route[] = [];
      for (const [i, { it: route, base }] of siblings.entries()) {
        if (++seen % routesPerSlice === 0) yield;
        if (route.continues) passing.push(route);
        const { actives, mutes } = route;
        const [first] = actives.length > 0 ? actives : mutes;
        // What stands below such a route speaks at any time.
        if (!first || route.continues || route.routes.length > 0) continue;
        const given = ofLabels(above, route.matchers);
        const rest = siblings.slice(i + 1, i + 1 + mostCompared).map(({ it }) => it);
        const next = rest.find(one => allFollowFrom(one.matchers, given));
        const receiver = next && (next.receiver ?? parent)?.value;
        if (!next || receiver === undefined || keepsAway(receiver)) continue;
        // That one is told by itself where it gets nothing at all.
        if (allFollowFrom(route.matchers, ofLabels(above, next.matchers))) continue;
        if (receiver === (route.receiver ?? parent)?.value || isTold(passing, given)) continue;
        const isForTheRest = share(next.actives, mutes) || share(next.mutes, actives);
        if (actives.length === 0 && !isForTheRest) continue;
        const text = file.root.region.text;
        const isSure = isForTheRest || fallsThrough.test(remarksAt(text, route.node.from + base, route.node.to + base));
        const at = { from: first.from + base, to: first.to + base };
        const severity = isSure ? ('warning' as const) : ('info' as const);
        ctx.report(at, actives.length > 0 ? 'active' : 'muted', { name: first.value, receiver }, { severity });
      }
    }
  },
});

/** So many siblings before and behind a route are compared. */
const mostCompared = 100;

/** What somebody writes who counts on the routes behind. */
const fallsThrough =
  /\bfall(?:s|ing)?[ -]?(?:through|back)\b|\bnext (?:sibling|route)\b|\b(?:does not|doesn't|won't) match\b/i;

type Sibling = Pick<Part<Route>, 'it' | 'base'>;

interface Family {
  readonly siblings: readonly Sibling[];
  /** What all of them have to pass before. */
  readonly path: readonly MatcherNode[];
  /** The receiver that they inherit. */
  readonly parent: YamlScalar | undefined;
}

/** The routes of a configuration, those of one parent together. */
function* familiesOf({ route, routes }: AlertmanagerFile): Generator<Family, void> {
  // A stack of its own: routes may be nested deeply.
  const open: Family[] = [{ siblings: routes, path: route?.matchers ?? [], parent: route?.receiver }];
  for (let next = open.pop(); next; next = open.pop()) {
    yield next;
    const { path, parent } = next;
    for (const { it, base } of next.siblings) {
      if (it.routes.length === 0) continue;
      const siblings = it.routes.map(below => ({ it: below, base }));
      open.push({ siblings, path: [...path, ...it.matchers], parent: it.receiver ?? parent });
    }
  }
}

/** Whether a route in front tells somebody of all these alerts and lets them pass on; of very many one may. */
function isTold(passing: readonly Route[], given: (label: string) => readonly MatcherNode[]): boolean {
  return passing.length > mostCompared || passing.some(({ matchers }) => allFollowFrom(matchers, given));
}

function share(some: readonly YamlScalar[], others: readonly YamlScalar[]): boolean {
  return some.some(({ value }) => others.some(other => other.value === value));
}
