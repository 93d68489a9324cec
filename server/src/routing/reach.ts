// Which routes of a tree an alert reaches, from what is known of its labels before it ever fired. Where a label is not
// certain the answer is "perhaps". Layer: routing (above model).
import { RE2JS } from 're2js';
import type { AlertFact, RouteFact, RouteMatcher } from '../analysis/facts';
import type { Branch } from '../promql/shape';

export type Certainty = 'yes' | 'no' | 'perhaps';

/** A route that takes an alert: it matches and none of its children does. */
export interface Reached {
  readonly route: RouteFact;
  readonly certain: boolean;
  /** The nearest route on the way, itself included, that says `group_by`. */
  readonly grouping?: RouteFact;
}

/** The routes that take the alert, in the order Alertmanager visits them (dispatch/route.go, Match). */
export function reach(root: RouteFact, alert: AlertFact): readonly Reached[] {
  return visit(root, alert, undefined, true);
}

function visit(route: RouteFact, alert: AlertFact, outer: RouteFact | undefined, certain: boolean): readonly Reached[] {
  const grouping = route.groupBy ? route : outer;
  const found: Reached[] = [];
  let taken: Certainty = 'no';
  // An earlier child that perhaps takes the alert and lets nothing pass on makes those after it uncertain.
  let open = certain;
  for (const child of route.routes) {
    const matches = matchesAll(child.matchers, alert);
    if (matches === 'no') continue;
    found.push(...visit(child, alert, grouping, open && matches === 'yes'));
    if (taken !== 'yes') taken = matches;
    if (child.continues) continue;
    if (matches === 'yes') break;
    open = false;
  }
  if (taken !== 'yes') found.push({ route, certain: certain && taken === 'no', grouping });
  return found;
}

function matchesAll(matchers: readonly RouteMatcher[], alert: AlertFact): Certainty {
  let all: Certainty = 'yes';
  for (const matcher of matchers) {
    const one = matchesOne(matcher, alert);
    if (one === 'no') return 'no';
    if (one === 'perhaps') all = 'perhaps';
  }
  return all;
}

function matchesOne({ label, op, value }: RouteMatcher, alert: AlertFact): Certainty {
  const known = labelOf(alert, label);
  if (known === undefined) return 'perhaps';
  const same = op === '=' || op === '!=' ? known === value : matchesPattern(value, known);
  return same === undefined ? 'perhaps' : same === (op === '=' || op === '=~') ? 'yes' : 'no';
}

function matchesPattern(pattern: string, text: string): boolean | undefined {
  try {
    return RE2JS.compile(pattern, RE2JS.DOTALL).matches(text);
  } catch {
    return undefined;
  }
}

/** Labels that say who answers for an alert: rules set them, series that have them are the exception. */
const setByRules: ReadonlySet<string> = new Set(['team', 'owner', 'squad', 'severity', 'priority', 'oncall', 'pager']);

/** Labels that Prometheus adds to every alert it sends, by convention as external labels. */
export const externalLabels: ReadonlySet<string> = new Set(
  'cluster cluster_name environment env stage region zone datacenter dc site tenant replica prometheus monitor'.split(
    ' ',
  ),
);

/** The label's value, '' where the alert does not have it, undefined where it depends on the data. */
function labelOf(alert: AlertFact, label: string): string | undefined {
  if (label === 'alertname') return alert.name;
  const own = alert.labels.find(({ name }) => name === label);
  if (own) return own.value;
  if (setByRules.has(label)) return '';
  if (externalLabels.has(label) || !alert.branches) return undefined;
  return alert.branches.some(branch => branchMayCarry(branch, label)) ? undefined : '';
}

function branchMayCarry({ open, possible, dropped }: Branch, label: string): boolean {
  return possible.has(label) || (open && !dropped.has(label));
}

/** Whether an alert carries a label when it fires. */
export function carries(alert: AlertFact, label: string): Certainty {
  if (label === 'alertname') return 'yes';
  const own = alert.labels.find(({ name }) => name === label);
  if (own) return own.value === undefined ? 'perhaps' : own.value === '' ? 'no' : 'yes';
  const { branches } = alert;
  if (!branches) return 'perhaps';
  if (branches.every(({ sure }) => sure.has(label))) return 'yes';
  return branches.some(branch => branchMayCarry(branch, label)) ? 'perhaps' : 'no';
}
