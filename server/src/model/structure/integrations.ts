// What Alertmanager refuses about the integrations of a receiver: keys that exclude or need each other, and defaults
// that have to come from `global`. Layer: model.
import { integrationSchema } from '../schema/alertmanager';
import { entriesOf, itemsOf } from './fields';
import { anyOf } from './formats';
import { atMostOne, needsOneOf, type ObjectCheck, type ObjectContext } from './objects';
import { spanOfKey } from './reader';
import type { View } from './view';

/** One kind of integration. `{…}` are keys of the item; the global ones stand under `global`. */
interface IntegrationRules {
  readonly exclusive?: readonly (readonly string[])[];
  /** One of these keys must be set, on the item or (where named) under `global`. */
  readonly needs?: readonly Need[];
  readonly check?: ObjectCheck;
  /** An item that is null reads as an empty one. */
  readonly nullIsEmpty?: boolean;
}

interface Need {
  readonly keys: readonly string[];
  readonly global?: readonly string[];
  readonly since?: string;
  readonly until?: string;
}

const rules: Readonly<Record<string, IntegrationRules>> = {
  discord_configs: {
    exclusive: [['webhook_url', 'webhook_url_file']],
    needs: [{ keys: ['webhook_url', 'webhook_url_file'] }],
  },
  msteams_configs: {
    exclusive: [['webhook_url', 'webhook_url_file']],
    needs: [{ keys: ['webhook_url', 'webhook_url_file'] }],
  },
  msteamsv2_configs: {
    exclusive: [['webhook_url', 'webhook_url_file']],
    needs: [{ keys: ['webhook_url', 'webhook_url_file'] }],
  },
  webhook_configs: { exclusive: [['url', 'url_file']], needs: [{ keys: ['url', 'url_file'] }] },
  email_configs: {
    needs: [
      { keys: ['smarthost'], global: ['smtp_smarthost'] },
      { keys: ['from'], global: ['smtp_from'] },
    ],
    check: checkEmail,
  },
  slack_configs: {
    exclusive: [
      ['api_url', 'api_url_file'],
      ['app_token', 'app_token_file'],
    ],
    needs: [
      {
        keys: ['api_url', 'api_url_file', 'app_token', 'app_token_file'],
        global: ['slack_api_url', 'slack_api_url_file', 'slack_app_token', 'slack_app_token_file'],
      },
    ],
    check: checkSlack,
    nullIsEmpty: true,
  },
  mattermost_configs: {
    exclusive: [['webhook_url', 'webhook_url_file']],
    needs: [
      {
        keys: ['webhook_url', 'webhook_url_file'],
        global: ['mattermost_webhook_url', 'mattermost_webhook_url_file'],
      },
    ],
  },
  rocketchat_configs: {
    exclusive: [
      ['token', 'token_file'],
      ['token_id', 'token_id_file'],
    ],
    needs: [
      { keys: ['token', 'token_file'], global: ['rocketchat_token', 'rocketchat_token_file'] },
      { keys: ['token_id', 'token_id_file'], global: ['rocketchat_token_id', 'rocketchat_token_id_file'] },
    ],
    nullIsEmpty: true,
  },
  pagerduty_configs: {
    exclusive: [
      ['routing_key', 'routing_key_file'],
      ['service_key', 'service_key_file'],
    ],
    needs: [{ keys: ['routing_key', 'routing_key_file', 'service_key', 'service_key_file'] }],
  },
  opsgenie_configs: {
    exclusive: [['api_key', 'api_key_file']],
    needs: [{ keys: ['api_key', 'api_key_file'], global: ['opsgenie_api_key', 'opsgenie_api_key_file'] }],
    check: checkOpsgenie,
    nullIsEmpty: true,
  },
  victorops_configs: {
    exclusive: [['api_key', 'api_key_file']],
    needs: [{ keys: ['api_key', 'api_key_file'], global: ['victorops_api_key', 'victorops_api_key_file'] }],
    check: checkVictorops,
  },
  pushover_configs: {
    exclusive: [
      ['user_key', 'user_key_file'],
      ['token', 'token_file'],
    ],
    needs: [{ keys: ['user_key', 'user_key_file'] }, { keys: ['token', 'token_file'] }],
    check: checkPushover,
  },
  wechat_configs: {
    exclusive: [['api_secret', 'api_secret_file']],
    needs: [
      { keys: ['api_secret', 'api_secret_file'], global: ['wechat_api_secret', 'wechat_api_secret_file'] },
      { keys: ['corp_id'], global: ['wechat_api_corp_id'] },
    ],
    nullIsEmpty: true,
  },
  sns_configs: { check: checkSns },
  telegram_configs: {
    exclusive: [['bot_token', 'bot_token_file']],
    needs: [
      {
        keys: ['bot_token', 'bot_token_file'],
        global: ['telegram_bot_token', 'telegram_bot_token_file'],
      },
    ],
    check: checkTelegram,
  },
  webex_configs: { check: checkWebex },
  jira_configs: { needs: [{ keys: ['api_url'], global: ['jira_api_url'] }], check: checkJira },
  incidentio_configs: {
    exclusive: [
      ['url', 'url_file'],
      ['alert_source_token', 'alert_source_token_file'],
    ],
    needs: [{ keys: ['url', 'url_file'] }],
    check: checkIncidentio,
  },
};

/** Whether a null item of the list reads as an empty one; of the others Alertmanager says that it is missing. */
export function nullIsEmpty(type: string): boolean {
  return rules[type]?.nullIsEmpty === true;
}

/** Global keys that stand in for keys of an item of this list, for messages about items that are null. */
export function globalNeeds(type: string): readonly Need[] {
  return rules[type]?.needs ?? [];
}

/** Everything about one item of `type` (`slack_configs`); `global` has the file's global settings, if it has any. */
export function checkIntegration(type: string, view: View, global: View | undefined, context: ObjectContext): void {
  const found = rules[type];
  const table = integrationSchema(type);
  if (!found || !table) return;
  for (const keys of found.exclusive ?? []) atMostOne(view, keys, context);
  for (const need of found.needs ?? []) {
    const known = need.keys.filter(key => knows(table.keys, key, context));
    const outside = (need.global ?? []).filter(key => global?.set(key));
    // Rocket.Chat's tokens count as given when they are an empty text.
    if (type === 'rocketchat_configs' && known.some(key => view.given(key))) continue;
    if (outside.length > 0 && (type !== 'telegram_configs' || context.since('0.31'))) continue;
    needsOneOf(view, known, table, missing(type, known, need, context), context.report);
  }
  found.check?.(view, context);
}

function missing(type: string, keys: readonly string[], need: Need, context: ObjectContext): string {
  const here = anyOf(keys.map(key => `\`${key}\``));
  const kind = type.replace(/_configs$/, '');
  const global = need.global?.filter(key => key !== 'telegram_bot_token' || context.since('0.31'));
  if (!global?.length || (type === 'telegram_configs' && !context.since('0.31')))
    return `A ${kind} receiver needs ${here}.`;
  return `A ${kind} receiver needs ${here}, or \`${global[0]}\` under \`global\`.`;
}

function knows(
  keys: readonly { readonly name: string; readonly since?: string }[],
  name: string,
  context: ObjectContext,
): boolean {
  const since = keys.find(info => info.name === name)?.since;
  return since === undefined || context.since(since);
}

function checkEmail(view: View, { report, viewOf }: ObjectContext): void {
  const seen = new Map<string, string>();
  for (const { name, key } of entriesOf(view.node('headers'))) {
    const canonical = canonicalHeader(name);
    const first = seen.get(canonical);
    if (first !== undefined) {
      report.error(
        'duplicate-item',
        spanOfKey(key),
        `The header \`${name}\` is the same as \`${first}\`: letter case does not count.`,
      );
    }
    seen.set(canonical, name);
  }
  const threading = viewOf(view.node('threading'));
  if (!threading?.isTrue('enabled')) return;
  for (const { name, key } of entriesOf(view.node('headers'))) {
    if (/^(?:References|In-Reply-To)$/.test(canonicalHeader(name))) {
      report.error(
        'conflicting-fields',
        spanOfKey(key),
        `Threading sets the header \`${name}\` itself; remove it or turn threading off.`,
      );
    }
  }
  if (!/^(?:none|daily)$/.test(threading.text('thread_by_date'))) {
    report.error(
      'invalid-value',
      threading.valueAt('thread_by_date'),
      'Threading needs `thread_by_date` to be `none` or `daily`.',
    );
  }
}

function checkSlack(view: View, context: ObjectContext): void {
  const { report } = context;
  const url = ['api_url', 'api_url_file'].find(key => view.set(key));
  const token = ['app_token', 'app_token_file'].find(key => view.set(key));
  if (url && token) {
    report.error(
      'conflicting-fields',
      view.keyAt(token),
      `Slack is reached by \`${url}\` or by \`${token}\`, not by both; remove one.`,
      {
        related: { span: view.keyAt(url), message: 'The other one stands here.' },
      },
    );
  }
  if (view.isTrue('update_message') && view.text('api_url') !== 'https://slack.com/api/chat.postMessage') {
    report.error(
      'conflicting-fields',
      view.keyAt('update_message'),
      '`update_message` works for a bot only; set `api_url` to https://slack.com/api/chat.postMessage, or remove it.',
    );
  }
  for (const item of itemsOf(view.node('actions'))) {
    const action = context.viewOf(item);
    if (action && !action.set('url') && !action.set('name')) {
      report.error(
        'missing-field',
        action.at,
        'A Slack action needs `url` (a page to open) or `name` (an action to send).',
      );
    }
  }
}

/** After the merge with `global`: app tokens write the Authorization header themselves. */
export function checkSlackToken(view: View, global: View | undefined, context: ObjectContext): void {
  const own = ['app_token', 'app_token_file'].some(key => view.set(key));
  const inherited = !view.given('api_url') && ['slack_app_token', 'slack_app_token_file'].some(key => global?.set(key));
  const http = context.viewOf(view.node('http_config'));
  const authorized = http && ['authorization', 'bearer_token', 'bearer_token_file'].find(key => http.set(key));
  if (own && authorized) {
    context.report.error(
      'conflicting-fields',
      http.keyAt(authorized),
      'The Slack app token is sent in the Authorization header; remove these credentials.',
    );
  }
  if (own || !inherited || http) return;
  const inheritedHttp = context.viewOf(global?.node('http_config'));
  const globally =
    inheritedHttp && ['authorization', 'bearer_token', 'bearer_token_file'].find(key => inheritedHttp.set(key));
  if (globally) {
    context.report.error(
      'conflicting-fields',
      view.at,
      'The global `http_config` sends credentials in the Authorization header, where the Slack app token has to go.',
    );
  }
}

function checkOpsgenie(view: View, context: ObjectContext): void {
  for (const item of itemsOf(view.node('responders'))) {
    const responder = context.viewOf(item);
    if (!responder) {
      context.report.error(
        'missing-field',
        view.keyAt('responders'),
        'A responder is empty; give it a name and a type.',
      );
      continue;
    }
    if (!['id', 'name', 'username'].some(key => responder.set(key))) {
      context.report.error('missing-field', responder.at, 'A responder needs `id`, `name` or `username`.');
    }
    const type = responder.text('type');
    const at = responder.valueAt('type');
    if (type.includes('{{')) {
      const problem = context.options.templateProblem?.(type);
      if (problem)
        context.report.error(
          'invalid-template',
          at,
          `The type of the responder is a template that does not parse: ${problem}`,
        );
    } else if (type !== '' && !/^(?:team|teams|user|escalation|schedule)$/.test(type.toLowerCase())) {
      context.report.error(
        'invalid-value',
        at,
        `\`${type}\` is no type of a responder; use team, teams, user, escalation or schedule.`,
      );
    }
  }
}

function checkVictorops(view: View, { report }: ObjectContext): void {
  for (const { name, key } of entriesOf(view.node('custom_fields'))) {
    if (VICTOROPS_FIELDS.has(name)) {
      report.error('invalid-name', spanOfKey(key), `\`${name}\` is a fixed field of VictorOps; choose another name.`);
    }
  }
}

const VICTOROPS_FIELDS: ReadonlySet<string> = new Set([
  'routing_key',
  'message_type',
  'state_message',
  'entity_display_name',
  'monitoring_tool',
  'entity_id',
  'entity_state',
]);

function checkPushover(view: View, { report }: ObjectContext): void {
  if (view.isTrue('html') && view.isTrue('monospace')) {
    report.error(
      'conflicting-fields',
      view.keyAt('monospace'),
      'A message is `html` or `monospace`, not both; remove one.',
    );
  }
}

function checkSns(view: View, { report }: ObjectContext): void {
  const targets = ['topic_arn', 'target_arn', 'phone_number'].filter(key => view.set(key));
  // Alertmanager's check lets all three at once pass, so that is no error here either.
  if (targets.length === 0) {
    report.error('missing-field', view.at, 'An SNS receiver needs `topic_arn`, `target_arn` or `phone_number`.');
  } else if (targets.length === 2) {
    const names = targets.map(key => `\`${key}\``).join(' and ');
    report.error('conflicting-fields', view.keyAt(targets[1]!), `Only one of ${names} may be set; remove one.`);
  }
}

function checkTelegram(view: View, { report }: ObjectContext): void {
  const id = view.scalar('chat_id');
  const hasId = id !== undefined && view.set('chat_id') && !/^[-+]?(?:0[xob]?)?[0_]*(?:\.\d*)?$/.test(id.value);
  const hasFile = view.set('chat_id_file');
  if (!hasId && !hasFile) {
    const at = view.fields.has('chat_id') ? view.valueAt('chat_id') : view.at;
    report.error('missing-field', at, 'A telegram receiver needs `chat_id`, the number of a chat other than 0.');
  } else if (hasId && hasFile) {
    report.error(
      'conflicting-fields',
      view.keyAt('chat_id_file'),
      'Only one of `chat_id` and `chat_id_file` may be set; remove one.',
    );
  }
}

function checkWebex(view: View, context: ObjectContext): void {
  const http = context.viewOf(view.node('http_config'));
  if (!http || !['authorization', 'bearer_token', 'bearer_token_file'].some(key => isAuthorization(http, key))) {
    const at = http ? view.keyAt('http_config') : view.at;
    context.report.error(
      'missing-field',
      at,
      'A webex receiver needs `http_config` with `authorization`, its own and not the global one.',
    );
  }
}

function checkJira(view: View, { report }: ObjectContext): void {
  // A null replaces the default by an empty text, which is none of the values.
  if (view.fields.has('api_type') && !view.set('api_type')) {
    report.error(
      'invalid-value',
      view.keyAt('api_type'),
      '`api_type` is empty; write auto, cloud or datacenter, or remove it.',
    );
  }
}

function checkIncidentio(view: View, context: ObjectContext): void {
  const token = ['alert_source_token', 'alert_source_token_file'].find(key => view.set(key));
  const http = context.viewOf(view.node('http_config'));
  const authorized =
    http && ['authorization', 'bearer_token', 'bearer_token_file'].find(key => isAuthorization(http, key));
  if (token && authorized) {
    context.report.error(
      'conflicting-fields',
      http.keyAt(authorized),
      `Credentials come from \`${token}\` or from \`http_config\`, not from both; remove one.`,
    );
  }
  if (http && !authorized && !token) {
    context.report.error(
      'missing-field',
      view.keyAt('http_config'),
      'An incidentio receiver needs `alert_source_token`, or `authorization` in its `http_config`.',
    );
  }
}

function isAuthorization(http: View, key: string): boolean {
  return key === 'authorization' ? http.given(key) : http.set(key);
}

/** Go's form of a header name: `in-reply-to` is `In-Reply-To`; names with odd characters stay as they are. */
export function canonicalHeader(name: string): string {
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)) return name;
  return name.toLowerCase().replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase());
}
