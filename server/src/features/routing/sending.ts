// What Prometheus makes of alerts before it sends them, by its configuration in the workspace. Layer: features.
import type { AlertFact } from '../../analysis/facts';
import { knownLabels } from '../../relabel/draft';
import type { SentLabels } from '../../relabel/relabel';
import { nameOf, type Senders } from '../../relabel/senders';
import { stepWords } from '../../relabel/step';
import { sentOf } from '../../routing/reach';
import type { AskedAlert } from './route';
import type { SentAs } from './shapes';

/** An alert that fires, as it is sent; as it was where that is not clear. `asked`: labels that the routing asks for. */
export function sentAlert(alert: AskedAlert, senders: Senders | undefined, asked: ReadonlySet<string>): AskedAlert {
  const relabeller = senders?.one;
  if (!senders || !relabeller || alert.valueFor) return alert;
  const sent = relabeller.sent(knownLabels(alert.labels));
  const labels = shownLabels(sent, alert.labels);
  // An external label may have a value that only the surroundings of the server tell.
  const isOpen =
    sent.sent === 'perhaps' ||
    sent.labels.names.some(name => asked.has(name) && sent.labels.valueFor(name) === undefined);
  return {
    ...alert,
    labels,
    sentAs: sentAs(sent, senders, labels),
    ...(isOpen ? { valueFor: sent.labels.valueFor } : {}),
  };
}

/** The alert of a rule, with all that is done to it; as it fires where that is not clear. */
export function sentFact(fact: AlertFact, senders: Senders | undefined): AlertFact {
  if (senders && !senders.one) {
    const { senders: _, ...fired } = fact;
    return fired;
  }
  // The configuration says which external labels there are.
  return senders ? { ...fact, external: fact.external ?? {}, senders } : fact;
}

/** How the alert of a rule is sent, where that is clear; `labels` are what it could look like when it fires. */
export function factSentAs(fact: AlertFact, labels: Readonly<Record<string, string>>): SentAs | undefined {
  const { senders } = fact;
  const [sent] = sentOf(fact) ?? [];
  return senders?.one && sent ? sentAs(sent, senders, shownLabels(sent, labels)) : undefined;
}

function sentAs(sent: SentLabels, senders: Senders, labels: SentAs['labels']): SentAs {
  const { file } = senders.all[0]!;
  return { file, sent: sent.sent, labels, words: wordsOf(sent, nameOf(file)) };
}

function wordsOf({ sent, droppedBy, changes }: SentLabels, file: string): readonly string[] {
  const step = droppedBy ? `alert_relabel_configs of ${file} ${stepWords(droppedBy)}` : '';
  if (sent === 'no') return [`Prometheus never sends it: ${step}.`];
  const { added: external, steps } = changes();
  const changed = [...new Set(steps.map(stepWords))].join(', ');
  const added = external.map(name => `\`${name}\``).join(', ');
  return [
    ...(sent === 'perhaps' ? [`Perhaps Prometheus does not send it, as the data decides: ${step}.`] : []),
    ...(added === '' ? [] : [`${file} adds the external ${external.length === 1 ? 'label' : 'labels'} ${added}.`]),
    ...(changed === '' ? [] : [`Before it is sent, alert_relabel_configs of ${file} ${changed}.`]),
  ];
}

/** Labels to be shown: of those whose value is not known one that they could have. */
function shownLabels(sent: SentLabels, fired: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const shown: Record<string, string> = {};
  for (const name of new Set([...sent.labels.names, ...Object.keys(fired)])) {
    const value = sent.labels.valueFor(name) ?? (sent.isTouched(name) ? `‹${name}›` : fired[name]);
    if (value !== undefined && value !== '') shown[name] = value;
  }
  return shown;
}
