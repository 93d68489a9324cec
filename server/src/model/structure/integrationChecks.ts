// What the keys of one integration may not be together, kind by kind. The rules that are the same for all stand in
// integrations.ts. Layer: model.
import { canonicalHeader } from '../../go/headers';
import { allOf, inCode } from '../../text/words';
import { itemsOf } from '../../yaml/path';
import { entriesOf } from './fields';

import type { ObjectContext } from './objects';
import { spanOfKey } from './reader';
import type { View } from './view';

/** What an integration may take over from the file's `global`. */
export interface Inherited {
  /** Whether a key of `global` has a value. */
  set(key: string): boolean;
  /** The keys of the `http_config` under `global` that have a value; undefined where there is none. */
  readonly http: ReadonlySet<string> | undefined;
}

export function checkEmail(view: View, { report, viewOf }: ObjectContext): void {
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

export function checkSlack(view: View, context: ObjectContext): void {
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
export function checkSlackToken(view: View, global: Inherited, context: ObjectContext): void {
  const own = ['app_token', 'app_token_file'].some(key => view.set(key));
  const inherited = !view.given('api_url') && ['slack_app_token', 'slack_app_token_file'].some(key => global.set(key));
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
  if (['authorization', 'bearer_token', 'bearer_token_file'].some(key => global.http?.has(key))) {
    context.report.error(
      'conflicting-fields',
      view.at,
      'The global `http_config` sends credentials in the Authorization header, where the Slack app token has to go.',
    );
  }
}

export function checkOpsgenie(view: View, context: ObjectContext): void {
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

export function checkVictorops(view: View, { report }: ObjectContext): void {
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

export function checkPushover(view: View, { report }: ObjectContext): void {
  if (view.isTrue('html') && view.isTrue('monospace')) {
    report.error(
      'conflicting-fields',
      view.keyAt('monospace'),
      'A message is `html` or `monospace`, not both; remove one.',
    );
  }
}

export function checkSns(view: View, { report }: ObjectContext): void {
  const targets = ['topic_arn', 'target_arn', 'phone_number'].filter(key => view.set(key));
  // Alertmanager's check lets all three at once pass, so that is no error here either.
  if (targets.length === 0) {
    report.error('missing-field', view.at, 'An SNS receiver needs `topic_arn`, `target_arn` or `phone_number`.');
  } else if (targets.length === 2) {
    const message = `Only one of ${allOf(inCode(targets))} may be set; remove one.`;
    report.error('conflicting-fields', view.keyAt(targets[1]!), message);
  }
}

export function checkTelegram(view: View, { report }: ObjectContext): void {
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

export function checkWebex(view: View, context: ObjectContext): void {
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

export function checkJira(view: View, { report }: ObjectContext): void {
  // A null replaces the default by an empty text, which is none of the values.
  if (view.fields.has('api_type') && !view.set('api_type')) {
    report.error(
      'invalid-value',
      view.keyAt('api_type'),
      '`api_type` is empty; write auto, cloud or datacenter, or remove it.',
    );
  }
}

export function checkIncidentio(view: View, context: ObjectContext): void {
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
  return key === 'authorization' ? http.pointsTo(key) : http.set(key);
}
