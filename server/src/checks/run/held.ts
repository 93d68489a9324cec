// What a rule and its parts hold, looked at once for all checks: those that need what is not there are not asked. Each of
// some three hundred would look for itself otherwise, and most of ten thousand rules concern a few dozen. Layer: checks.
import type { TemplateUnit } from '../../analysis/rule';
import type { RuleParts } from '../../analysis/ruleParts';
import type { Catalog, MetricFact } from '../../catalog/schema';
import type { RuleUnit } from '../../model/ruleFile';
import type { VectorSelector } from '../../promql/ast';
import { metricName } from '../../promql/inspect';
import type { TemplateNode } from '../../template/ast';
import { mayStateBound } from '../../template/statements';
import { walk } from '../../template/walk';
import { ownCopy } from '../../text/ownCopy';
import type { Check } from '../check';
import { bit, bitsOf } from '../traits';

/** What is there, and what a check needs, as bits. */
export interface Held {
  /** Of `traits.ts`. */
  readonly traits: number;
  /** A bit for each list of words that a check mentions. */
  readonly words: number;
  /** A bit for each check that is about certain metrics. */
  readonly metrics: number;
}

/** Of a rule that is too large to be looked through in one go: every check is asked. */
export const everything: Held = { traits: -1, words: -1, metrics: -1 };

/** More checks than bits share them: then some are asked in vain. */
const mostBits = 30;

/** How many names of metrics are remembered: a file may have any. */
const mostNames = 5_000;

/** What checks need of rules, and the look at a rule that tells it. */
export class Needs {
  private readonly wordBits = new Map<string, number>();
  private readonly ofWords = new Map<Check, number>();
  private readonly aboutMetrics: readonly { readonly check: Check; readonly bit: number }[];
  private readonly ofMetrics = new Map<Check, number>();
  private readonly byCatalog = new WeakMap<Catalog, Map<string, number>>();

  /** Those traits that are the selector's own. */
  readonly ofSelectors = bitsOf(['matchers', 'several matchers']);

  constructor(checks: readonly Check[]) {
    const lists = new Map<string, number>();
    const bitAt = (place: number): number => 1 << (place % mostBits);
    for (const check of checks) {
      if (!check.mentions) continue;
      const key = check.mentions.join();
      const own = lists.get(key) ?? bitAt(lists.size);
      lists.set(key, own);
      this.ofWords.set(check, own);
      for (const word of check.mentions) this.wordBits.set(word, (this.wordBits.get(word) ?? 0) | own);
    }
    // Selectors are asked by their own names.
    const about = checks.filter(({ on, ofMetric, about }) => on !== 'selector' && (ofMetric ?? about));
    this.aboutMetrics = about.map((check, place) => ({ check, bit: bitAt(place) }));
    for (const one of this.aboutMetrics) this.ofMetrics.set(one.check, one.bit);
  }

  /** What has to be there. */
  of(check: Check): Held {
    return {
      traits: bitsOf(check.given),
      words: this.ofWords.get(check) ?? 0,
      metrics: this.ofMetrics.get(check) ?? 0,
    };
  }

  /** What is there of a rule as a whole. */
  heldBy(rule: RuleUnit, { expr, alert }: RuleParts, catalog: Catalog): Held {
    let traits = 0;
    let words = 0;
    let metrics = 0;
    if (alert) traits |= bit.alert;
    if (rule.record?.value) traits |= bit.record;
    if (rule.labels.length > 0) traits |= bit.labels;
    if (rule.for) traits |= bit.for;
    if (!expr) return { traits, words, metrics };
    const { unit } = expr;
    if (unit.sound) traits |= bit.sound;
    if (unit.bound) traits |= bit.bound;
    for (const node of unit.nodes) {
      switch (node.kind) {
        case 'selector': {
          traits |= this.traitsOf(node);
          words |= this.wordsOf(node);
          const name = metricName(node);
          if (name !== undefined) metrics |= this.metricBits(name, catalog);
          break;
        }
        case 'subquery':
          if (node.offset) traits |= bit.offset;
          break;
        case 'call':
          words |= this.wordBits.get(node.func.name) ?? 0;
          break;
        case 'binary':
          if (node.matching) traits |= bit.matching;
          words |= this.wordBits.get(node.op) ?? 0;
          break;
        case 'aggregate':
          words |= this.wordBits.get(node.op) ?? 0;
          break;
      }
    }
    return { traits, words, metrics };
  }

  /** What is there of a selector. */
  traitsOf({ matchers, offset }: VectorSelector): number {
    let traits = offset ? bit.offset : 0;
    if (matchers.length > 0) traits |= bit.matchers;
    if (matchers.length > 1) traits |= bit['several matchers'];
    return traits;
  }

  /** The labels that a selector asks for, as far as any check does. */
  wordsOf({ matchers }: VectorSelector): number {
    let words = 0;
    for (const { label } of matchers) words |= this.wordBits.get(label.name) ?? 0;
    return words;
  }

  private metricBits(name: string, catalog: Catalog): number {
    let known = this.byCatalog.get(catalog);
    if (!known) this.byCatalog.set(catalog, (known = new Map()));
    let bits = known.get(name);
    if (bits === undefined) {
      bits = 0;
      for (const one of this.aboutMetrics) if (concerns(one.check, name, catalog)) bits |= one.bit;
      if (known.size >= mostNames) known.clear();
      known.set(ownCopy(name), bits);
    }
    return bits;
  }
}

/** Whether the catalogue says something of a metric that a check is about. */
export function isAbout(about: readonly (keyof MetricFact)[], fact: MetricFact | undefined): boolean {
  return fact !== undefined && about.some(key => fact[key] !== undefined);
}

/** Whether a metric of this name is one that a check is about. */
export function concerns({ about, ofMetric }: Check, name: string | undefined, catalog: Catalog): boolean {
  if (about && !(name !== undefined && isAbout(about, catalog.find(name)?.metric))) return false;
  return !ofMetric || (name !== undefined && ofMetric(name, catalog));
}

/** What is there of templates; those of one text have the same nodes. */
export class TemplateTraits {
  private readonly known = new WeakMap<readonly TemplateNode[], number>();

  of(unit: TemplateUnit): number {
    let traits = this.known.get(unit.nodes);
    if (traits === undefined) this.known.set(unit.nodes, (traits = traitsOf(unit)));
    return traits;
  }
}

function traitsOf(unit: TemplateUnit): number {
  const { text, uses, nodes } = unit;
  let traits = 0;
  if (uses.reads.length > 0) traits |= bit['label shown'];
  if (uses.external.length > 0) traits |= bit['external label shown'];
  if (text.includes('$value') || text.includes('.Value')) traits |= bit['value named'];
  if (mayStateBound(text)) traits |= bit['bound stated'];
  if (unit.stated.percentiles.length > 0) traits |= bit['percentile stated'];
  if (unit.stated.durations.length > 0) traits |= bit['duration stated'];
  if (text.includes('$') && hasDollar(nodes)) traits |= bit.dollar;
  if (text.includes('\\n')) traits |= bit['newline as text'];
  if (text.includes('|')) traits |= bit.pipe;
  if (text.includes('query')) traits |= bit.query;
  if (text.includes('{{') && unit.statements.values.length > 0) traits |= bit['value printed'];
  return traits;
}

function hasDollar(nodes: readonly TemplateNode[]): boolean {
  let found = false;
  walk(nodes, node => {
    found ||= node.kind === 'text' && node.text.includes('$');
    return node.kind !== 'action';
  });
  return found;
}
