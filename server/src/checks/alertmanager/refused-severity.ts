// A severity or priority that the pager's API does not take: it refuses the whole event, and nobody is paged. Layer: checks.
import type { DocumentFacts } from '../../analysis/facts';
import { scalarSource } from '../../analysis/source';
import type { Receiver } from '../../model/alertmanager';
import { askedFor, letThrough } from '../../routing/letThrough';
import { withBelow } from '../../routing/names';
import { labelOf } from '../../routing/reach';
import { type Received, receivedAlerts } from '../../routing/receiving';
import { alertmanagerTemplates } from '../../template/env';
import { parseTemplate } from '../../template/parser';
import { anyOf, inCode } from '../../text/words';
import type { YamlScalar } from '../../yaml/node';
import { get, getScalar } from '../../yaml/path';
import { defineCheck } from '../check';
import { readOnce } from './receiverTemplates';

/** What APIs take, by the first letters of an integration's key (PagerDuty's Events API v2, Opsgenie's Alert API). */
const pagers = [
  { of: 'pagerduty', pager: 'PagerDuty', key: 'severity', takes: ['critical', 'error', 'warning', 'info'] },
  { of: 'opsgenie', pager: 'Opsgenie', key: 'priority', takes: ['P1', 'P2', 'P3', 'P4', 'P5'] },
] as const;

export const check = defineCheck({
  id: 'alertmanager/refused-severity',
  summary: 'A severity or priority that the pager refuses.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'file',
  on: 'receiver',
  needs: ['workspace'],
  messages: {
    text: '{pager} takes only {takes}, and refuses an event with `{value}`.',
    label:
      '{pager} takes only {takes}, and {alert} has `{label}` `{value}`: its event is refused; map the values by `if`.',
    routed:
      '{pager} takes only {takes}, and only alerts with `{label}` {values} come here: every event is refused; map the values by `if`.',
    asked:
      '{pager} takes only {takes}, and a route sends alerts with `{label}` {values} here: their events are refused; map the values by `if`.',
    usual:
      '{pager} takes only {takes}, and `{label}` hardly ever is one of these: an event with another value is refused; map the values by `if`.',
  },
  run({ root, receiver, source }, ctx) {
    for (const { pager, scalar, read } of readOnce(ctx, receiver, root, () => urgenciesOf(receiver))) {
      const at = { source: scalarSource(scalar, source), span: { from: 0, to: scalar.value.length } };
      const takes: readonly string[] = pager.takes;
      const named = { pager: pager.pager, takes: takes.map(one => `\`${one}\``).join(', ') };
      const value = scalar.value.trim();
      if (!value.includes('{{')) {
        if (value !== '' && !takes.includes(value)) ctx.report(at, 'text', { ...named, value });
        continue;
      }
      if (!read || !receiver.name) continue;
      const { documents } = ctx.workspace;
      const coming = ctx.shared(() => ({
        alerts: receivedAlerts(documents),
        values: letThrough(documents),
        asked: askedFor(documents),
      }));
      const received = coming.alerts.get(receiver.name.value) ?? [];
      const refused = refusedAmong(received, read, takes);
      if (refused) {
        ctx.report(at, 'label', { ...named, ...refused, label: read.label });
        continue;
      }
      if (root.holder) continue;
      const { label } = read;
      const values = coming.values(label).get(receiver.name.value);
      const isRefused = (value: string): boolean => {
        const sent = changedBy(read.change, value);
        return value !== '' && sent !== undefined && !takes.includes(sent);
      };
      const refusing = (all: Iterable<string>): readonly string[] => [...all].filter(isRefused).sort();
      const [every, some] = [values ?? [], coming.asked(label).get(receiver.name.value) ?? []].map(refusing);
      if (values && every!.length > 0 && every!.length === [...values].filter(Boolean).length)
        ctx.report(at, 'routed', { ...named, label, values: anyOf(inCode(every!)) });
      else if (some!.length > 0) ctx.report(at, 'asked', { ...named, label, values: anyOf(inCode(some!)) });
      // `severity` holds words such as `critical`, as far as nobody here gives it or asks it for what Opsgenie takes.
      else if (pager.pager === 'Opsgenie' && label === 'severity' && !read.change && !isGradedSo(documents, takes))
        ctx.report(at, 'usual', { ...named, label }, { severity: 'info' });
    }
  },
});

/** Whether a rule sets, or a route asks for, a severity that is one of some values or is only known at run time. */
function isGradedSo(documents: readonly DocumentFacts[], takes: readonly string[]): boolean {
  const may = (value: string): boolean => takes.some(one => value.includes(one)) || value.includes('{{');
  return documents.some(
    ({ alerts, routes }) =>
      alerts.some(({ labels }) => labels.some(({ name, value }) => name === 'severity' && may(value ?? '{{'))) ||
      [...withBelow(routes)].some(({ matchers }) =>
        matchers.some(({ label, value }) => label === 'severity' && may(value)),
      ),
  );
}

interface Urgency {
  readonly pager: (typeof pagers)[number];
  /** The severity or priority that is sent. */
  readonly scalar: YamlScalar;
  readonly read: LabelText | undefined;
}

/** What a receiver tells its pagers of how urgent an event is. */
function urgenciesOf({ integrations }: Receiver): readonly Urgency[] {
  return integrations.flatMap(({ type, node }) => {
    const pager = pagers.find(({ of }) => type.startsWith(of));
    const scalar = pager && getScalar(node, pager.key);
    // The first API, asked with a service key, has no severity.
    if (!scalar || get(node, 'service_key') || get(node, 'serviceKey')) return [];
    return { pager, scalar, read: scalar.value.includes('{{') ? labelIn(scalar.value.trim()) : undefined };
  });
}

interface LabelText {
  readonly label: string;
  readonly change?: string;
}

/** The label that is all that a template prints, as it is or in other letters. */
function labelIn(text: string): LabelText | undefined {
  const { nodes, problems } = parseTemplate(text, alertmanagerTemplates({ major: 0, minor: 34 }));
  const [node, another] = nodes;
  if (problems.length > 0 || another || node?.kind !== 'action' || node.pipe.declares.length > 0) return undefined;
  const [first, change, more] = node.pipe.commands;
  const [read, argument] = first?.args ?? [];
  if (more || argument || read?.kind !== 'field' || read.path.length !== 2) return undefined;
  const [map, label] = read.path;
  if (map?.name !== 'CommonLabels' && map?.name !== 'GroupLabels') return undefined;
  const head = change?.args[0];
  if (change && (head?.kind !== 'ident' || change.args.length > 1)) return undefined;
  return { label: label!.name, ...(head?.kind === 'ident' ? { change: head.name } : {}) };
}

function refusedAmong(
  received: readonly Received[],
  { label, change }: LabelText,
  takes: readonly string[],
): { alert: string; value: string } | undefined {
  for (const { alert } of received) {
    const own = alert.senders ? labelOf(alert, label) : alert.labels.find(({ name }) => name === label)?.value;
    const value = own ? changedBy(change, own) : undefined;
    if (value !== undefined && !takes.includes(value)) return { alert: alert.name, value };
  }
  return undefined;
}

/** A label's value as a function of templates gives it; undefined of one that is not known. */
function changedBy(change: string | undefined, value: string): string | undefined {
  if (change === undefined) return value;
  return change === 'toLower' ? value.toLowerCase() : change === 'toUpper' ? value.toUpperCase() : undefined;
}
