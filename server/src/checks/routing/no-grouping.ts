// A root route without `group_by`: all that a route takes is one notification. Layer: checks.

import { touchesHole } from '../../model/holes/holes';
import { itemsOf } from '../../yaml/path';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'routing/no-grouping',
  summary: 'Nothing says by what alerts are grouped.',
  severity: 'hint',
  unasked: true,
  since: '0.1.0',
  awaits: 'map',
  on: 'configuration',
  messages: {
    found:
      'Without `group_by` all alerts of a route are one notification, however little they have to do with each other; group by `alertname` and what tells systems apart, such as `cluster`.',
  },
  run({ route, routes, root }, ctx) {
    if (root.kind !== 'alertmanager' || root.holder || !route || itemsOf(route.groupBy?.value).length > 0) return;
    // Where each route below says it, the root takes what is left.
    if (routes.length > 0 && routes.every(({ it }) => it.groupBy)) return;
    if (touchesHole(root.holes, route.node)) return;
    const at = route.groupBy?.key ?? route.receiver;
    if (at) ctx.report(at, 'found', {});
  },
});
