// The checks of parts of expressions, chosen by what they say they are about: most parts concern few of them. Layer: checks.
import type { TemplateUnit } from '../../analysis/rule';
import type { MetricFact } from '../../catalog/schema';
import type { Binary } from '../../promql/ast';
import { numberOf } from '../../promql/inspect';
import { ownCopy } from '../../text/ownCopy';
import type { Check } from '../check';

/** How many names are remembered: those of functions that do not exist are whatever somebody types. */
const mostNames = 200;

/** Checks on calls, aggregations or binary operators by function or operator. */
class ChecksByName {
  private readonly known = new Map<string, readonly Check[]>();

  constructor(private readonly checks: readonly Check[]) {}

  of(name: string): readonly Check[] {
    let chosen = this.known.get(name);
    if (!chosen) {
      chosen = this.checks.filter(({ only }) => !only || only.includes(name));
      if (this.known.size < mostNames) this.known.set(ownCopy(name), chosen);
    }
    return chosen;
  }
}

/** Checks on binary operators by operator and by whether a side is a number. */
class ChecksByOperator {
  private readonly all: ChecksByName;
  private readonly besideNumber: ChecksByName;

  constructor(checks: readonly Check[]) {
    this.all = new ChecksByName(checks);
    this.besideNumber = new ChecksByName(checks.filter(({ between }) => !between));
  }

  of({ op, lhs, rhs }: Binary): readonly Check[] {
    const isBesideNumber = numberOf(rhs) !== undefined || numberOf(lhs) !== undefined;
    return (isBesideNumber ? this.besideNumber : this.all).of(op);
  }
}

/** Whether the catalogue says something of a metric that a check is about. */
export function isAbout(about: readonly (keyof MetricFact)[], fact: MetricFact | undefined): boolean {
  return fact !== undefined && about.some(key => fact[key] !== undefined);
}

/** Checks on selectors by what the catalogue says of their metric. */
class ChecksByFact {
  private readonly any: readonly Check[];
  private readonly about: readonly (keyof MetricFact)[];
  /** Of metrics that rules read; their facts are as many as the catalogue's. */
  private readonly chosen = new WeakMap<MetricFact, readonly Check[]>();

  constructor(private readonly checks: readonly Check[]) {
    this.any = checks.filter(({ about }) => !about);
    this.about = [...new Set(checks.flatMap(({ about }) => about ?? []))];
  }

  of(fact: MetricFact | undefined): readonly Check[] {
    if (!fact) return this.any;
    let chosen = this.chosen.get(fact);
    if (!chosen) {
      const isMeant = isAbout(this.about, fact);
      chosen = isMeant ? this.checks.filter(({ about }) => !about || isAbout(about, fact)) : this.any;
      this.chosen.set(fact, chosen);
    }
    return chosen;
  }
}

/** Checks on templates by where they stand and whether there is more in them than text. */
export class TemplateChecks {
  private readonly lists: Readonly<Record<TemplateUnit['where'], Readonly<Record<'plain' | 'full', readonly Check[]>>>>;

  constructor(checks: readonly Check[]) {
    const listsOf = (place: TemplateUnit['where']) => {
      const full = checks.filter(({ where }) => !where || where === place);
      return { full, plain: full.filter(({ actions }) => !actions) };
    };
    this.lists = { label: listsOf('label'), annotation: listsOf('annotation') };
  }

  of({ where, text }: TemplateUnit): readonly Check[] {
    const { plain, full } = this.lists[where];
    return text.includes('{{') ? full : plain;
  }
}

/** The four kinds of parts. */
export class ExpressionChecks {
  readonly call: ChecksByName;
  readonly aggregate: ChecksByName;
  readonly binary: ChecksByOperator;
  readonly selector: ChecksByFact;
  readonly isEmpty: boolean;

  constructor(checks: Readonly<Record<'call' | 'aggregate' | 'binary' | 'selector', readonly Check[]>>) {
    this.call = new ChecksByName(checks.call);
    this.aggregate = new ChecksByName(checks.aggregate);
    this.binary = new ChecksByOperator(checks.binary);
    this.selector = new ChecksByFact(checks.selector);
    this.isEmpty = [checks.call, checks.aggregate, checks.binary, checks.selector].every(({ length }) => length === 0);
  }
}
