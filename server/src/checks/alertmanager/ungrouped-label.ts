// A receiver's text shows a label of the group by which none of its routes groups: nothing stands there. Layer: checks.
import type { AlertmanagerFile, Receiver } from '../../model/alertmanager';
import { hasAllRoutes } from '../../routing/names';
import { alertmanagerTemplates } from '../../template/env';
import { groupLabelsIn } from '../../template/groupLabels';
import { parseTemplate } from '../../template/parser';
import { slipOf } from '../../text/closest';
import { lazy } from '../../text/lazy';
import { defineCheck } from '../check';
import { groupingsOf } from './groupings';
import { integrationSchema, readOnce, templatesIn } from './receiverTemplates';

export const check = defineCheck({
  id: 'alertmanager/ungrouped-label',
  summary: 'A message shows a label of the group by which no route groups.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'file',
  on: 'configuration',
  messages: {
    found:
      'No route to `{receiver}` groups by `{label}`, so `.GroupLabels.{label}` is nothing here: add it to `group_by`, or read `.CommonLabels.{label}`.',
    near: 'No route to `{receiver}` groups by `{label}`, so `.GroupLabels.{label}` is nothing here; did you mean `{near}`?',
  },
  *run(file, ctx) {
    if (!hasAllRoutes(file)) return;
    const groupings = lazy(() => groupingsOf(file));
    for (const [i, { it: receiver, base }] of file.receivers.entries()) {
      if (i % receiversPerSlice === receiversPerSlice - 1) yield;
      for (const { label, from, to } of readOnce(ctx, receiver, file.root, () => [...readsIn(receiver, file)])) {
        const name = receiver.name?.value;
        const groups = name === undefined ? undefined : groupings().get(name);
        if (name === undefined || !groups || groups.some(by => by === undefined || by.has('...') || by.has(label)))
          continue;
        const at = { from: from + base, to: to + base };
        const near = slipOf(
          label,
          groups.flatMap(by => [...by!]),
        );
        if (near === undefined) ctx.report(at, 'found', { receiver: name, label });
        else ctx.report(at, 'near', { receiver: name, label, near });
      }
    }
  },
});

/** How many receivers are looked through between two yields. */
const receiversPerSlice = 32;

interface Read {
  readonly label: string;
  readonly from: number;
  readonly to: number;
}

/** The labels of the group that a receiver's texts show, each at the whole text. */
function* readsIn({ integrations }: Receiver, { root }: AlertmanagerFile): Generator<Read, void> {
  for (const { type, node } of integrations) {
    for (const { scalar } of templatesIn(node, integrationSchema(root, type))) {
      if (!scalar.value.includes('GroupLabels')) continue;
      const parsed = parseTemplate(scalar.value, alertmanagerTemplates({ major: 0, minor: 34 }, undefined));
      if (parsed.problems.length > 0) continue;
      for (const label of groupLabelsIn(parsed.nodes)) yield { label, from: scalar.from, to: scalar.to };
    }
  }
}
