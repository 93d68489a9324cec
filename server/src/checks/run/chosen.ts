// The checks of rules and their parts, chosen by what they say they need: most rules and parts concern few of them.
// Layer: checks.
import type { TemplateUnit } from '../../analysis/rule';
import type { Catalog } from '../../catalog/schema';
import type { Binary, VectorSelector } from '../../promql/ast';
import { metricName, numberOf } from '../../promql/inspect';
import { ownCopy } from '../../text/ownCopy';
import type { Check } from '../check';
import { concerns, type Held, type Needs, TemplateTraits } from './held';

/** How many names are remembered: those of functions that do not exist are whatever somebody types. */
const mostNames = 200;
/** How many names of metrics. */
const mostMetrics = 5_000;
/** How many kinds of rules a list is remembered for. */
const mostKinds = 1_000;

/** A list of checks, of which those are asked that find what they need. */
export class ChosenChecks {
  private readonly needs: readonly Held[];
  /** What any of them needs: nothing else tells kinds of rules apart. */
  private readonly any: Held;
  private readonly known = new Map<number, Map<number, Map<number, readonly Check[]>>>();
  private kinds = 0;

  constructor(
    readonly checks: readonly Check[],
    needs: Needs,
  ) {
    this.needs = checks.map(check => needs.of(check));
    const all = (of: (one: Held) => number): number => this.needs.reduce((bits, one) => bits | of(one), 0);
    this.any = { traits: all(one => one.traits), words: all(one => one.words), metrics: all(one => one.metrics) };
  }

  /** Those that are asked where this is held. */
  of(heldTraits: number, heldWords: number, heldMetrics: number): readonly Check[] {
    const traits = heldTraits & this.any.traits;
    const words = heldWords & this.any.words;
    const metrics = heldMetrics & this.any.metrics;
    return this.known.get(traits)?.get(words)?.get(metrics) ?? this.choose(traits, words, metrics);
  }

  private choose(traits: number, words: number, metrics: number): readonly Check[] {
    const chosen = this.checks.filter((_, i) => {
      const need = this.needs[i]!;
      return (
        (need.traits & traits) === need.traits &&
        (need.words === 0 || (need.words & words) !== 0) &&
        (need.metrics & metrics) === need.metrics
      );
    });
    if (++this.kinds > mostKinds) {
      this.known.clear();
      this.kinds = 1;
    }
    const byWords = this.known.get(traits) ?? new Map<number, Map<number, readonly Check[]>>();
    const byMetrics = byWords.get(words) ?? new Map<number, readonly Check[]>();
    this.known.set(traits, byWords.set(words, byMetrics.set(metrics, chosen)));
    return chosen;
  }
}

/** Checks on calls, aggregations or binary operators by function or operator. */
class ChecksByName {
  private readonly known = new Map<string, ChosenChecks>();

  constructor(
    private readonly checks: readonly Check[],
    private readonly needs: Needs,
  ) {}

  of(name: string, { traits, words, metrics }: Held): readonly Check[] {
    let chosen = this.known.get(name);
    if (!chosen) {
      chosen = new ChosenChecks(
        this.checks.filter(({ only }) => !only || only.includes(name)),
        this.needs,
      );
      if (this.known.size < mostNames) this.known.set(ownCopy(name), chosen);
    }
    return chosen.of(traits, words, metrics);
  }
}

/** Checks on binary operators by operator and by whether a side is a number. */
class ChecksByOperator {
  private readonly all: ChecksByName;
  private readonly besideNumber: ChecksByName;

  constructor(checks: readonly Check[], needs: Needs) {
    this.all = new ChecksByName(checks, needs);
    this.besideNumber = new ChecksByName(
      checks.filter(({ between }) => !between),
      needs,
    );
  }

  of({ op, lhs, rhs }: Binary, held: Held): readonly Check[] {
    const isBesideNumber = numberOf(rhs) !== undefined || numberOf(lhs) !== undefined;
    return (isBesideNumber ? this.besideNumber : this.all).of(op, held);
  }
}

/** Checks on selectors by their metric and by what else they hold. */
class ChecksByMetric {
  private readonly byCatalog = new WeakMap<Catalog, Map<string | undefined, ChosenChecks>>();
  /** The same few come together again and again. */
  private readonly byIds = new Map<string, ChosenChecks>();

  constructor(
    private readonly checks: readonly Check[],
    private readonly needs: Needs,
  ) {}

  of(node: VectorSelector, { traits, words, metrics }: Held, catalog: Catalog): readonly Check[] {
    const { needs } = this;
    return this.ofMetric(metricName(node), catalog).of(
      // What other selectors have does not count; an offset of a subquery is that of the selector in it.
      (traits & ~needs.ofSelectors) | needs.traitsOf(node),
      words === -1 ? -1 : needs.wordsOf(node),
      metrics,
    );
  }

  private ofMetric(name: string | undefined, catalog: Catalog): ChosenChecks {
    let known = this.byCatalog.get(catalog);
    if (!known) this.byCatalog.set(catalog, (known = new Map()));
    let chosen = known.get(name);
    if (!chosen) {
      const checks = this.checks.filter(check => concerns(check, name, catalog));
      const key = checks.map(({ id }) => id).join();
      chosen = this.byIds.get(key) ?? new ChosenChecks(checks, this.needs);
      this.byIds.set(key, chosen);
      if (known.size >= mostMetrics) known.clear();
      known.set(name === undefined ? name : ownCopy(name), chosen);
    }
    return chosen;
  }
}

/** Checks on templates by where they stand, whether there is more in them than text, and what they say. */
export class TemplateChecks {
  private readonly lists: Readonly<Record<TemplateUnit['where'], Readonly<Record<'plain' | 'full', ChosenChecks>>>>;
  private readonly traits = new TemplateTraits();

  constructor(checks: readonly Check[], needs: Needs) {
    const listsOf = (place: TemplateUnit['where']) => {
      const full = checks.filter(({ where }) => !where || where === place);
      const plain = full.filter(({ actions }) => !actions);
      return { full: new ChosenChecks(full, needs), plain: new ChosenChecks(plain, needs) };
    };
    this.lists = { label: listsOf('label'), annotation: listsOf('annotation') };
  }

  of(unit: TemplateUnit, { traits, words, metrics }: Held): readonly Check[] {
    const { plain, full } = this.lists[unit.where];
    return (unit.text.includes('{{') ? full : plain).of(traits | this.traits.of(unit), words, metrics);
  }
}

/** The four kinds of parts. */
export class ExpressionChecks {
  readonly call: ChecksByName;
  readonly aggregate: ChecksByName;
  readonly binary: ChecksByOperator;
  readonly selector: ChecksByMetric;
  readonly isEmpty: boolean;

  constructor(checks: Readonly<Record<'call' | 'aggregate' | 'binary' | 'selector', readonly Check[]>>, needs: Needs) {
    this.call = new ChecksByName(checks.call, needs);
    this.aggregate = new ChecksByName(checks.aggregate, needs);
    this.binary = new ChecksByOperator(checks.binary, needs);
    this.selector = new ChecksByMetric(checks.selector, needs);
    this.isEmpty = [checks.call, checks.aggregate, checks.binary, checks.selector].every(({ length }) => length === 0);
  }
}
