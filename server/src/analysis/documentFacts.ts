// What a document tells the rest of its workspace, built from the same parsed rules that the checks read.
// A rule's part is kept with the rule; only places are made anew for a new version. Layer: analysis.
import type { Catalog } from '../catalog/schema';
import type { Part, Route } from '../model/alertmanager';
import type { SourceDocument } from '../model/document';
import { placeSpan } from '../model/region';
import { isPromql, type Root } from '../model/root';
import type { RuleGroup, RuleUnit } from '../model/ruleFile';
import type { Dialect } from '../promql/dialect';
import type { Branch } from '../promql/shape';
import type { Span } from '../text/span';
import { entries, follow } from '../yaml/path';
import type { Analysis } from './analysis';
import type { AlertFact, AlertLabel, DocumentFacts, GroupFact, RecordFact, RouteFact, WatchFact } from './facts';
import { moveRoute, routeFact, sameRoutes } from './routeFacts';
import { labelFacts, type RuleFacts } from './ruleFacts';

/** Reads facts of documents; keeps those of unchanged rules. */
export interface FactReader {
  read(document: SourceDocument, file: string, dialect: Dialect, catalog: Catalog): DocumentFacts;
  /** Reads the rules of a document in slices, for a later `read`. */
  prepare(document: SourceDocument, dialect: Dialect, catalog: Catalog): Generator<void, void>;
  /** The expressions of a document's rules as they are written. */
  expressions(document: SourceDocument): Generator<RuleExpression, void>;
}

/** The expression of a rule as it is written. */
export interface RuleExpression {
  /** Of the alert or the recorded series; '' where there is none. */
  readonly name: string;
  readonly text: string;
}

/** How many rules are read between two yields. */
const rulesPerSlice = 8;

/** A reader with a cache of its own, on top of the facts of rules. */
export function createFactReader(analysis: Analysis): FactReader {
  const groups = new WeakMap<RuleUnit, KeptGroup>();
  const ofGroup = (group: RuleGroup, root: Root, dialect: Dialect, catalog: Catalog): GroupPart => {
    const first = group.rules[0]?.rule;
    const labels = labelsOfGroup(group);
    // Inside another text a group may move without its lines staying where they were to each other.
    const canKeep = first !== undefined && !root.region.map;
    const kept = canKeep ? groups.get(first) : undefined;
    if (kept && kept.dialect === dialect && kept.catalog === catalog && sameGroup(kept, group, labels)) {
      const part = movePart(kept.part, group.span.from - kept.from);
      groups.set(first!, { ...kept, from: group.span.from, part });
      return part;
    }
    const part = readGroup(group, root, labels, rule => analysis.ruleFacts(rule, dialect, catalog));
    if (canKeep) {
      const units = group.rules.map(({ rule }) => rule);
      const offsets = group.rules.map(({ base }) => base - group.span.from);
      groups.set(first, { dialect, catalog, units, offsets, labels, from: group.span.from, part });
    }
    return part;
  };

  const ofRoute = new WeakMap<object, { readonly base: number; readonly fact: RouteFact }>();
  const partFact = ({ it, base, unit }: Part<Route>, root: Root): RouteFact => {
    // Inside another text a line may lie elsewhere in the file although it is where it was in its text.
    if (!unit || root.region.map) return routeFact(it, root, base);
    let known = ofRoute.get(unit);
    if (known?.base !== base) {
      const fact = known ? moveRoute(known.fact, base - known.base) : routeFact(it, root, base);
      ofRoute.set(unit, (known = { base, fact }));
    }
    return known.fact;
  };

  return {
    *prepare(document, dialect, catalog) {
      let seen = 0;
      for (const root of document.roots) {
        if (!saysOfRules(root)) continue;
        for (const { rules } of analysis.rules(root).groups) {
          for (const { rule } of rules) {
            analysis.ruleFacts(rule, dialect, catalog);
            if (++seen % rulesPerSlice === 0) yield;
          }
        }
      }
    },
    *expressions({ roots }) {
      for (const root of roots) {
        if (!saysOfRules(root)) continue;
        for (const { rules } of analysis.rules(root).groups) {
          for (const { rule } of rules) {
            if (rule.expr) yield { name: (rule.alert ?? rule.record)?.value ?? '', text: rule.expr.value };
          }
        }
      }
    },
    read(document, file, dialect, catalog) {
      const parts: GroupPart[] = [];
      const routes: RouteFact[] = [];
      for (const root of document.roots) {
        if (root.kind === 'alertmanager') {
          const { route, routes: below } = analysis.alertmanager(root);
          if (route) routes.push({ ...routeFact(route, root), routes: below.map(part => partFact(part, root)) });
        }
        // The operator hangs the routes of such an object into a tree: a further one, of which nothing is known here.
        if (root.kind === 'alertmanager-config') routes.push({ matchers: [], continues: false, routes: [] });
        if (!saysOfRules(root)) continue;
        for (const group of analysis.rules(root).groups) parts.push(ofGroup(group, root, dialect, catalog));
      }
      return {
        file,
        alerts: parts.flatMap(part => part.alerts),
        records: parts.flatMap(part => part.records),
        groups: parts.map(part => part.group),
        watches: parts.flatMap(part => part.watches),
        routes,
      };
    },
  };
}

/** Nothing is known of what Loki's and vmalert's rules read. */
function saysOfRules(root: Root): boolean {
  return (root.kind === 'rules' || root.kind === 'prometheus-rule') && isPromql(root);
}

/** What a group of rules says. */
interface GroupPart {
  readonly alerts: readonly AlertFact[];
  readonly records: readonly RecordFact[];
  readonly group: GroupFact;
  readonly watches: readonly WatchFact[];
}

interface KeptGroup {
  readonly dialect: Dialect;
  readonly catalog: Catalog;
  readonly units: readonly RuleUnit[];
  readonly offsets: readonly number[];
  readonly labels: readonly AlertLabel[];
  /** Where the group stood when the part was read. */
  readonly from: number;
  readonly part: GroupPart;
}

function sameGroup(kept: KeptGroup, { rules, span, name }: RuleGroup, labels: readonly AlertLabel[]): boolean {
  return (
    rules.length === kept.units.length &&
    (name?.value ?? '') === kept.part.group.name &&
    (name?.from ?? span.from) - span.from === kept.part.group.span.from - kept.from &&
    rules.every(({ rule, base }, i) => rule === kept.units[i] && base - span.from === kept.offsets[i]) &&
    sameValue(labels, kept.labels)
  );
}

function movePart(part: GroupPart, by: number): GroupPart {
  if (by === 0) return part;
  const move = <T extends { readonly span: Span }>(fact: T): T => ({
    ...fact,
    span: { from: fact.span.from + by, to: fact.span.to + by },
  });
  return { ...part, alerts: part.alerts.map(move), records: part.records.map(move), group: move(part.group) };
}

function readGroup(
  group: RuleGroup,
  root: Root,
  groupLabels: readonly AlertLabel[],
  ofRule: (rule: RuleUnit) => RuleFacts,
): GroupPart {
  const alerts: AlertFact[] = [];
  const records: RecordFact[] = [];
  const watches: WatchFact[] = [];
  const reads = new Set<string>();
  const groupName = group.name?.value ?? '';
  for (const { rule, base } of group.rules) {
    const facts = ofRule(rule);
    for (const name of facts.reads) reads.add(name);
    watches.push(...facts.watches);
    const name = rule.alert ?? rule.record;
    if (!name?.value) continue;
    const span = placeSpan({ from: name.from + base, to: name.to + base }, root.region);
    const { branches } = facts;
    const labels = groupLabels.length > 0 ? mergeLabels(groupLabels, facts.labels) : facts.labels;
    if (rule.alert) alerts.push({ name: name.value, group: groupName, labels, branches: branches(), span });
    else records.push({ name: name.value, labels, branches, reads: facts.reads, span });
  }
  const at = group.name ?? { from: group.span.from, to: group.span.from };
  return { alerts, records, watches, group: { name: groupName, span: placeSpan(at, root.region), reads: [...reads] } };
}

/** Whether two readings of a document say the same to others; places do not count. */
export function sameFacts(a: DocumentFacts, b: DocumentFacts): boolean {
  return (
    a.file === b.file &&
    sameList(
      a.alerts,
      b.alerts,
      (x, y) => x.group === y.group && sameName(x, y) && sameBranches(x.branches, y.branches),
    ) &&
    sameList(a.records, b.records, sameRecord) &&
    sameList(a.groups, b.groups, (x, y) => x.name === y.name && sameList(x.reads, y.reads, Object.is)) &&
    sameValue(a.watches, b.watches) &&
    sameRoutes(a.routes, b.routes)
  );
}

/** Whether two recording rules say the same of their name. */
export function sameRecord(a: RecordFact, b: RecordFact): boolean {
  return sameName(a, b) && (a.branches === b.branches || sameBranches(a.branches(), b.branches()));
}

type Named = Pick<RecordFact, 'name' | 'labels'>;

function sameName(a: Named, b: Named): boolean {
  return a.name === b.name && (a.labels === b.labels || sameValue(a.labels, b.labels));
}

function sameBranches(a: readonly Branch[] | undefined, b: readonly Branch[] | undefined): boolean {
  if (!a || !b || a === b) return a === b;
  return sameList(
    a,
    b,
    (x, y) =>
      x.open === y.open &&
      x.always === y.always &&
      Object.is(x.constantValue, y.constantValue) &&
      (x.excludedBy === undefined) === (y.excludedBy === undefined) &&
      x.possible.equals(y.possible) &&
      x.sure.equals(y.sure) &&
      sameSet(new Set(x.dropped.labels()), new Set(y.dropped.labels())) &&
      sameList(x.metrics, y.metrics, Object.is),
  );
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every(item => b.has(item));
}

function sameList<T>(a: readonly T[], b: readonly T[], same: (x: T, y: T) => boolean): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i] || same(item, b[i]!));
}

function sameValue(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

function labelsOfGroup(group: RuleGroup): readonly AlertLabel[] {
  const pairs = group.map ? entries(group.map) : [];
  const labels = follow(pairs.find(pair => pair.name === 'labels')?.value);
  if (labels?.kind !== 'map') return [];
  return labelFacts(entries(labels), true);
}

/** A rule's own label wins over its group's. */
function mergeLabels(ofGroup: readonly AlertLabel[], ofRule: readonly AlertLabel[]): readonly AlertLabel[] {
  return [...ofGroup.filter(label => !ofRule.some(own => own.name === label.name)), ...ofRule];
}
