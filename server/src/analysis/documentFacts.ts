// What a document tells the rest of its workspace, built from the same parsed rules that the checks read.
// A rule's part is kept with the rule; only places are made anew for a new version. Layer: analysis.

import type { Catalog } from '../catalog/schema';
import type { Part, Route } from '../model/alertmanager';
import type { SourceDocument } from '../model/document';
import type { GroupMark } from '../model/groupMark';
import { touchesHole } from '../model/holes/holes';
import type { MatcherMode } from '../model/matchers';
import { placeSpan } from '../model/region';
import { isAlertmanager, isPromql, type Root } from '../model/root';
import type { RuleGroup, RuleUnit } from '../model/ruleFile';
import type { Dialect } from '../promql/dialect';
import { secondsOf } from '../promql/durations';
import { ownCopies } from '../text/ownCopy';
import type { Span } from '../text/span';
import { entries, follow } from '../yaml/path';
import type { Analysis } from './analysis';
import type {
  AlertFact,
  AlertLabel,
  CallingFact,
  DocumentFacts,
  GroupFact,
  GroupPlace,
  InhibitionFact,
  RecordFact,
  RouteFact,
  WatchFact,
} from './facts';
import { objectFacts } from './objectFacts';
import { inhibitionFacts, moveRoute, routeFact } from './routeFacts';
import { labelFacts, type RuleFacts } from './ruleFacts';
import { rulesCatalog } from './rulesCatalog';
import { createCallingReader, templateFacts } from './templateFacts';

/** What the facts of a document depend on besides its text. */
export interface FactTerms {
  readonly dialect: Dialect;
  readonly catalog: Catalog;
  /** How Alertmanager reads matchers. */
  readonly mode: MatcherMode;
}

/** Reads facts of documents; keeps those of unchanged rules. */
export interface FactReader {
  /** What a document says, in slices. */
  read(document: SourceDocument, file: string, terms: FactTerms): Generator<void, DocumentFacts>;
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
const rulesPerSlice = 2;

/** How many rules or routes that were read before are looked at between two yields. */
const factsPerSlice = 512;

/** How many routes that were not read before. */
const newPerSlice = 32;

/** A reader with a cache of its own, on top of the facts of rules. */
export function createFactReader(analysis: Analysis): FactReader {
  const groups = new WeakMap<GroupMark, KeptGroup>();
  function* ofGroup(group: RuleGroup, root: Root, dialect: Dialect, catalog: Catalog): Generator<void, GroupPart> {
    // Inside another text a group may move without its lines staying where they were to each other.
    const mark = root.region.map ? undefined : analysis.groupMarks.of(group, root.region.text);
    const kept = mark && groups.get(mark);
    // What its document is may change while the group stays the same.
    const isSameFile = kept && sameRuleFile(kept.part.group.ruleFile, ruleFileOf(root));
    if (isSameFile && kept.dialect === dialect && kept.catalog === catalog) return kept.part;
    const part = yield* readGroup(group, root, labelsOfGroup(group), rule =>
      analysis.ruleFacts(rule, dialect, catalog),
    );
    if (mark) groups.set(mark, { dialect, catalog, part });
    return part;
  }

  const callerOf = createCallingReader();
  const ofRoute = new WeakMap<object, { readonly base: number; readonly fact: RouteFact }>();
  /** The fact of a route, and whether it was read anew. */
  const partFact = ({ it, base, unit }: Part<Route>, root: Root): readonly [fact: RouteFact, isNew: boolean] => {
    // Inside another text a line may lie elsewhere in the file although it is where it was in its text.
    if (!unit || root.region.map) return [routeFact(it, root, base), true];
    const known = ofRoute.get(it);
    if (known?.base === base) return [known.fact, false];
    const fact = known ? moveRoute(known.fact, base - known.base) : routeFact(it, root, base);
    ofRoute.set(it, { base, fact });
    return [fact, known === undefined];
  };

  return {
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
    *read(document, file, { dialect, catalog, mode }) {
      const parts: GroupPart[] = [];
      const starts = new Map<object, number>();
      const isWatched = document.roots.some(root => root.isWatched && saysOfRules(root));
      const routes: RouteFact[] = [];
      const inhibitions: InhibitionFact[] = [];
      const callers: CallingFact[] = [];
      let seen = 0;
      for (const root of document.roots) {
        if (isAlertmanager(root)) {
          const configuration = yield* analysis.alertmanagerInSlices(root, mode);
          const { route, routes: below } = configuration;
          callers.push(callerOf(configuration));
          inhibitions.push(...(yield* inhibitionFacts(configuration)));
          const isObject = root.kind === 'alertmanager-config';
          const isUnknown = !route || holesIn(route, root);
          // One whose routes a template engine has yet to write, or that has none, is a further tree nevertheless.
          if (isUnknown && (route || isObject))
            routes.push({ matchers: [], continues: false, isPart: true, routes: [] });
          if (isUnknown) continue;
          const facts: RouteFact[] = [];
          for (const part of below) {
            const [fact, isNew] = partFact(part, root);
            facts.push(fact);
            seen += isNew ? factsPerSlice / newPerSlice : 1;
            if (seen < factsPerSlice) continue;
            seen = 0;
            yield;
          }
          routes.push({ ...routeFact(route, root), ...(isObject ? { isPart: true } : {}), routes: facts });
        }
        if (!saysOfRules(root)) continue;
        for (const group of (yield* analysis.rulesInSlices(root)).groups) {
          const part = yield* ofGroup(group, root, dialect, rulesCatalog(catalog, root));
          parts.push(part);
          starts.set(part.of, startOf(group, root));
          seen += group.rules.length + 1;
          if (seen < factsPerSlice) continue;
          seen = 0;
          yield;
        }
      }
      yield;
      const objects = objectFacts(document);
      const texts = document.roots.flatMap(templateFacts);
      return {
        ...(objects.length > 0 ? { objects } : {}),
        ...(texts.length + callers.length > 0 ? { templates: { callers, texts } } : {}),
        file,
        alerts: joined(parts, part => part.alerts),
        records: joined(parts, part => part.records),
        groups: parts.map(part => part.group),
        watches: [...joined(parts, part => part.watches), ...(isWatched ? [targets] : [])],
        routes,
        inhibitions,
        starts,
      };
    },
  };
}

/** What a rule watches that looks at every target. */
const targets: WatchFact = { metric: 'up', matchers: [] };

/** All items of the lists of all parts. Ten thousand at each edit: `flatMap` takes several times as long. */
function joined<T>(parts: readonly GroupPart[], listOf: (part: GroupPart) => readonly T[]): readonly T[] {
  const all: T[] = [];
  for (const part of parts) for (const one of listOf(part)) all.push(one);
  return all;
}

/** What the places in a group are counted from: inside another text its lines need not lie in the file as they do there. */
function startOf({ span }: RuleGroup, { region }: Root): number {
  return region.map ? 0 : span.from;
}

/** Whether a hole of a template engine stands in a route or those below it: any matcher or route may come from there. */
function holesIn({ node }: Route, { holes }: Root): boolean {
  return holes.length > 0 && touchesHole(holes, node);
}

/** Nothing is known of what Loki's and vmalert's rules read. */
function saysOfRules(root: Root): boolean {
  return (root.kind === 'rules' || root.kind === 'prometheus-rule') && isPromql(root);
}

/** What a group of rules says. */
interface GroupPart {
  /** What its places are of. */
  readonly of: object;
  readonly alerts: readonly AlertFact[];
  readonly records: readonly RecordFact[];
  readonly group: GroupFact;
  readonly watches: readonly WatchFact[];
}

interface KeptGroup {
  readonly dialect: Dialect;
  readonly catalog: Catalog;
  readonly part: GroupPart;
}

function* readGroup(
  group: RuleGroup,
  root: Root,
  groupLabels: readonly AlertLabel[],
  ofRule: (rule: RuleUnit) => RuleFacts,
): Generator<void, GroupPart> {
  const alerts: AlertFact[] = [];
  const records: RecordFact[] = [];
  const watches: WatchFact[] = [];
  const reads = new Set<string>();
  const groupName = group.name?.value ?? '';
  const of = {};
  const start = startOf(group, root);
  const placeOf = (span: Span): GroupPlace => {
    const { from, to } = placeSpan(span, root.region);
    return { of, from: from - start, to: to - start };
  };
  let seen = 0;
  for (const { rule, base } of group.rules) {
    if (++seen % rulesPerSlice === 0) yield;
    const facts = ofRule(rule);
    for (const name of facts.reads) reads.add(name);
    watches.push(...facts.watches);
    const name = rule.alert ?? rule.record;
    if (!name?.value) continue;
    const at = placeOf({ from: name.from + base, to: name.to + base });
    const { branches, value, expr, result } = facts;
    const labels = groupLabels.length > 0 ? mergeLabels(groupLabels, facts.labels) : facts.labels;
    const { annotations, reads: own, looksBack } = facts;
    if (rule.alert) {
      const waits = secondsOf(rule.for?.value);
      const said = { annotations, reads: own, labels, branches: branches() };
      const timing = {
        ...(waits === undefined ? {} : { waits }),
        ...(looksBack > 0 ? { looksBack } : {}),
      };
      alerts.push({ name: name.value, group: groupName, ...said, ...timing, at });
    } else records.push({ name: name.value, labels, branches, value, expr, result, reads: facts.reads, at });
  }
  const at = placeOf(group.name ?? { from: group.span.from, to: group.span.from });
  const ruleFile = ruleFileOf(root);
  const said = { name: groupName, at, alerts, records, reads: [...reads], ...(ruleFile ? { ruleFile } : {}) };
  return { of, alerts, records, watches, group: said };
}

/** The rule file that is loaded as it stands; undefined for what an object, a chart or another system than Prometheus makes of it. */
function ruleFileOf({ kind, holder, part, dialect, embeddedAs, region }: Root): GroupFact['ruleFile'] {
  if (kind !== 'rules' || holder || part || dialect) return undefined;
  if (embeddedAs !== undefined) return { key: ownCopies(embeddedAs) };
  return region.map ? undefined : wholeFile;
}

const wholeFile: NonNullable<GroupFact['ruleFile']> = {};

function sameRuleFile(a: GroupFact['ruleFile'], b: GroupFact['ruleFile']): boolean {
  return a?.key === b?.key && (a === undefined) === (b === undefined);
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
