// A receiver's text shows a label of the group by which none of its routes groups: nothing stands there. Layer: checks.
import type { AlertmanagerFile, Receiver, Route } from '../../model/alertmanager';
import { itemsOf } from '../../model/structure/fields';
import { hasAllRoutes } from '../../routing/names';
import { alertmanagerTemplates } from '../../template/env';
import { groupLabelsIn } from '../../template/groupLabels';
import { parseTemplate } from '../../template/parser';
import { lazy } from '../../text/lazy';
import { follow } from '../../yaml/path';
import { defineCheck } from '../check';
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
        ctx.report({ from: from + base, to: to + base }, 'found', { receiver: name, label });
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

/** By what the routes to each receiver group, inherited or not; undefined where that is not known. */
function groupingsOf({
  route,
  routes,
  root,
}: AlertmanagerFile): ReadonlyMap<string, (ReadonlySet<string> | undefined)[]> {
  const found = new Map<string, (ReadonlySet<string> | undefined)[]>();
  // What an object's routes take over from the tree above is not known.
  const above = root.kind === 'alertmanager' ? new Set<string>() : undefined;
  const open: { route: Route; by: ReadonlySet<string> | undefined; receiver: string | undefined }[] = [];
  const add = (one: Route, by: ReadonlySet<string> | undefined, receiver: string | undefined): void => {
    open.push({ route: one, by: one.groupBy ? groupBy(one) : by, receiver: one.receiver?.value ?? receiver });
  };
  if (route) add(route, above, undefined);
  const [top] = open;
  for (const { it } of routes) add(it, top?.by, top?.receiver);
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.receiver !== undefined) {
      const known = found.get(next.receiver) ?? [];
      known.push(next.by);
      found.set(next.receiver, known);
    }
    for (const child of next.route.routes) add(child, next.by, next.receiver);
  }
  return found;
}

function groupBy({ groupBy: pair }: Route): ReadonlySet<string> | undefined {
  const names = itemsOf(pair?.value).map(item => follow(item));
  return names.every(item => item?.kind === 'scalar')
    ? new Set(names.map(item => (item?.kind === 'scalar' ? item.value : '')))
    : undefined;
}
