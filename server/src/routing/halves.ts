// Siblings that together take every alert, as `severity="critical"` and `severity!="critical"` do. Layer: routing (above model).
import type { RouteFact, RouteMatcher } from '../analysis/facts';
import { listedValues } from './allowed';

/** What routes with one matcher each take of a label. */
interface OfLabel {
  /** Who takes a value. */
  readonly takers: Map<string, RouteFact>;
  /** Who takes all but some values, and what they all leave. */
  readonly others: RouteFact[];
  left: readonly string[];
  /** Who takes or refuses what a pattern matches. */
  readonly patterns: Map<string, RouteFact>;
}

/** Routes that do not continue, as far as they have one matcher. */
export class Halves {
  /** The routes that together take everything, once there are such. */
  all: readonly RouteFact[] | undefined;
  private readonly labels = new Map<string, OfLabel>();

  add(route: RouteFact): void {
    const [matcher] = route.matchers;
    if (this.all || !matcher || route.matchers.length > 1) return;
    let of = this.labels.get(matcher.label);
    if (!of) {
      of = { takers: new Map(), others: [], left: [], patterns: new Map() };
      this.labels.set(matcher.label, of);
    }
    this.all = addTo(of, plain(matcher), route);
  }
}

/** The routes that take all values of the label together with this one. */
function addTo(of: OfLabel, matcher: RouteMatcher, route: RouteFact): readonly RouteFact[] | undefined {
  const { label, op, value } = matcher;
  const isNegative = op === '!=' || op === '!~';
  const values = listedValues(isNegative ? { label, op: op === '!=' ? '=' : '=~', value } : matcher);
  if (!values) {
    const other = of.patterns.get(`${isNegative ? '=~' : '!~'}${value}`);
    if (!of.patterns.has(`${op}${value}`)) of.patterns.set(`${op}${value}`, route);
    return other && [other, route];
  }
  if (isNegative) {
    of.left = of.others.length === 0 ? values : of.left.filter(one => values.includes(one));
    of.others.push(route);
  } else {
    for (const one of values) if (!of.takers.has(one)) of.takers.set(one, route);
  }
  if (of.others.length === 0 || !of.left.every(one => of.takers.has(one))) return undefined;
  return [...new Set([...of.left.map(one => of.takers.get(one)!), ...of.others])];
}

/** `.+` is whatever is not empty. */
function plain(matcher: RouteMatcher): RouteMatcher {
  const { label, op, value } = matcher;
  if (value !== '.+' || (op !== '=~' && op !== '!~')) return matcher;
  return { label, op: op === '=~' ? '!=' : '=', value: '' };
}
