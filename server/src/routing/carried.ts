// What the alerts of a workspace carry under a label that rules set themselves. Layer: routing (above analysis).
import type { DocumentFacts } from '../analysis/facts';
import { isSent, labelOf, setByRules } from './reach';

/** The values of labels that alerts surely have where they have them at all. */
export interface CarriedValues {
  /** Undefined where a value may come from elsewhere, or no alert has the label. */
  of(label: string): ReadonlySet<string> | undefined;
}

/** What one document's alerts carry; a label whose value a template makes is `open`. */
export interface CarriedIn {
  readonly values: ReadonlyMap<string, ReadonlySet<string>>;
  readonly open: ReadonlySet<string>;
}

/** The labels and values that the rules of a document set. */
export function carriedIn({ alerts }: DocumentFacts): CarriedIn {
  const values = new Map<string, Set<string>>();
  const open = new Set<string>();
  const add = (label: string, value: string): void => {
    const known = values.get(label);
    if (known) known.add(value);
    else values.set(label, new Set([value]));
  };
  for (const alert of alerts) {
    if (alert.senders && isSent(alert) !== 'no') {
      for (const label of ['alertname', ...setByRules]) {
        const value = labelOf(alert, label);
        if (value === undefined) open.add(label);
        else if (value !== '') add(label, value);
      }
      continue;
    }
    add('alertname', alert.name);
    for (const { name, value } of alert.labels) {
      if (value === undefined) open.add(name);
      else if (value !== '' && isSetByRules(name)) add(name, value);
    }
  }
  return { values, open };
}

/** What all documents' alerts carry, of labels that come from nowhere else. */
export function carriedValues(documents: readonly CarriedIn[]): CarriedValues {
  const values = new Map<string, Set<string>>();
  const open = new Set<string>();
  for (const one of documents) {
    for (const label of one.open) open.add(label);
    for (const [label, some] of one.values) {
      const known = values.get(label) ?? new Set<string>();
      for (const value of some) known.add(value);
      values.set(label, known);
    }
  }
  return { of: label => (open.has(label) ? undefined : values.get(label)) };
}

/** Whether an alert has the label from its rule alone. */
export function isSetByRules(label: string): boolean {
  return label === 'alertname' || setByRules.has(label);
}

/** Alerts of the usual charts, which stand in rules elsewhere. */
export function isOfCharts(alert: string): boolean {
  return /^(?:Watchdog|InfoInhibitor|DeadMansSwitch|DeadManSwitch|AlwaysFiring)$/i.test(alert);
}

/** Whether an alert fires all the time, by the name that the usual charts give it. */
export function alwaysFires(alert: string): boolean {
  return /^(?:watchdog|dead_?mans?_?switch|always_?firing)$/i.test(alert);
}

/** Whether a label tells whole systems apart, as external labels do: all alerts of one have it alike. */
export function tellsSites(label: string): boolean {
  return /^(?:cluster(?:_?name)?|region|data_?cent(?:er|re)|dc|site|env|environment|tenant)$/i.test(label);
}
