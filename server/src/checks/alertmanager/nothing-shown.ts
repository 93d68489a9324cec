// A message that shows an annotation or label which no alert has, or which the alerts of a group do not have in common.
// Layer: checks.
import type { AlertFact, DocumentFacts } from '../../analysis/facts';
import { scalarSource } from '../../analysis/source';
import type { Receiver } from '../../model/alertmanager';
import type { Root } from '../../model/root';
import { labelOf } from '../../routing/reach';
import { type Received, receivedAlerts } from '../../routing/receiving';
import { alertmanagerTemplates } from '../../template/env';
import { parseTemplate } from '../../template/parser';
import { type ShownText, shownTexts } from '../../template/shown';
import { slipOf } from '../../text/closest';
import type { YamlScalar } from '../../yaml/node';
import { defineCheck } from '../check';
import { integrationSchema, readOnce, templatesIn } from './receiverTemplates';

export const check = defineCheck({
  id: 'alertmanager/nothing-shown',
  summary: 'A message shows an annotation or label that its alerts do not have, or not in common.',
  severity: 'info',
  since: '0.1.0',
  awaits: 'file',
  on: 'receiver',
  needs: ['workspace'],
  messages: {
    near: 'No alert of this workspace has the annotation `{name}`, so nothing stands here; did you mean `{near}`?',
    unknown: 'No alert of this workspace has the annotation `{name}`, so nothing stands here.',
    nobody: 'No alert that comes here has the label `{name}`, so nothing stands here{hint}',
    letters: 'No alert has the label `{name}`, so nothing stands here: the name of an alert is in `alertname`.',
    elsewhere: 'No alert of this workspace has the label `{name}`, so nothing stands here; did you mean `{near}`?',
    differs:
      'Nothing stands here when two alerts of a group differ in `{name}`, as those of {alert} may; group by it, or show each by `range .Alerts`.',
    ungrouped:
      'Nothing stands here when two alerts of a group differ in `{name}`, and no route to `{receiver}` groups by it: group by it, or show each by `range .Alerts`.',
    label:
      'Nothing stands here when two alerts of a group differ in it: {alert} shows `{label}` in its `{name}`, and is not grouped by that; show the text of each, by `range .Alerts`.',
    value:
      'Nothing stands here when two alerts of a group differ in it: {alert} shows its value in `{name}`; show the text of each, by `range .Alerts`.',
  },
  run({ root, receiver, source }, ctx) {
    const name = receiver.name?.value;
    for (const { shown, isTold } of readOnce(ctx, receiver, root, () => messagesOf(receiver, root))) {
      const { documents } = ctx.workspace;
      const known = ctx.shared(() => knowledge(documents));
      const received = (name !== undefined && known.received.get(name)) || [];
      // Of alerts that nobody here knows the routes tell by what they are grouped.
      const groupings =
        received.length > 0 || root.kind !== 'alertmanager' || isTold ? undefined : known.groupings.get(name ?? '');
      for (const one of groupings?.every(isCoarse) ? shown : []) {
        if (one.kind !== 'label' || !one.common || !ofOne.has(one.name)) continue;
        const at = { source: scalarSource(one.scalar, source), span: { from: one.from, to: one.to } };
        ctx.report(at, 'ungrouped', { name: one.name, receiver: name ?? '' });
      }
      for (const one of shown) {
        if (!isOtherAlertname(one)) continue;
        const at = { source: scalarSource(one.scalar, source), span: { from: one.from, to: one.to } };
        ctx.report(at, 'letters', { name: one.name }, { severity: 'warning' });
      }
      if (received.length === 0 && known.names.size === 0) continue;
      const alerts = received.map(({ alert }) => alert);
      const isNothing = ({ kind, name: text }: ShownText): boolean =>
        kind === 'label'
          ? alerts.length > 0 && alerts.every(alert => labelOf(alert, text) === '')
          : known.names.size > 0 && !known.names.has(text);
      // Where a text shows one thing that is not there it may be for others; where it shows nothing else it is empty.
      const isEmpty = (scalar: YamlScalar): boolean =>
        !/template |SortedPairs|Values|Names/.test(scalar.value) &&
        shown.every(one => one.scalar !== scalar || isNothing(one));
      const severityIn = (scalar: YamlScalar) => ({ severity: isEmpty(scalar) ? 'info' : 'hint' }) as const;
      for (const { kind, name: text, common, from, to, scalar } of shown) {
        const at = { source: scalarSource(scalar, source), span: { from, to } };
        const isDiffering = common && !isTold && root.kind === 'alertmanager';
        if (kind === 'label') {
          if (isOtherAlertname({ kind, name: text })) continue;
          if (isNothing({ kind, name: text, common, from, to })) {
            const near = slipOf(text, labelsOf(alerts));
            const hint = near === undefined ? '.' : `; did you mean \`${near}\`?`;
            ctx.report(
              at,
              'nobody',
              { name: text, hint },
              near === undefined ? severityIn(scalar) : inLetters(text, near),
            );
          } else if (alerts.length === 0) {
            // Of receivers whose alerts are not known, only what looks like a label that the workspace's alerts have.
            const near = known.nearLabel(text);
            if (near !== undefined) ctx.report(at, 'elsewhere', { name: text, near }, inLetters(text, near));
          } else if (isDiffering && !ofTargets.has(text)) {
            const one = received.find(({ alert, groupBy }) => groupBy && !groupBy.has(text) && mayDiffer(alert, text));
            if (one) ctx.report(at, 'differs', { name: text, alert: one.alert.name });
          }
        } else if (isNothing({ kind, name: text, common, from, to })) {
          const near = nearOf(text, known.names);
          if (near !== undefined) ctx.report(at, 'near', { name: text, near }, inLetters(text, near));
          else ctx.report(at, 'unknown', { name: text }, severityIn(scalar));
        } else if (isDiffering) {
          const differing = differs(text, received);
          if (!differing) continue;
          const { alert, label } = differing;
          if (label === undefined) ctx.report(at, 'value', { name: text, alert });
          else ctx.report(at, 'label', { name: text, alert, label });
        }
      }
    }
  },
});

/** What an integration's texts show. */
interface Message {
  readonly shown: readonly (ShownText & { readonly scalar: YamlScalar })[];
  /** The alerts are told one by one as well, so that nothing is lost. */
  readonly isTold: boolean;
}

/** The messages of a receiver that show annotations or labels. */
function messagesOf({ integrations }: Receiver, root: Root): readonly Message[] {
  return integrations.flatMap(({ type, node }) => {
    const texts = [...templatesIn(node, integrationSchema(root, type))].map(({ scalar }) => scalar);
    const shown = texts.flatMap(scalar => {
      if (!maps.some(map => scalar.value.includes(map))) return [];
      const parsed = parseTemplate(scalar.value, alertmanagerTemplates({ major: 0, minor: 34 }));
      return parsed.problems.length > 0 ? [] : shownTexts(parsed).map(one => ({ ...one, scalar }));
    });
    if (shown.length === 0) return [];
    return { shown, isTold: texts.some(({ value }) => lists.some(word => value.includes(word))) };
  });
}

const maps = ['Annotations', 'Labels'];

/** Labels of targets, of which an expression often selects one. */
const ofTargets: ReadonlySet<string> = new Set(['job', 'namespace', 'service', 'container', 'endpoint', 'cluster']);

/** What a text needs that tells alerts one by one. */
const lists = ['range ', 'template ', 'index '];

/** The annotations of a workspace's alerts, and who gets which alerts. */
function knowledge(documents: readonly DocumentFacts[]) {
  const names = new Set<string>();
  const all = documents.flatMap(({ alerts }) => alerts);
  const labels = labelsOf(all);
  // The same label is often shown by all receivers.
  const near = new Map<string, string | undefined>();
  const nearLabel = (text: string): string | undefined => {
    if (!near.has(text)) {
      const slip = ofOne.has(text) || ofTargets.has(text) ? undefined : slipOf(text, labels);
      near.set(text, slip !== undefined && all.every(alert => labelOf(alert, text) === '') ? slip : undefined);
    }
    return near.get(text);
  };
  for (const { alerts } of documents) {
    for (const { annotations } of alerts) for (const { name } of annotations) names.add(name);
  }
  return { names, nearLabel, received: receivedAlerts(documents), groupings: groupingsOf(documents) };
}

type GroupBy = readonly string[] | undefined;

/** What the routes to each receiver group by, inherited or not. */
function groupingsOf(documents: readonly DocumentFacts[]): ReadonlyMap<string, readonly GroupBy[]> {
  const found = new Map<string, GroupBy[]>();
  const open = documents.flatMap(({ routes }) =>
    routes.map(route => ({ route, receiver: route.receiver, by: route.groupBy })),
  );
  for (let next = open.pop(); next; next = open.pop()) {
    const { route, receiver = '', by } = next;
    const known = found.get(receiver);
    if (known) known.push(by);
    else found.set(receiver, [by]);
    for (const child of route.routes)
      open.push({ route: child, receiver: child.receiver ?? receiver, by: child.groupBy ?? by });
  }
  return found;
}

/** Labels of one pod, machine, device or model. */
const ofOne: ReadonlySet<string> = new Set(
  'instance pod node host hostname Hostname gpu gpu_id UUID uuid device model_name model job_name run_id deployment'.split(
    ' ',
  ),
);

/** Whether groups hold alerts of many of these. */
function isCoarse(by: GroupBy): boolean {
  return by !== undefined && by.length > 0 && !by.some(label => label === '...' || ofOne.has(label));
}

/** A slip of the keyboard, or the same word with an ending such as `_url`. */
function nearOf(name: string, names: ReadonlySet<string>): string | undefined {
  const slip = slipOf(name, names);
  if (slip !== undefined) return slip;
  for (const one of names) if (one.startsWith(`${name}_`) || name.startsWith(`${one}_`)) return one;
  return undefined;
}

/** An alert of which two in one group differ in an annotation, and the label by which they do. */
function differs(name: string, received: readonly Received[]): { alert: string; label?: string } | undefined {
  for (const { alert, groupBy } of received) {
    const fact = alert.annotations.find(one => one.name === name);
    if (!fact || !groupBy) continue;
    const label = fact.shows.find(one => !groupBy.has(one) && mayDiffer(alert, one));
    if (label !== undefined) return { alert: alert.name, label };
    if (fact.changes && mayShareGroup(alert, groupBy)) return { alert: alert.name };
  }
  return undefined;
}

/** `AlertName`, which is nobody's own label. */
function isOtherAlertname({ kind, name }: Pick<ShownText, 'kind' | 'name'>): boolean {
  return kind === 'label' && name !== 'alertname' && name.toLowerCase().replace('_', '') === 'alertname';
}

/** A name in other letters is no name that somebody else's alerts may have. */
function inLetters(name: string, near: string): { severity?: 'warning' } {
  return name.toLowerCase() === near.toLowerCase() ? { severity: 'warning' } : {};
}

/** The labels that alerts may have. */
function labelsOf(alerts: readonly AlertFact[]): ReadonlySet<string> {
  const labels = new Set<string>();
  for (const alert of alerts) {
    for (const { name } of alert.labels) labels.add(name);
    for (const { possible } of alert.branches ?? []) for (const label of possible) labels.add(label);
  }
  return labels;
}

/** Whether the alert's series have the label by the metric or the expression. */
function mayDiffer({ branches, labels }: AlertFact, label: string): boolean {
  if (!branches || labels.some(({ name }) => name === label)) return false;
  return branches.every(({ possible, sure }) => possible.has(label) || sure.has(label));
}

/** Whether two series of an alert may be in one group: by a label that they surely have and that is not one value. */
function mayShareGroup({ branches }: AlertFact, groupBy: ReadonlySet<string>): boolean {
  if (!branches || branches.length === 0) return false;
  return branches.every(({ sure }) =>
    sure.some(label => !groupBy.has(label) && label !== 'job' && branches.every(one => one.sure.has(label))),
  );
}
