// The matchers of a route or of one side of an inhibition rule: sorted and written as Alertmanager does, each pattern compiled
// once. Layer: routing (pure).

import { RE2JS } from 're2js';
import type { RouteMatcher } from '../analysis/facts';
import { compareText } from '../go/order';
import { quoteString } from '../promql/strings';

import { listedTexts, takes } from './allowed';
import type { Certainty } from './walk';

/** The value of an alert's label: '' where it has none, undefined where that is not known. */
export type LabelLookup = (label: string) => string | undefined;

export type LabelSet = Readonly<Record<string, string>>;

/** Looks up labels of an alert that is known as a whole. */
export function labelsIn(labels: LabelSet): LabelLookup {
  return label => (Object.hasOwn(labels, label) ? labels[label]! : '');
}

/** Matchers that must all hold. */
export class Conditions {
  /** By name, value and operator, as they stand in keys of groups. */
  readonly matchers: readonly RouteMatcher[];
  /** The same, those that cost nothing to ask first. */
  private readonly cheapFirst: readonly RouteMatcher[];
  private readonly patterns = new Map<RouteMatcher, Test | undefined>();

  /** `open`: further matchers that are not known hold, too. */
  constructor(
    matchers: readonly RouteMatcher[],
    private readonly open = false,
  ) {
    this.matchers = [...matchers].sort(
      (a, b) =>
        compareText(a.label, b.label) ||
        compareText(keptValue(a), keptValue(b)) ||
        operators.indexOf(a.op) - operators.indexOf(b.op),
    );
    const isPlain = ({ op }: RouteMatcher): boolean => op === '=' || op === '!=';
    this.cheapFirst = [...this.matchers.filter(isPlain), ...this.matchers.filter(one => !isPlain(one))];
  }

  /** As Alertmanager prints them: `{severity="critical",team=~"ml|infra"}`. */
  get text(): string {
    return `{${this.matchers.map(one => matcherText({ ...one, value: keptValue(one) })).join(',')}}`;
  }

  /** Whether an alert passes them all. */
  passes(valueFor: LabelLookup): Certainty {
    let all: Certainty = this.open ? 'perhaps' : 'yes';
    for (const matcher of this.cheapFirst) {
      const one = this.answer(matcher, valueFor);
      if (one === 'no') return 'no';
      if (one === 'perhaps') all = 'perhaps';
    }
    return all;
  }

  /** The matchers that an alert does not pass (`no`), or may not pass (`perhaps`). */
  which(answer: Certainty, valueFor: LabelLookup): readonly RouteMatcher[] {
    return this.matchers.filter(matcher => this.answer(matcher, valueFor) === answer);
  }

  private answer(matcher: RouteMatcher, valueFor: LabelLookup): Certainty {
    const value = valueFor(matcher.label);
    const taken = value === undefined ? undefined : this.takes(matcher, value);
    return taken === undefined ? 'perhaps' : taken ? 'yes' : 'no';
  }

  private takes(matcher: RouteMatcher, value: string): boolean | undefined {
    if (matcher.op === '=' || matcher.op === '!=') return takes(matcher, value);
    if (!this.patterns.has(matcher)) this.patterns.set(matcher, testOf(matcher.value));
    const matched = this.patterns.get(matcher)?.(value);
    return matched === undefined ? undefined : matched === (matcher.op === '=~');
  }
}

/** Patterns of `match_re` are kept with their anchors. */
function keptValue({ value, anchored }: RouteMatcher): string {
  return anchored ? `^(?:${value})$` : value;
}

const operators: readonly RouteMatcher['op'][] = ['=', '!=', '=~', '!~'];

/** Whether a whole text matches a pattern. */
type Test = (text: string) => boolean;

/** Most patterns are lists of texts: to compile one takes hundreds of times as long. */
function testOf(pattern: string): Test | undefined {
  const listed = listedTexts(pattern);
  if (listed) return text => listed.includes(text);
  try {
    const compiled = RE2JS.compile(pattern);
    return text => compiled.matches(text);
  } catch {
    return undefined;
  }
}

/** A matcher as Alertmanager prints one of `matchers`. */
export function matcherText({ label, op, value }: Pick<RouteMatcher, 'label' | 'op' | 'value'>): string {
  if (reserved.test(label)) return `${quoteString(label)}${op}${quoteString(value)}`;
  return `${label}${op}"${value.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

/** White space of Unicode and what has a meaning in the text of matchers. */
const reserved = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000{}!=~,\\"'`]/;

/** A label set as Alertmanager prints it: `{alertname="X", gpu="0"}`. */
export function labelSetText(labels: LabelSet): string {
  const names = Object.keys(labels).sort(compareText);
  return `{${names.map(name => `${name}=${quoteString(labels[name]!)}`).join(', ')}}`;
}

/** Names and values of a label set in one text that no other set has. */
export function labelSetKey(labels: LabelSet): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => compareText(a, b)));
}
