// Gives alerts what Prometheus adds to them and changes. Layer: workspace (pure).
import type { AlertFact, DocumentFacts } from '../analysis/facts';
import type { Config } from '../config/config';
import type { Senders } from '../relabel/senders';

/** With a cache of its own: the same object for one alert as long as that is the same. */
export function createLabeller(): (
  facts: DocumentFacts,
  external: Config['externalLabels'],
  senders: Senders | undefined,
) => DocumentFacts {
  const known = new WeakMap<AlertFact, AlertFact>();
  return (facts, external, senders) => {
    if ((!external && !senders) || facts.alerts.length === 0) return facts;
    const added = { ...(external ? { external } : {}), ...(senders ? { senders } : {}) };
    const labelled = (alert: AlertFact): AlertFact => {
      let own = known.get(alert);
      if (!own || own.external !== external || own.senders !== senders)
        known.set(alert, (own = { ...alert, ...added }));
      return own;
    };
    return { ...facts, alerts: facts.alerts.map(labelled) };
  };
}
