// What one rule says to others, whatever its place and group: its labels, and what its expression reads and watches.
// Layer: analysis. Kept with the rule, while the trees it was read from are let go.
import type { Catalog } from '../catalog/schema';
import type { RuleEntry, RuleUnit } from '../model/ruleFile';
import { RuleMemo } from '../model/ruleMemo';
import type { Expr, VectorSelector } from '../promql/ast';
import type { Dialect } from '../promql/dialect';
import { metricName, unwrap } from '../promql/inspect';
import type { Branch } from '../promql/shape';
import { withoutPins } from '../promql/shape/branch';
import type { Value } from '../promql/value/value';
import { selectorsOf } from '../promql/walk';
import { ownCopy } from '../text/ownCopy';
import { follow } from '../yaml/path';
import type { AlertLabel, AnnotationFact, RecordedSeries, RecordFact, RouteMatcher, WatchFact } from './facts';
import type { AlertUnit, ExprUnit } from './rule';
import type { RulePartsCache } from './ruleParts';

export interface RuleFacts {
  readonly dialect: Dialect;
  readonly catalog: Catalog;
  readonly labels: readonly AlertLabel[];
  readonly annotations: readonly AnnotationFact[];
  /** What the result can carry; undefined where the expression does not parse. */
  readonly branches: () => readonly Branch[] | undefined;
  /** What is known of the numbers of the result. */
  readonly value: () => Value | undefined;
  readonly expr: string;
  readonly result: RecordFact['result'];
  /** Names of the metrics that the expression reads. */
  readonly reads: readonly string[];
  readonly watches: readonly WatchFact[];
  /** How far the expression looks back, in seconds. */
  readonly looksBack: number;
}

/** Gives the facts of a rule: those it gave before, as long as target and catalogue are the same. */
export type RuleFactReader = (rule: RuleUnit, dialect: Dialect, catalog: Catalog) => RuleFacts;

/** A reader with a cache of its own; a rule that cannot be read is reported to `onFailure` and says nothing. */
export function createRuleFactReader(partsCache: RulePartsCache, onFailure: (error: unknown) => void): RuleFactReader {
  const known = new RuleMemo<RuleFacts>();
  const shared = createShared();
  return (rule, dialect, catalog) => {
    const kept = known.get(rule);
    if (kept && kept.dialect === dialect && kept.catalog === catalog) return kept;
    const labels = labelFacts(rule.labels, rule.alert !== undefined);
    let facts: RuleFacts = {
      dialect,
      catalog,
      labels,
      annotations: nothing,
      branches: unknown,
      value: unknown,
      expr: '',
      result: noResult,
      reads: nothing,
      watches: nothing,
      looksBack: 0,
    };
    try {
      const { expr, alert } = partsCache.of(rule, dialect, catalog);
      const unit = expr?.unit;
      if (unit) {
        const { reads, watches } = readsOf(unit.nodes);
        // All alerts are asked together, when a route is looked at: then it must be there. Recordings are asked one by one.
        const again = (): ExprUnit | undefined => partsCache.of(rule, dialect, catalog).expr?.unit;
        const branches = rule.alert ? now(unit) : later(() => branchesOf(again()));
        const value = rule.alert ? unknown : later(() => numbersOf(again()));
        const annotations = alert ? shared(annotationFacts(alert, unit)) : nothing;
        const result: RecordFact['result'] = (expr, recorded) => partsCache.resultOf(expr, recorded, dialect, catalog);
        // A rule that does not load watches nothing.
        facts = {
          dialect,
          catalog,
          labels,
          annotations,
          branches,
          value,
          expr: rule.alert ? '' : unit.text,
          result,
          reads,
          watches: unit.sound ? watches : nothing,
          looksBack: rule.alert ? farthest(unit.nodes) : 0,
        };
      }
    } catch (error) {
      // One rule that cannot be read says nothing to others; the file and the workspace go on.
      onFailure(error);
    }
    known.set(rule, facts);
    return facts;
  };
}

const nothing: readonly never[] = [];

/** Gives one object for all that say the same: of thousands of rules most have the same annotations. */
function createShared(): (value: readonly AnnotationFact[]) => readonly AnnotationFact[] {
  const known = new Map<string, readonly AnnotationFact[]>();
  return value => {
    let key = '';
    // Names may be anything, so that the length of each is said as well.
    for (const { name, shows, changes } of value) {
      key += `${name.length}:${name}${changes ? '$' : ' '}`;
      for (const label of shows) key += `,${label.length}:${label}`;
    }
    const same = known.get(key);
    if (same) return same;
    if (known.size >= mostShared) known.clear();
    known.set(key, value);
    return value;
  };
}

const mostShared = 1000;

/** What the annotations of an alert show that may differ between its series. */
function annotationFacts({ annotations }: AlertUnit, { sound, shape }: ExprUnit): readonly AnnotationFact[] {
  if (annotations.length === 0) return nothing;
  const isFixed = (label: string): boolean =>
    shape.branches.every(({ pins }) => pins.some(pin => pin.label.name === label && pin.op === '='));
  return annotations.map(({ name, text, uses }) => {
    if (!sound || !text.includes('{{')) return { name: ownCopy(name), shows: nothing, changes: false };
    const labels = new Set(uses.reads.map(({ label }) => label));
    const shows = [...labels].filter(label => !isFixed(label)).map(ownCopy);
    return { name: ownCopy(name), shows, changes: text.includes('$value') || text.includes('.Value') };
  });
}

function noResult(): RecordedSeries {
  return { branches: undefined, value: undefined };
}

function unknown(): undefined {
  return undefined;
}

function now(unit: ExprUnit): RuleFacts['branches'] {
  const branches = branchesOf(unit)?.map(withoutPins);
  return () => branches;
}

function later<T>(read: () => T): () => T {
  let known: { readonly it: T } | undefined;
  return () => (known ??= { it: read() }).it;
}

function numbersOf(unit: ExprUnit | undefined): Value | undefined {
  return unit?.sound ? unit.valueOf(unit.expr).unplaced() : undefined;
}

function branchesOf(unit: ExprUnit | undefined): readonly Branch[] | undefined {
  return unit?.sound ? unit.shape.branches : undefined;
}

/** The labels that a rule or group sets; a template's value is not known. */
export function labelFacts(labels: readonly RuleEntry[], isTemplated: boolean): readonly AlertLabel[] {
  if (labels.length === 0) return nothing;
  const facts: AlertLabel[] = [];
  for (const { key, value } of labels) {
    const scalar = follow(value);
    if (scalar?.kind !== 'scalar') continue;
    const isTemplate = isTemplated && scalar.value.includes('{{');
    facts.push(isTemplate ? { name: key.value } : { name: key.value, value: scalar.value });
  }
  return facts.slice();
}

/** Metrics by which one program tells of another: its target, its probe, its workload in Kubernetes. */
const healthOfOthers = /^(?:up|probe_success|scrape_samples_scraped|kube_(?:pod|daemonset|deployment|statefulset)_.*)$/;

/** What the nodes of an expression, parents first, read and watch. */
function readsOf(nodes: readonly Expr[]): Pick<RuleFacts, 'reads' | 'watches'> {
  const reads = new Set<string>();
  const watches: WatchFact[] = [];
  const watched = new Set<Expr>();
  let present: Expr | undefined;
  for (const node of nodes) {
    if (node.kind === 'call') {
      if (node.func.name === 'absent' || node.func.name === 'absent_over_time') {
        for (const selector of selectorsOf(node)) watched.add(selector);
        present = node.args[0] && unwrap(node.args[0]);
      }
    } else if (node.kind === 'binary') {
      // `(count(x) or vector(0)) < 8` is true without any series of x, too.
      if (node.op === 'or' && node.rhs.kind === 'call' && node.rhs.func.name === 'vector') {
        for (const selector of selectorsOf(node.lhs)) watched.add(selector);
      }
    } else if (node.kind === 'selector') {
      const metric = metricName(node);
      if (metric === undefined) continue;
      reads.add(metric);
      if (watched.has(node) || healthOfOthers.test(metric)) {
        const isPresence = node === present;
        watches.push({ metric, matchers: matchersOf(node), ...(isPresence ? { isPresence } : {}) });
      }
    }
  }
  return { reads: [...reads], watches: watches.length > 0 ? watches : nothing };
}

/** How far the parts of an expression look back, all together; what is not written as one duration may be any. */
function farthest(nodes: readonly Expr[]): number {
  let seconds = 0;
  for (const node of nodes) {
    if (node.kind !== 'matrix' && node.kind !== 'subquery' && node.kind !== 'selector') continue;
    if (node.kind !== 'selector') seconds += node.range.kind === 'number' ? node.range.value : Infinity;
    if (node.kind === 'matrix') continue;
    if (node.at) return Infinity;
    const offset = node.offset?.duration;
    if (offset) seconds += offset.kind === 'number' ? offset.value : Infinity;
  }
  return seconds;
}

function matchersOf(selector: VectorSelector): readonly RouteMatcher[] {
  return selector.matchers.flatMap(({ label, op, value }) =>
    op && value && label.name !== '__name__' ? [{ label: label.name, op, value: value.value }] : [],
  );
}
