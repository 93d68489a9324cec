// A message that shows an annotation which no alert has, or which the alerts of a group do not have in common. Layer: checks.
import type { AlertFact, DocumentFacts } from '../../analysis/facts';
import { scalarSource } from '../../analysis/source';
import { type Received, receivedAlerts } from '../../routing/receiving';
import { shownAnnotations } from '../../template/annotations';
import { alertmanagerTemplates } from '../../template/env';
import { parseTemplate } from '../../template/parser';
import { slipOf } from '../../text/closest';
import { defineCheck } from '../check';
import { integrationSchema, templatesIn } from './receiverTemplates';

export const check = defineCheck({
  id: 'alertmanager/lost-annotation',
  summary: 'A message shows an annotation that its alerts do not have, or not in common.',
  severity: 'info',
  since: '0.1.0',
  awaits: 'file',
  on: 'receiver',
  needs: ['workspace'],
  messages: {
    near: 'No alert of this workspace has the annotation `{name}`, so nothing stands here; did you mean `{near}`?',
    unknown: 'No alert of this workspace has the annotation `{name}`, so nothing stands here.',
    label:
      'Nothing stands here when two alerts of a group differ in it: {alert} shows `{label}` in its `{name}`, and is not grouped by that; show the text of each, by `range .Alerts`.',
    value:
      'Nothing stands here when two alerts of a group differ in it: {alert} shows its value in `{name}`; show the text of each, by `range .Alerts`.',
  },
  run({ root, receiver, source }, ctx) {
    const name = receiver.name?.value;
    for (const { type, node } of receiver.integrations) {
      const texts = [...templatesIn(node, integrationSchema(root, type))].filter(({ scalar }) =>
        scalar.value.includes('nnotations'),
      );
      if (texts.length === 0) continue;
      const { documents } = ctx.workspace;
      const known = ctx.shared(() => knowledge(documents));
      if (known.names.size === 0) continue;
      const shown = texts.flatMap(({ scalar }) => {
        const parsed = parseTemplate(scalar.value, alertmanagerTemplates({ major: 0, minor: 34 }));
        return parsed.problems.length > 0 ? [] : shownAnnotations(parsed).map(one => ({ ...one, scalar }));
      });
      // Where the alerts are told one by one as well, nothing is lost.
      const isTold = [...templatesIn(node, integrationSchema(root, type))].some(({ scalar }) =>
        lists.some(word => scalar.value.includes(word)),
      );
      for (const { name: annotation, common, from, to, scalar } of shown) {
        const at = { source: scalarSource(scalar, source), span: { from, to } };
        if (!known.names.has(annotation)) {
          const near = nearOf(annotation, known.names);
          if (near !== undefined) ctx.report(at, 'near', { name: annotation, near });
          else ctx.report(at, 'unknown', { name: annotation }, { severity: 'hint' });
        } else if (common && !isTold && name !== undefined && root.kind === 'alertmanager') {
          const differing = differs(annotation, known.received.get(name) ?? []);
          if (!differing) continue;
          const { alert, label } = differing;
          if (label === undefined) ctx.report(at, 'value', { name: annotation, alert });
          else ctx.report(at, 'label', { name: annotation, alert, label });
        }
      }
    }
  },
});

/** What a text needs that tells alerts one by one. */
const lists = ['range ', 'template ', 'index '];

/** The annotations of a workspace's alerts, and who gets which alerts. */
function knowledge(documents: readonly DocumentFacts[]) {
  const names = new Set<string>();
  for (const { alerts } of documents) {
    for (const { annotations } of alerts) for (const { name } of annotations) names.add(name);
  }
  return { names, received: receivedAlerts(documents) };
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
