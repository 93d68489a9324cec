// What Alertmanager refuses about the integrations of a receiver: keys that exclude or need each other, and defaults
// that have to come from `global`. Layer: model.
import { anyOf, inCode } from '../../text/words';
import { integrationSchema } from '../schema/alertmanager';
import type { Inherited } from './integrationChecks';
import {
  checkEmail,
  checkIncidentio,
  checkJira,
  checkOpsgenie,
  checkPushover,
  checkSlack,
  checkSns,
  checkTelegram,
  checkVictorops,
  checkWebex,
} from './integrationChecks';
import { atMostOne, needsOneOf, type ObjectCheck, type ObjectContext } from './objects';
import type { View } from './view';
import { capital, withArticle } from './words';

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

/** Everything about one item of `type` (`slack_configs`); `global` tells what it inherits. */
export function checkIntegration(type: string, view: View, global: Inherited, context: ObjectContext): void {
  const found = rules[type];
  const table = integrationSchema(type);
  if (!found || !table) return;
  for (const keys of found.exclusive ?? []) atMostOne(view, keys, context);
  for (const need of found.needs ?? []) {
    const known = need.keys.filter(key => knows(table.keys, key, context));
    const outside = (need.global ?? []).filter(key => global.set(key));
    // Rocket.Chat's tokens count as given when they are an empty text.
    if (type === 'rocketchat_configs' && known.some(key => view.pointsTo(key))) continue;
    if (outside.length > 0 && (type !== 'telegram_configs' || context.since('0.31'))) continue;
    needsOneOf(view, known, table, missing(type, known, need, context), context.report);
  }
  found.check?.(view, context);
}

function missing(type: string, keys: readonly string[], need: Need, context: ObjectContext): string {
  const here = anyOf(inCode(keys));
  const receiver = capital(withArticle(`${type.replace(/_configs$/, '')} receiver`));
  const global = need.global?.filter(key => key !== 'telegram_bot_token' || context.since('0.31'));
  if (!global?.length || (type === 'telegram_configs' && !context.since('0.31'))) return `${receiver} needs ${here}.`;
  return `${receiver} needs ${here}, or \`${global[0]}\` under \`global\`.`;
}

function knows(
  keys: readonly { readonly name: string; readonly since?: string }[],
  name: string,
  context: ObjectContext,
): boolean {
  const since = keys.find(info => info.name === name)?.since;
  return since === undefined || context.since(since);
}
