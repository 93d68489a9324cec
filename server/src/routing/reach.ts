// Which routes of a tree an alert reaches, from what is known of its labels before it ever fired. Where a label is not
// certain the answer is "perhaps". Layer: routing (above model).

import type { AlertFact, RouteFact, RouteMatcher } from '../analysis/facts';
import type { Branch } from '../promql/shape';
import type { FiredLabels } from '../relabel/draft';
import type { SentLabels } from '../relabel/relabel';
import { takes } from './allowed';
import type { LabelLookup } from './conditions';
import { type Certainty, type Way, walk } from './walk';

/** A route that takes an alert: it matches and none of its children does. */
export interface Reached {
  readonly route: RouteFact;
  readonly certain: boolean;
  /** The nearest route on the way, itself included, that says `group_by`. */
  readonly grouping?: RouteFact;
}

/** The routes that take the alert, in the order Alertmanager visits them; none where it is not sent. */
export function reach(root: RouteFact, alert: AlertFact): readonly Reached[] {
  const sent = isSent(alert);
  if (sent === 'no') return [];
  const valueFor = lookupOf(alert);
  return walk(root, route => passes(route.matchers, valueFor)).map(taken => ({
    route: taken.route,
    certain: taken.certain && sent === 'yes',
    grouping: groupingOn(taken),
  }));
}

/** Whether the alert is sent to Alertmanager at all when it fires. */
export function isSent(alert: AlertFact): Certainty {
  if (!alert.senders) return 'yes';
  const only = onlySent(alert);
  if (only) return only.sent;
  const answers = new Set(sentOf(alert)?.map(({ sent }) => sent));
  return answers.size === 1 && alert.senders.isKnown ? [...answers][0]! : 'perhaps';
}

/** What may be sent of the alert, by whoever may send it; undefined where nothing changes it. */
export function sentOf(alert: AlertFact): readonly SentLabels[] | undefined {
  return alert.senders?.sent(alert, firedLabels);
}

/** What is sent where all who may send it do the same: so it mostly is, and it is asked for every matcher of every alert. */
function onlySent(alert: AlertFact): SentLabels | undefined {
  const ways = alert.senders!.sent(alert, firedLabels);
  return ways.length === 1 && alert.senders!.isKnown ? ways[0] : undefined;
}

function groupingOn(way: Way<RouteFact>): RouteFact | undefined {
  for (let at: Way<RouteFact> | undefined = way; at; at = at.outer) if (at.route.groupBy) return at.route;
  return undefined;
}

/** Whether an alert passes all matchers; one that is not sent passes none. */
export function matchesAll(matchers: readonly RouteMatcher[], alert: AlertFact): Certainty {
  const sent = isSent(alert);
  const answer = sent === 'no' ? sent : passes(matchers, label => labelOf(alert, label));
  return answer === 'yes' ? sent : answer;
}

/** Whether an alert that is sent passes all matchers. */
export function passes(matchers: readonly RouteMatcher[], valueFor: LabelLookup): Certainty {
  let all: Certainty = 'yes';
  for (const matcher of matchers) {
    const known = valueFor(matcher.label);
    const taken = known === undefined ? undefined : takes(matcher, known);
    if (taken === false) return 'no';
    if (taken === undefined) all = 'perhaps';
  }
  return all;
}

/** The labels with which an alert is sent; each is worked out once, however many routes ask for it. */
export function lookupOf(alert: AlertFact): LabelLookup {
  const known = new Map<string, string | undefined>();
  return label => {
    if (!known.has(label)) known.set(label, labelOf(alert, label));
    return known.get(label);
  };
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

/** The label's value when the alert is sent, '' where it does not have it, undefined where it depends on the data. */
export function labelOf(alert: AlertFact, label: string): string | undefined {
  if (!alert.senders) return firedLabelOf(alert, label);
  const only = onlySent(alert);
  if (only) return only.labels.valueFor(label);
  const values = new Set(sentOf(alert)!.map(({ labels }) => labels.valueFor(label)));
  return values.size === 1 && alert.senders.isKnown ? [...values][0] : undefined;
}

/** Names of labels with which the alert may be sent, as far as they are known. */
export function sentNames(alert: AlertFact): readonly string[] {
  return sentOf(alert)?.flatMap(({ labels }) => labels.names) ?? firedLabels(alert).names;
}

/** The alert as its rule makes it, before anybody changes it. */
function firedLabels(alert: AlertFact): FiredLabels {
  const { external, branches } = alert;
  return {
    valueFor: label => firedLabelOf(alert, label),
    get names() {
      return firedNames(alert);
    },
    closed: external !== undefined && (branches?.every(({ open }) => !open) ?? false),
  };
}

function firedNames({ labels, external = {}, branches = [] }: AlertFact): readonly string[] {
  const names = new Set(['alertname', ...labels.map(({ name }) => name), ...Object.keys(external)]);
  for (const { sure, expected, possible, pins } of branches) {
    for (const name of [...sure, ...expected, ...possible, ...pins.map(pin => pin.label.name)])
      if (name !== '__name__') names.add(name);
  }
  return [...names];
}

function firedLabelOf(alert: AlertFact, label: string): string | undefined {
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
  const ways = sentOf(alert);
  if (ways && (!alert.senders!.isKnown || ways.some(way => way.isTouched(label)))) {
    const value = labelOf(alert, label);
    return value === undefined ? 'perhaps' : value === '' ? 'no' : 'yes';
  }
  if (label === 'alertname') return 'yes';
  const own = alert.labels.find(({ name }) => name === label);
  if (own) return own.value === undefined ? 'perhaps' : own.value === '' ? 'no' : 'yes';
  if (addedTo(alert, label) !== undefined) return 'yes';
  const { branches } = alert;
  if (!branches) return 'perhaps';
  if (branches.every(({ sure }) => sure.has(label))) return 'yes';
  return branches.some(branch => branchMayCarry(branch, label)) ? 'perhaps' : 'no';
}
