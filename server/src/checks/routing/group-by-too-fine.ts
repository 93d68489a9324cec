// A route that pages groups by what tells single devices or pods apart: one incident makes a page for each. Layer: checks.
import type { AlertmanagerFile, Route } from '../../model/alertmanager';
import { routesPerSlice } from '../../routing/names';
import type { YamlScalar } from '../../yaml/node';
import { follow, itemsOf } from '../../yaml/path';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'routing/group-by-too-fine',
  summary: 'A route that pages makes a notification for every device or pod.',
  severity: 'hint',
  since: '0.1.0',
  on: 'configuration',
  messages: {
    all: 'Every alert is a notification of its own here, and `{receiver}` pages for each; group by what an incident has in common, such as `alertname` and `cluster`.',
    single:
      'Every `{label}` is a notification of its own here, and `{receiver}` pages for each; group by what an incident has in common, such as `alertname` and `cluster`.',
  },
  *run(file, ctx) {
    const { route, routes, root } = file;
    if (!route || root.holder) return;
    const paging = pagingReceivers(file);
    if (paging.size === 0) return;
    const open: Grouped[] = [
      { route, base: 0 },
      ...routes.map(({ it, base }) => ({
        route: it,
        base,
        receiver: route.receiver?.value,
        grouping: fineLabel(route, 0),
      })),
    ];
    const told = new Set<YamlScalar>();
    let seen = 0;
    yield;
    for (let next = open.pop(); next; next = open.pop()) {
      if (++seen % routesPerSlice === 0) yield;
      const { base } = next;
      const receiver = next.route.receiver?.value ?? next.receiver;
      const grouping = next.route.groupBy ? fineLabel(next.route, base) : next.grouping;
      if (next.route !== route) {
        for (const below of next.route.routes) open.push({ route: below, base, receiver, grouping });
      }
      if (!grouping || receiver === undefined || !paging.has(receiver) || told.has(grouping.node)) continue;
      told.add(grouping.node);
      const at = { from: grouping.node.from + grouping.base, to: grouping.node.to + grouping.base };
      const label = grouping.node.value;
      if (label === '...') ctx.report(at, 'all', { receiver });
      else ctx.report(at, 'single', { receiver, label });
    }
  },
});

interface Grouped {
  readonly route: Route;
  readonly base: number;
  /** What it takes over from above. */
  readonly receiver?: string | undefined;
  readonly grouping?: FineLabel | undefined;
}

interface FineLabel {
  readonly node: YamlScalar;
  readonly base: number;
}

/** Labels of single devices, processes and pods. */
const fine: ReadonlySet<string> = new Set(
  '... gpu gpu_uuid UUID device pci_bus_id GPU_I_ID pod pod_name exported_pod container exported_container pid request_id trace_id'.split(
    ' ',
  ),
);

function fineLabel({ groupBy }: Route, base: number): FineLabel | undefined {
  for (const item of itemsOf(groupBy?.value)) {
    const node = follow(item);
    if (node?.kind === 'scalar' && fine.has(node.value)) return { node, base };
  }
  return undefined;
}

/** Receivers that wake somebody up. */
function pagingReceivers({ receivers }: AlertmanagerFile): ReadonlySet<string> {
  const found = receivers.filter(({ it }) =>
    it.integrations.some(({ type }) => /^(?:pagerduty|opsgenie|victorops|pushover|incidentio|sns)/i.test(type)),
  );
  return new Set(found.flatMap(({ it }) => it.name?.value ?? []));
}
