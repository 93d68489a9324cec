// What the operator's webhook refuses about the receivers of an AlertmanagerConfig. Layer: model.

import { hostPortProblem, httpUrlProblem } from '../../go/url';
import { itemsOf } from '../../yaml/path';
import type { ObjectSchema } from '../schema/types';
import { type CrdContext, checkHttp } from './crdHttp';
import type { View } from './view';

type CrdCheck = (view: View, context: CrdContext) => void;

/** Checks one mapping by the table it was read with. */
export function checkCrdReceiver(view: View, object: ObjectSchema, context: CrdContext): void {
  checks[object.name]?.(view, context);
  for (const { name, type } of object.keys) {
    if ('format' in type && type.format === 'template-url') templateUrl(view, name, context);
  }
}

const checks: Readonly<Record<string, CrdCheck>> = {
  opsgenie_configs: (view, context) => {
    url(view, 'apiURL', context);
    for (const item of itemsOf(view.node('responders'))) {
      const responder = context.viewOf(item);
      if (!responder) continue;
      if (!['id', 'name', 'username'].some(key => responder.set(key))) {
        context.report.error('missing-field', responder.at, 'A responder needs `id`, `name` or `username`.');
      }
    }
  },
  pagerduty_configs: (view, context) => {
    url(view, 'url', context);
    oneGiven(view, ['routingKey', 'serviceKey'], 'A pagerduty receiver needs `routingKey` or `serviceKey`.', context);
  },
  rocketchat_configs: (view, context) => url(view, 'apiURL', context),
  slack_configs: (view, context) => {
    for (const item of itemsOf(view.node('actions'))) {
      const action = context.viewOf(item);
      if (!action) continue;
      if (!action.set('url') && !action.set('name')) {
        context.report.error(
          'missing-field',
          action.at,
          'A Slack action needs `url` (a page to open) or `name` (an action to send).',
        );
      }
    }
  },
  webhook_configs: (view, context) =>
    oneGiven(view, ['url', 'urlSecret'], 'A webhook receiver needs `url` or `urlSecret`.', context),
  wechat_configs: (view, context) => url(view, 'apiURL', context),
  webex_configs: (view, context) => url(view, 'apiURL', context),
  email_configs: (view, context) => {
    if (!view.set('to')) {
      context.report.error(
        'missing-field',
        view.fields.has('to') ? view.keyAt('to') : view.at,
        'An email receiver needs `to`.',
      );
    }
    const smarthost = view.text('smarthost');
    // The operator lets an empty port pass.
    const problem =
      smarthost === '' ? undefined : hostPortProblem(smarthost.endsWith(':') ? `${smarthost}0` : smarthost);
    if (problem) context.report.error('invalid-address', view.valueAt('smarthost'), problem);
    const seen = new Set<string>();
    for (const item of itemsOf(view.node('headers'))) {
      const header = context.viewOf(item);
      if (!header) continue;
      const name = header.text('key').toLowerCase();
      if (seen.has(name)) {
        context.report.error(
          'duplicate-item',
          header.valueAt('key'),
          `The header \`${header.text('key')}\` stands twice; letter case does not count.`,
        );
      }
      seen.add(name);
    }
  },
  victorops_configs: (view, context) => {
    url(view, 'apiUrl', context);
    if (!view.set('routingKey')) {
      context.report.error(
        'missing-field',
        view.fields.has('routingKey') ? view.keyAt('routingKey') : view.at,
        'A victorops receiver needs `routingKey`.',
      );
    }
    for (const item of itemsOf(view.node('customFields'))) {
      const field = context.viewOf(item);
      if (field && VICTOROPS_FIELDS.test(field.text('key'))) {
        context.report.error(
          'invalid-name',
          field.valueAt('key'),
          `\`${field.text('key')}\` is a fixed field of VictorOps; choose another name.`,
        );
      }
    }
  },
  pushover_configs: (view, context) => {
    oneGiven(view, ['userKey', 'userKeyFile'], 'A pushover receiver needs `userKey` or `userKeyFile`.', context);
    oneGiven(view, ['token', 'tokenFile'], 'A pushover receiver needs `token` or `tokenFile`.', context);
    if (view.isTrue('html') && view.isTrue('monospace')) {
      context.report.error(
        'conflicting-fields',
        view.keyAt('monospace'),
        'A message is `html` or `monospace`, not both; remove one.',
      );
    }
  },
  sns_configs: (view, context) => {
    const targets = ['topicARN', 'targetARN', 'phoneNumber'].filter(key => view.set(key));
    // The webhook's check lets all three at once pass.
    if (targets.length === 0)
      context.report.error('missing-field', view.at, 'An SNS receiver needs `topicARN`, `targetARN` or `phoneNumber`.');
    else if (targets.length === 2) {
      context.report.error(
        'conflicting-fields',
        view.keyAt(targets[1]!),
        `Only one of \`${targets[0]}\` and \`${targets[1]}\` may be set; remove one.`,
      );
    }
    if (view.given('apiURL') && !view.set('apiURL')) {
      context.report.error('invalid-url', view.keyAt('apiURL'), '`apiURL` is empty; write a URL, or remove it.');
    }
  },
  sigv4: (view, context) => {
    if (view.given('externalId') && !view.given('roleArn')) {
      context.report.error('missing-field', view.keyAt('externalId'), '`externalId` needs `roleArn` beside it.');
    }
  },
  telegram_configs: (view, context) => {
    oneGiven(view, ['botToken', 'botTokenFile'], 'A telegram receiver needs `botToken` or `botTokenFile`.', context);
    if (view.given('botToken') && view.given('botTokenFile')) {
      context.report.error(
        'conflicting-fields',
        view.keyAt('botTokenFile'),
        'Only one of `botToken` and `botTokenFile` may be set; remove one.',
      );
    }
    if (view.given('chatID') && /^[-+]?0+(?:\.0*)?$/.test(view.text('chatID'))) {
      context.report.error(
        'invalid-value',
        view.valueAt('chatID'),
        '`chatID` must be the number of a chat other than 0.',
      );
    }
    url(view, 'apiURL', context);
  },
  http_config: checkHttp,
};

const VICTOROPS_FIELDS =
  /^(?:routing_key|message_type|state_message|entity_display_name|monitoring_tool|entity_id|entity_state)$/;

function oneGiven(view: View, keys: readonly string[], message: string, { report }: CrdContext): void {
  if (keys.some(key => view.given(key))) return;
  const written = keys.find(key => view.fields.has(key));
  report.error('missing-field', written ? view.keyAt(written) : view.at, message);
}

/** The schema has said that it begins with http; this is the rest. */
function url(view: View, key: string, { report }: CrdContext): void {
  const text = view.text(key);
  const at = view.valueAt(key);
  if (text === '' || report.problems.some(one => one.from === at.from)) return;
  const read = inQuotes(text);
  const problem = read === undefined ? QUOTES_MESSAGE : httpUrlProblem(read);
  if (problem) report.error('invalid-url', at, problem);
}

const QUOTES_MESSAGE =
  'The operator takes no address with a double quote, a backslash or a line break; write it as `%22`, `%5C` or `%0A`.';

/** The webhook puts quotes around an address and reads it as JSON. */
function inQuotes(text: string): string | undefined {
  try {
    const read: unknown = JSON.parse(`"${text}"`);
    return typeof read === 'string' ? read : undefined;
  } catch {
    return undefined;
  }
}

/** An address or a template for one, which the webhook parses with Go's own functions only. */
function templateUrl(view: View, key: string, context: CrdContext): void {
  const text = view.text(key);
  if (text === '') return;
  if (!text.includes('{{')) {
    url(view, key, context);
    return;
  }
  const problem = context.options.templateProblem?.(text);
  if (problem)
    context.report.error(
      'invalid-template',
      view.valueAt(key),
      `\`${key}\` holds a template that does not parse: ${problem}`,
    );
}
