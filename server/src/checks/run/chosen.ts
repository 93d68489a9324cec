// The checks of parts of expressions, chosen by what they say they are about: most parts concern few of them. Layer: checks.
import type { MetricFact } from '../../catalog/schema';
import { ownCopy } from '../../text/ownCopy';
import type { Check } from '../check';

/** How many names are remembered: those of functions that do not exist are whatever somebody types. */
const mostNames = 200;

/** Checks on calls, aggregations or binary operators by function or operator. */
export class ChecksByName {
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

/** Checks on selectors by what the catalogue says of their metric. */
export class ChecksByFact {
  private readonly any: readonly Check[];
  private readonly about: readonly (keyof MetricFact)[];

  constructor(private readonly checks: readonly Check[]) {
    this.any = checks.filter(({ about }) => !about);
    this.about = [...new Set(checks.flatMap(({ about }) => about ?? []))];
  }

  of(fact: MetricFact | undefined): readonly Check[] {
    if (!fact || !this.about.some(key => fact[key] !== undefined)) return this.any;
    return this.checks.filter(({ about }) => !about || about.some(key => fact[key] !== undefined));
  }
}

/** The four kinds of parts. */
export class ExpressionChecks {
  readonly call: ChecksByName;
  readonly aggregate: ChecksByName;
  readonly binary: ChecksByName;
  readonly selector: ChecksByFact;
  readonly isEmpty: boolean;

  constructor(checks: Readonly<Record<'call' | 'aggregate' | 'binary' | 'selector', readonly Check[]>>) {
    this.call = new ChecksByName(checks.call);
    this.aggregate = new ChecksByName(checks.aggregate);
    this.binary = new ChecksByName(checks.binary);
    this.selector = new ChecksByFact(checks.selector);
    this.isEmpty = [checks.call, checks.aggregate, checks.binary, checks.selector].every(({ length }) => length === 0);
  }
}
