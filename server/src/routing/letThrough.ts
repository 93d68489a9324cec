// Which values of a label the routes to a receiver let through at all, by their matchers alone. Layer: routing (above analysis).
import type { DocumentFacts, RouteFact } from '../analysis/facts';
import { listedValues } from './allowed';

/** Values of a label by receivers, worked out once for each label. */
export type ValuesOf = (label: string) => ReadonlyMap<string, ReadonlySet<string>>;

/** What `valuesLetThrough` gives for any label. */
export function letThrough(documents: readonly DocumentFacts[]): ValuesOf {
  return onceEach(label => valuesLetThrough(documents, label));
}

/** What `valuesAsked` gives for any label. */
export function askedFor(documents: readonly DocumentFacts[]): ValuesOf {
  return onceEach(label => valuesAsked(documents, label));
}

function onceEach(read: ValuesOf): ValuesOf {
  const known = new Map<string, ReadonlyMap<string, ReadonlySet<string>>>();
  return label => {
    const values = known.get(label) ?? read(label);
    known.set(label, values);
    return values;
  };
}

/**
 * Values of a label that routes without further ones ask for on behalf of a receiver, whatever else it gets. Those that an earlier route
 * takes away are left out.
 */
function valuesAsked(documents: readonly DocumentFacts[], label: string): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const ways = documents.flatMap(({ routes }) => routes.map(route => ({ route, receiver: route.receiver })));
  for (let way = ways.pop(); way; way = ways.pop()) {
    const taken = new Set<string>();
    for (const route of way.route.routes) {
      const receiver = route.receiver ?? way.receiver;
      const values = narrowed(route, label, undefined) ?? [];
      if (route.routes.length > 0) ways.push({ route, receiver });
      else if (receiver !== undefined) {
        const asked = values.filter(value => !taken.has(value));
        found.set(receiver, new Set([...(found.get(receiver) ?? []), ...asked]));
      }
      if (!route.continues && route.matchers.every(matcher => matcher.label === label))
        for (const value of values) taken.add(value);
    }
  }
  return found;
}

/**
 * The only values of a label with which alerts come to a receiver, by its name: those that matchers on the way to it list. A
 * receiver to which some route lets through others, or that stands in a tree that is known in part, is not in it.
 */
function valuesLetThrough(
  documents: readonly DocumentFacts[],
  label: string,
): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const open = new Set<string>();
  for (const { routes } of documents) {
    for (const root of routes) {
      const ways: Way[] = [{ route: root, receiver: root.receiver, values: undefined }];
      for (let way = ways.pop(); way; way = ways.pop()) {
        const { route } = way;
        const receiver = route.receiver ?? way.receiver;
        const values = narrowed(route, label, way.values);
        if (receiver !== undefined) {
          if (!values || root.isPart) open.add(receiver);
          else found.set(receiver, new Set([...(found.get(receiver) ?? []), ...values]));
        }
        for (const below of route.routes) ways.push({ route: below, receiver, values });
      }
    }
  }
  for (const receiver of open) found.delete(receiver);
  return found;
}

interface Way {
  readonly route: RouteFact;
  /** What the routes around it name; its own wins. */
  readonly receiver: string | undefined;
  /** Undefined where any value comes through. */
  readonly values: readonly string[] | undefined;
}

/** What is left of the values where the route's own matchers list some. */
function narrowed(
  { matchers }: RouteFact,
  label: string,
  values: readonly string[] | undefined,
): readonly string[] | undefined {
  let left = values;
  for (const matcher of matchers) {
    const listed = matcher.label === label ? listedValues(matcher) : undefined;
    if (listed) left = left ? left.filter(value => listed.includes(value)) : listed;
  }
  return left;
}
