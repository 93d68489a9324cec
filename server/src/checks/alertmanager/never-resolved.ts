// A pager that is not told when an alert ends: its incidents stay open until somebody closes them. Layer: checks.
import { getScalar } from '../../yaml/path';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'alertmanager/never-resolved',
  summary: 'A pager is not told when an alert ends.',
  severity: 'hint',
  since: '0.1.0',
  on: 'receiver',
  messages: {
    found:
      'Without resolved messages an incident stays open when its alert has ended, until somebody closes it; leave `{key}` out.',
  },
  run({ receiver }, ctx) {
    for (const { type, node } of receiver.integrations) {
      if (!/^(?:pagerduty|opsgenie|victorops)/.test(type)) continue;
      const key = type.endsWith('_configs') ? 'send_resolved' : 'sendResolved';
      const value = getScalar(node, key);
      if (value && /^(?:false|no|off|n)$/i.test(value.value)) ctx.report(value, 'found', { key });
    }
  },
});
