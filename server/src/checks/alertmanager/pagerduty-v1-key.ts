// `service_key` selects PagerDuty's Events API v1, which knows no severity, class, component, group, images and links:
// Alertmanager leaves these fields out without a word. Layer: checks.
import type { YamlNode } from '../../yaml/node';
import { follow } from '../../yaml/path';
import { defineCheck } from '../check';

interface Keys {
  /** Keys that select Events API v1. */
  readonly v1: ReadonlySet<string>;
  readonly v2: string;
  /** Fields that only v2 sends. */
  readonly onlyV2: ReadonlySet<string>;
}

const common = ['severity', 'class', 'component', 'group', 'source'];

/** The keys of a receiver, by the list it stands in: that of a configuration, and that of an AlertmanagerConfig object. */
const spellings: Readonly<Record<string, Keys>> = {
  pagerduty_configs: {
    v1: new Set(['service_key', 'service_key_file']),
    v2: 'routing_key',
    onlyV2: new Set([...common, 'images', 'links']),
  },
  pagerdutyConfigs: {
    v1: new Set(['serviceKey']),
    v2: 'routingKey',
    onlyV2: new Set([...common, 'pagerDutyImageConfigs', 'pagerDutyLinkConfigs']),
  },
};

export const check = defineCheck({
  id: 'alertmanager/pagerduty-v1-key',
  summary: 'A PagerDuty key of Events API v1 stands beside fields that only v2 sends.',
  severity: 'warning',
  since: '0.1.0',
  on: 'receiver',
  messages: {
    lost: '`{key}` uses Events API v1, which does not send {fields}: use an integration of Events API v2 and its `{v2}`.',
  },
  run({ receiver }, ctx) {
    for (const { type, node } of receiver.integrations) {
      const spelling = spellings[type];
      if (!spelling) continue;
      const keys = node.pairs
        .filter(({ value }) => saysSomething(value))
        .map(({ key }) => key)
        .filter(key => key.kind === 'scalar');
      const { v2 } = spelling;
      const v1 = keys.find(({ value }) => spelling.v1.has(value));
      const lost = keys.map(({ value }) => value).filter(name => spelling.onlyV2.has(name));
      if (!v1 || lost.length === 0 || keys.some(({ value }) => value.startsWith(v2))) continue;
      ctx.report(v1, 'lost', { key: v1.value, fields: lost.map(name => `\`${name}\``).join(', '), v2 });
    }
  },
});

/** An empty text or list is what stands there anyway. */
function saysSomething(node: YamlNode): boolean {
  const value = follow(node);
  if (value?.kind === 'scalar') return value.value !== '';
  return value?.kind === 'seq' ? value.items.length > 0 : value?.kind === 'map';
}
