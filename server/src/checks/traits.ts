// What a rule may hold that checks ask for by `given`: looked at once for a rule instead of by each check. Layer: checks.

/** All of them. Each is a bit of a number: there is room for thirty. */
export const traits = [
  // Of the rule and its expression.
  /** The expression was parsed without a problem. */
  'sound',
  'alert',
  /** A recording rule with a name. */
  'record',
  /** The rule sets labels. */
  'labels',
  'for',
  /** What the expression gives has passed a bound (`resultBound`). */
  'bound',
  /** A selector or a subquery looks at another time. */
  'offset',
  /** An operator says by which labels its sides are matched. */
  'matching',
  // Of the selector that is asked about, or of any of an expression.
  'matchers',
  'several matchers',
  // Of the template that is asked about.
  /** It shows labels by name. */
  'label shown',
  'external label shown',
  /** The value is named in it. */
  'value named',
  /** It prints the value. */
  'value printed',
  /** It may state a bound (`mayStateBound`). */
  'bound stated',
  'percentile stated',
  'duration stated',
  /** There is a `$` outside of the braces. */
  'dollar',
  /** `\n` as two characters. */
  'newline as text',
  'pipe',
  'query',
] as const;

export type Trait = (typeof traits)[number];

/** The bit of each. */
export const bit = Object.fromEntries(traits.map((trait, i) => [trait, 1 << i])) as Readonly<Record<Trait, number>>;

/** The bits of several. */
export function bitsOf(of: readonly Trait[] = []): number {
  return of.reduce((bits, trait) => bits | bit[trait], 0);
}
