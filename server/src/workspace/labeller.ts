// Gives alerts what Prometheus adds to them and changes. Layer: workspace (pure).
import type { AlertFact, DocumentFacts, GroupFact } from '../analysis/facts';
import type { Config } from '../config/config';
import type { Senders } from '../relabel/senders';

/** With a cache of its own: the same object for one alert and one group as long as these are the same. */
export function createLabeller(): (
  facts: DocumentFacts,
  external: Config['externalLabels'],
  senders: Senders | undefined,
) => DocumentFacts {
  const alerts = new WeakMap<AlertFact, AlertFact>();
  const known = new WeakMap<GroupFact, { readonly added: Added; readonly group: GroupFact }>();
  return (facts, external, senders) => {
    if ((!external && !senders) || facts.alerts.length === 0) return facts;
    const added: Added = { ...(external ? { external } : {}), ...(senders ? { senders } : {}) };
    const isAdded = (to: Added): boolean => to.external === external && to.senders === senders;
    const labelled = (alert: AlertFact): AlertFact => {
      let own = alerts.get(alert);
      if (!own || !isAdded(own)) alerts.set(alert, (own = { ...alert, ...added }));
      return own;
    };
    const groups = facts.groups.map(group => {
      if (group.alerts.length === 0) return group;
      let own = known.get(group);
      if (!own || !isAdded(own.added))
        known.set(group, (own = { added, group: { ...group, alerts: group.alerts.map(labelled) } }));
      return own.group;
    });
    return { ...facts, groups, alerts: groups.flatMap(group => group.alerts) };
  };
}

/** What is said of every alert of a file. */
type Added = Pick<AlertFact, 'external' | 'senders'>;
