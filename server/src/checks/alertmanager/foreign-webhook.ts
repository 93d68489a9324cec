// A webhook's URL of a service that takes messages in a form of its own: it refuses what Alertmanager's webhook posts.
// Layer: checks.
import { get, getScalar } from '../../yaml/path';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'alertmanager/foreign-webhook',
  summary: 'A webhook posts to a service that does not take Alertmanager’s own JSON.',
  severity: 'warning',
  since: '0.1.0',
  on: 'receiver',
  messages: {
    found:
      '{service} refuses what a webhook of Alertmanager posts, as it is in a form of its own: {right}, or set `payload`.',
    token:
      'Slack’s `chat.postMessage` refuses a message without the token of an app: set `app_token`, or the URL of an incoming webhook.',
  },
  run({ root, receiver, source }, ctx) {
    for (const { type, node } of receiver.integrations) {
      const isWebhook = /^webhook(?:_c|C)onfigs$/.test(type);
      if (isWebhook && !get(node, 'payload')) {
        const url = getScalar(node, 'url');
        const service = url && services.find(one => one.url.test(url.value));
        if (!service) continue;
        const key = type.includes('_') ? service.key : service.key && camelCase(service.key);
        const right = key === undefined ? 'let a program between translate it' : `use \`${key}\``;
        ctx.report({ source, span: url }, 'found', { service: service.name, right });
      } else if (type === 'slack_configs' && !tokens.some(key => get(node, key))) {
        const url = getScalar(node, 'api_url');
        // A global `http_config` may bring the token.
        if (url && /^https:\/\/slack\.com\/api\/chat\.postMessage\/?$/.test(url.value) && !hasGlobalClient(root.node))
          ctx.report({ source, span: url }, 'token', {});
      }
    }
  },
});

const tokens = ['http_config', 'app_token', 'app_token_file'];

function hasGlobalClient(node: Parameters<typeof get>[0]): boolean {
  const global = get(node, 'global');
  return ['http_config', 'slack_app_token', 'slack_app_token_file'].some(key => get(global, key) !== undefined);
}

/** What takes messages in a form of its own, and the integration that writes it. */
const services: readonly { readonly name: string; readonly url: RegExp; readonly key?: string }[] = [
  { name: 'Slack', url: /^https:\/\/hooks\.slack\.com\//i, key: 'slack_configs' },
  {
    name: 'Discord',
    url: /^https:\/\/(?:canary\.|ptb\.)?discord(?:app)?\.com\/api\/webhooks\/\d+\/[\w-]+\/?$/i,
    key: 'discord_configs',
  },
  { name: 'Google Chat', url: /^https:\/\/chat\.googleapis\.com\/v1\/spaces\//i },
  { name: 'Microsoft Teams', url: /^https:\/\/[\w.-]+\.webhook\.office\.com\//i, key: 'msteams_configs' },
  { name: 'PagerDuty', url: /^https:\/\/events\.(?:eu\.)?pagerduty\.com\/v2\/enqueue$/i, key: 'pagerduty_configs' },
];

function camelCase(key: string): string {
  return key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
