// Which values of a label the routes to a receiver let through at all, by their matchers alone. Layer: routing (above analysis).
import type { DocumentFacts, RouteFact } from '../analysis/facts';
import { listedValues } from './allowed';

/** What `valuesLetThrough` gives for any label, worked out once for each. */
export function letThrough(
  documents: readonly DocumentFacts[],
): (label: string) => ReadonlyMap<string, ReadonlySet<string>> {
  const known = new Map<string, ReadonlyMap<string, ReadonlySet<string>>>();
  return label => {
    const values = known.get(label) ?? valuesLetThrough(documents, label);
    known.set(label, values);
    return values;
  };
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
