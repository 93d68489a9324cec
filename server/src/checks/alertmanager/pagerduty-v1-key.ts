// `service_key` selects PagerDuty's Events API v1, which knows no severity, class, component, group, images and links:
// Alertmanager leaves these fields out without a word.
import type { YamlNode } from '../../yaml/node';
import { follow } from '../../yaml/path';
import { defineCheck } from '../check';

/** Fields of `pagerduty_configs` that only Events API v2 sends. */
const onlyV2: ReadonlySet<string> = new Set(['severity', 'class', 'component', 'group', 'images', 'links', 'source']);

export const check = defineCheck({
  id: 'alertmanager/pagerduty-v1-key',
  summary: 'A PagerDuty key of Events API v1 stands beside fields that only v2 sends.',
  severity: 'warning',
  since: '0.1.0',
  on: 'receiver',
  messages: {
    lost: '`{key}` uses Events API v1, which does not send {fields}: use an integration of Events API v2 and its `routing_key`.',
  },
  run({ receiver }, ctx) {
    for (const { type, node } of receiver.integrations) {
      if (type !== 'pagerduty_configs') continue;
      const keys = node.pairs
        .filter(({ value }) => saysSomething(value))
        .map(({ key }) => key)
        .filter(key => key.kind === 'scalar');
      const v1 = keys.find(({ value }) => value === 'service_key' || value === 'service_key_file');
      const lost = keys.map(({ value }) => value).filter(name => onlyV2.has(name));
      if (!v1 || lost.length === 0 || keys.some(({ value }) => value.startsWith('routing_key'))) continue;
      ctx.report(v1, 'lost', { key: v1.value, fields: lost.map(name => `\`${name}\``).join(', ') });
    }
  },
});

/** An empty text or list is what stands there anyway. */
function saysSomething(node: YamlNode): boolean {
  const value = follow(node);
  if (value?.kind === 'scalar') return value.value !== '';
  return value?.kind === 'seq' ? value.items.length > 0 : value?.kind === 'map';
}
