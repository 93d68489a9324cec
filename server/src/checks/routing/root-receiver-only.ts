// An alert that no route of the workspace's Alertmanager configuration takes: it falls to the root's receiver, where
// alerts end up that nobody feels responsible for. Layer: checks.
import {
  type AlertFact,
  type AlertLabel,
  type DocumentFacts,
  type GroupFact,
  type RouteFact,
  type RouteMatcher,
  spanOf,
} from '../../analysis/facts';
import { addEntry } from '../../model/addEntry';
import type { SourceDocument } from '../../model/document';
import { readRuleFile } from '../../model/readRuleFile';
import { editFile, placeSpan } from '../../model/region';
import type { Root } from '../../model/root';
import type { PlacedRule } from '../../model/ruleFile';
import { keepsAway } from '../../routing/names';
import { reach } from '../../routing/reach';
import { slipOf } from '../../text/closest';
import { defineCheck, type Fix } from '../check';

/** So many are worth a look whatever their share. */
const few = 3;

export const check = defineCheck({
  id: 'routing/root-receiver-only',
  summary: "Only the root's receiver takes an alert.",
  severity: 'info',
  since: '0.1.0',
  awaits: 'file',
  on: 'workspace',
  needs: ['workspace'],
  messages: {
    fallsThrough: 'No route takes this alert, only the default receiver `{receiver}` gets it: routes look at {labels}.',
  },
  run({ facts, document }, ctx) {
    if (facts.alerts.length === 0) return;
    const { documents } = ctx.workspace;
    const endsOf = (group: GroupFact, under: RouteFact): Ends =>
      ctx
        .ofPart(group, () => new GroupEnds(group))
        .under(under, labels => ctx.ofPart(labels, (): { last?: Judged } => ({})));
    const tree = ctx.shared(() => treeToJudge(documents, endsOf));
    if (!tree) return;
    const receiver = tree.receiver ?? '';
    const labels = [...labelsOf(tree)].map(label => `\`${label}\``).join(', ');
    const all = facts.groups.flatMap(group => endsOf(group, tree).lost);
    const counts = countsOf(all);
    const lost = all.filter(alert => isOversight(tree, alert, counts));
    // Each is tried with every label; so many that go astray are not mended one by one.
    const cures =
      document && lost.length > 0 && lost.length <= mostMended ? new Cures(tree, facts, document) : undefined;
    for (const alert of lost) {
      const fix = cures?.of(alert);
      ctx.report(spanOf(facts, alert.at), 'fallsThrough', { receiver, labels }, fix ? { fix } : {});
    }
  },
});

/** The one routing tree of the workspace, where falling to its root is most likely an oversight. */
function treeToJudge(
  documents: readonly DocumentFacts[],
  endsOf: (group: GroupFact, tree: RouteFact) => Ends,
): RouteFact | undefined {
  const [tree, another] = documents.flatMap(({ routes }) => routes);
  // With several configurations it is not known which Alertmanager gets the alert.
  if (!tree || another || tree.isPart || !sharesOut(tree, tree.receiver)) return undefined;
  // Where most alerts end up is no accident: the routes below are the exceptions then.
  let [lost, taken] = [0, 0];
  for (const { groups } of documents) {
    for (const group of groups) {
      const ends = endsOf(group, tree);
      lost += ends.lost.length;
      taken += ends.taken;
    }
  }
  return lost > few && lost > taken ? undefined : tree;
}

/** Where an alert surely ends: at the root, or at a route below. */
type End = 'lost' | 'taken' | undefined;

/** What was found of an alert. */
interface Judged {
  readonly alert: AlertFact;
  readonly tree: RouteFact;
  readonly end: End;
}

/** What falls to the root, and how many alerts surely do not. */
interface Ends {
  readonly lost: readonly AlertFact[];
  readonly taken: number;
}

/** The ends of a group's alerts: looked for anew for another tree only, not when other groups are edited. */
class GroupEnds {
  private tree: RouteFact | undefined;
  private ends: Ends = { lost: [], taken: 0 };

  constructor(private readonly group: GroupFact) {}

  /** `kept` remembers with the labels of an alert, which stay the same objects while other rules of the group are edited. */
  under(tree: RouteFact, kept: (labels: object) => { last?: Judged }): Ends {
    if (tree === this.tree) return this.ends;
    this.tree = tree;
    const lost: AlertFact[] = [];
    let taken = 0;
    for (const alert of this.group.alerts) {
      const end = endUnder(tree, alert, kept);
      if (end === 'lost') lost.push(alert);
      else if (end === 'taken') taken++;
    }
    return (this.ends = { lost, taken });
  }
}

function endUnder(tree: RouteFact, alert: AlertFact, kept: (labels: object) => { last?: Judged }): End {
  // Where nobody changes it on its way, to judge it is less work than to remember it.
  if (!alert.senders) return endOf(tree, alert);
  const place = kept(alert.labels);
  if (place.last?.tree !== tree || !isSentAlike(place.last.alert, alert))
    place.last = { alert, tree, end: endOf(tree, alert) };
  return place.last.end;
}

/** Whether two alerts have the same labels when they are sent, as far as that is known. */
function isSentAlike(one: AlertFact, other: AlertFact): boolean {
  return (
    one.name === other.name &&
    one.branches === other.branches &&
    one.external === other.external &&
    one.senders === other.senders
  );
}

function endOf(tree: RouteFact, alert: AlertFact): End {
  const severity = alert.labels.find(({ name }) => name === 'severity')?.value;
  // `severity: none` is the mark of alerts that nobody is to read (Watchdog, InfoInhibitor).
  if (severity === 'none') return undefined;
  // Where routes ask how bad it is, what is slight is left to the default receiver.
  if (slight.has(severity ?? '') && labelsOf(tree).has('severity')) return undefined;
  const [first, ...others] = reach(tree, alert);
  if (!first?.certain) return undefined;
  return first.route !== tree ? 'taken' : others.length === 0 ? 'lost' : undefined;
}

/**
 * Whether an alert at the root is more likely forgotten than left there: it has none of the labels by which routes share alerts
 * out; it is one of few whose severity is unknown where routes know several; a value is nearly one that they ask for; or few alerts
 * have its values.
 * One route for a single service leaves the many alerts of another one to the root.
 */
function isOversight(tree: RouteFact, alert: AlertFact, counts: ReadonlyMap<string, number>): boolean {
  const wanted = matchersBelow(tree).filter(({ label }) => label !== 'alertname');
  const owners = wanted.filter(({ label }) => !grades.has(label));
  const decisive = new Set((owners.length > 0 ? owners : wanted).map(({ label }) => label));
  const own = alert.labels.filter(({ name }) => decisive.has(name));
  if (own.every(label => (counts.get(keyOf(label)) ?? 0) < few)) return true;
  return alert.labels.some(({ name, value }) => {
    if (value === undefined) return false;
    const values = new Set(wanted.filter(({ label }) => label === name).flatMap(valuesOf));
    if (values.has(value)) return false;
    const isRare = (counts.get(keyOf({ name, value })) ?? 0) < few;
    return (name === 'severity' && values.size > 1 && isRare) || [...values].some(one => isNearly(value, one));
  });
}

/** How many of the alerts have each label with its value. */
function countsOf(alerts: readonly AlertFact[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { labels } of alerts) {
    for (const label of labels) counts.set(keyOf(label), (counts.get(keyOf(label)) ?? 0) + 1);
  }
  return counts;
}

function keyOf({ name, value }: AlertLabel): string {
  return `${name}=${value ?? ''}`;
}

/** The values that a matcher names, as far as it names any. */
function valuesOf({ op, value }: RouteMatcher): readonly string[] {
  return op === '=' ? [value] : op === '=~' && /^[\w|-]+$/.test(value) ? value.split('|') : [];
}

function isNearly(value: string, wanted: string): boolean {
  if (wanted === '') return false;
  return value.startsWith(wanted) || wanted.startsWith(value) || slipOf(value, [wanted]) !== undefined;
}

const slight: ReadonlySet<string> = new Set(['info', 'informational', 'notice', 'low', 'debug']);

/**
 * Whether routes below hand alerts to somebody else; one for single alerts by name, one that keeps them away, or one to the same
 * receiver at other times does not.
 */
function sharesOut({ routes }: RouteFact, root: string | undefined): boolean {
  return routes.some(
    route =>
      (route.receiver !== undefined &&
        route.receiver !== root &&
        !keepsAway(route.receiver) &&
        !route.matchers.some(({ label }) => label === 'alertname')) ||
      sharesOut(route, root),
  );
}

function labelsOf(route: RouteFact): ReadonlySet<string> {
  return new Set(route.routes.flatMap(child => [...child.matchers.map(({ label }) => label), ...labelsOf(child)]));
}

/** Labels that say how bad it is: what an alert's is nobody else can tell. */
const grades: ReadonlySet<string> = new Set(['severity', 'priority', 'level', 'page', 'alertname']);

/** So many labels of routes are tried out, for so many alerts of a document. */
const mostTried = 50;
const mostMended = 50;

/** Labels with which an alert of a document would reach a route, as fixes. */
class Cures {
  private readonly wanted: readonly RouteMatcher[];
  private places: ReadonlyMap<number, { readonly root: Root; readonly placed: PlacedRule }> | undefined;

  constructor(
    private readonly tree: RouteFact,
    private readonly facts: DocumentFacts,
    private readonly document: SourceDocument,
  ) {
    const seen = new Set<string>();
    this.wanted = matchersBelow(tree)
      .filter(
        ({ label, op, value }) =>
          op === '=' && value !== '' && !seen.has(`${label}=${value}`) && seen.add(`${label}=${value}`),
      )
      .slice(0, mostTried);
  }

  /** The label that the other alerts of the group have, or else the only one there is. */
  of(alert: AlertFact): Fix | undefined {
    const found = this.wanted.filter(({ label, value }) => this.helps(alert, label, value));
    const peers = this.facts.alerts.filter(({ group }) => group === alert.group).slice(0, 100);
    const shared = found.filter(({ label, value }) => isShared(peers, label, value));
    const free = found.filter(({ label }) => !grades.has(label));
    const [best, another] = shared.length > 0 ? shared : free;
    return best && !another ? this.fix(alert, best.label, best.value) : undefined;
  }

  private helps(alert: AlertFact, name: string, value: string): boolean {
    if (alert.labels.some(label => label.name === name)) return false;
    const [first] = reach(this.tree, { ...alert, labels: [...alert.labels, { name, value }] });
    return first !== undefined && first.route !== this.tree && first.certain;
  }

  private fix(alert: AlertFact, label: string, value: string): Fix | undefined {
    const at = (this.places ??= placesOf(this.document)).get(spanOf(this.facts, alert.at).from);
    const edit = at && addEntry(at.placed.rule, 'labels', label, value);
    const { base } = at?.placed ?? { base: 0 };
    const inFile = edit && editFile(at.root.region, { ...edit, from: edit.from + base, to: edit.to + base });
    if (!inFile) return undefined;
    return { title: `Add the label ${label}: ${value}`, safe: false, edits: [{ at: inFile, newText: inFile.newText }] };
  }
}

/** Whether several alerts have the label, and all of them with that value. */
function isShared(alerts: readonly AlertFact[], name: string, value: string): boolean {
  const own = alerts.flatMap(({ labels }) => labels.filter(label => label.name === name));
  return own.length > 1 && own.every(label => label.value === value);
}

function matchersBelow(route: RouteFact): readonly RouteMatcher[] {
  return route.routes.flatMap(child => [...child.matchers, ...matchersBelow(child)]);
}

/** The alerting rules of a document by where their names stand in the file. */
function placesOf({
  roots,
}: SourceDocument): ReadonlyMap<number, { readonly root: Root; readonly placed: PlacedRule }> {
  const places = new Map<number, { readonly root: Root; readonly placed: PlacedRule }>();
  for (const root of roots) {
    for (const placed of readRuleFile(root).groups.flatMap(({ rules }) => rules)) {
      const { alert } = placed.rule;
      if (!alert) continue;
      places.set(placeSpan({ from: alert.from + placed.base, to: alert.to + placed.base }, root.region).from, {
        root,
        placed,
      });
    }
  }
  return places;
}
