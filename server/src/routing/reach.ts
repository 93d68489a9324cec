// Which routes of a tree an alert reaches, from what is known of its labels before it ever fired. Where a label is not
// certain the answer is "perhaps". Layer: routing (above model).
import type { AlertFact, RouteFact, RouteMatcher } from '../analysis/facts';
import type { Branch } from '../promql/shape';
import { takes } from './allowed';
import { type Certainty, type Way, walk } from './walk';

/** A route that takes an alert: it matches and none of its children does. */
export interface Reached {
  readonly route: RouteFact;
  readonly certain: boolean;
  /** The nearest route on the way, itself included, that says `group_by`. */
  readonly grouping?: RouteFact;
}

/** The routes that take the alert, in the order Alertmanager visits them. */
export function reach(root: RouteFact, alert: AlertFact): readonly Reached[] {
  return walk(root, route => matchesAll(route.matchers, alert)).map(taken => ({
    route: taken.route,
    certain: taken.certain,
    grouping: groupingOn(taken),
  }));
}

function groupingOn(way: Way<RouteFact>): RouteFact | undefined {
  for (let at: Way<RouteFact> | undefined = way; at; at = at.outer) if (at.route.groupBy) return at.route;
  return undefined;
}

/** Whether an alert passes all matchers. */
export function matchesAll(matchers: readonly RouteMatcher[], alert: AlertFact): Certainty {
  let all: Certainty = 'yes';
  for (const matcher of matchers) {
    const one = matchesOne(matcher, alert);
    if (one === 'no') return 'no';
    if (one === 'perhaps') all = 'perhaps';
  }
  return all;
}

function matchesOne(matcher: RouteMatcher, alert: AlertFact): Certainty {
  const known = labelOf(alert, matcher.label);
  const taken = known === undefined ? undefined : takes(matcher, known);
  return taken === undefined ? 'perhaps' : taken ? 'yes' : 'no';
}

/** Labels that say who answers for an alert: rules set them, series that have them are the exception. */
export const setByRules: ReadonlySet<string> = new Set([
  'team',
  'owner',
  'squad',
  'severity',
  'priority',
  'oncall',
  'pager',
]);

/** Labels that Prometheus adds to every alert it sends, by convention as external labels. */
export const externalLabels: ReadonlySet<string> = new Set(
  'cluster cluster_name environment env stage region zone datacenter dc site tenant replica prometheus monitor'.split(
    ' ',
  ),
);

/** The label's value, '' where the alert does not have it, undefined where it depends on the data. */
export function labelOf(alert: AlertFact, label: string): string | undefined {
  if (label === 'alertname') return alert.name;
  const own = alert.labels.find(({ name }) => name === label);
  if (own) return own.value;
  const added = addedTo(alert, label);
  if (added === undefined && setByRules.has(label)) return '';
  // Those of convention only where nobody told which there are.
  if ((!alert.external && externalLabels.has(label)) || !alert.branches) return undefined;
  return alert.branches.some(branch => branchMayCarry(branch, label)) ? undefined : (added ?? '');
}

function branchMayCarry({ open, possible, dropped }: Branch, label: string): boolean {
  return possible.has(label) || (open && !dropped.has(label));
}

/** The value that Prometheus gives to an alert without the label. */
function addedTo({ external }: AlertFact, label: string): string | undefined {
  const value = external && Object.hasOwn(external, label) ? external[label] : undefined;
  return value === '' ? undefined : value;
}

/** Whether an alert carries a label when it fires. */
export function carries(alert: AlertFact, label: string): Certainty {
  if (label === 'alertname') return 'yes';
  const own = alert.labels.find(({ name }) => name === label);
  if (own) return own.value === undefined ? 'perhaps' : own.value === '' ? 'no' : 'yes';
  if (addedTo(alert, label) !== undefined) return 'yes';
  const { branches } = alert;
  if (!branches) return 'perhaps';
  if (branches.every(({ sure }) => sure.has(label))) return 'yes';
  return branches.some(branch => branchMayCarry(branch, label)) ? 'perhaps' : 'no';
}
