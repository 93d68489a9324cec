// Which alerts of a workspace come to which receivers, and by what they are grouped there. Layer: routing (above analysis).
import type { AlertFact, DocumentFacts, RouteFact } from '../analysis/facts';
import { isSent, lookupOf, passes } from './reach';
import { type Way, walk } from './walk';

/** An alert that surely comes to a receiver. */
export interface Received {
  readonly alert: AlertFact;
  /** The labels by which it is grouped there; undefined where every alert is a group of its own. */
  readonly groupBy: ReadonlySet<string> | undefined;
}

/** The alerts that receivers surely get, by receiver; nothing where it is not known which configuration routes them. */
export function receivedAlerts(documents: readonly DocumentFacts[]): ReadonlyMap<string, readonly Received[]> {
  const received = new Map<string, Received[]>();
  const [tree, another] = documents.flatMap(({ routes }) => routes);
  if (!tree || another || tree.isPart) return received;
  for (const { alerts } of documents) {
    for (const alert of alerts) {
      if (isSent(alert) !== 'yes') continue;
      const valueFor = lookupOf(alert);
      for (const way of walk(tree, route => passes(route.matchers, valueFor))) {
        const receiver = way.certain ? inherited(way, route => route.receiver) : undefined;
        if (receiver === undefined) continue;
        const names = inherited(way, route => route.groupBy) ?? [];
        const groupBy = names.includes('...') ? undefined : new Set(names);
        const known = received.get(receiver);
        if (known) known.push({ alert, groupBy });
        else received.set(receiver, [{ alert, groupBy }]);
      }
    }
  }
  return received;
}

/** What the nearest route on the way says. */
function inherited<T>(way: Way<RouteFact>, read: (route: RouteFact) => T | undefined): T | undefined {
  for (let at: Way<RouteFact> | undefined = way; at; at = at.outer) {
    const said = read(at.route);
    if (said !== undefined) return said;
  }
  return undefined;
}
