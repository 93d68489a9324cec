// Keys of the receivers that write into chats: Slack, Mattermost, Rocket.Chat, Discord, Teams, Telegram, Webex, WeChat.
// Layer: model.
import {
  bool,
  file,
  goDuration,
  int,
  key,
  list,
  object,
  oneOf,
  secret,
  secretUrl,
  template,
  text,
  texts,
  url,
} from './build';
import { httpConfig } from './http';
import type { KeyInfo, ObjectSchema } from './types';

/** What every receiver over HTTP has. */
export function commonKeys(sendResolved: boolean): readonly KeyInfo[] {
  return [
    sendResolvedKey(sendResolved),
    key('http_config', httpConfig, 'How the HTTP requests are made: credentials, TLS, proxy.'),
  ];
}

export function sendResolvedKey(sendResolved: boolean): KeyInfo {
  return key('send_resolved', bool, 'Whether a message is sent when alerts are resolved.', {
    default: String(sendResolved),
  });
}

const slackConfirm = object('confirmation of a Slack action', [
  key('text', template, 'Question that is asked.', { required: true }),
  key('title', template, 'Title of the question.'),
  key('ok_text', template, 'Label of the button that agrees.'),
  key('dismiss_text', template, 'Label of the button that declines.'),
]);

const slackAction = object('Slack action', [
  key('type', template, 'Kind of the element: `button`.', { required: true }),
  key('text', template, 'Label of the button.', { required: true }),
  key('url', template, 'Page that the button opens; this or `name` is needed.'),
  key('style', template, 'Look of the button: `primary`, `danger` or `default`.'),
  key('name', template, 'Name of the action that is sent back; this or `url` is needed.'),
  key('value', template, 'Value that is sent back with the action.'),
  key('confirm', slackConfirm, 'Question asked before the action is carried out.'),
]);

const titledField = (what: string): ObjectSchema =>
  object(`field of a ${what} message`, [
    key('title', template, 'Title of the field.', { required: true }),
    key('value', template, 'Text of the field.', { required: true }),
    key('short', bool, 'Whether the field is short enough to stand beside others.'),
  ]);

export const slack = object('slack_configs', [
  ...commonKeys(false),
  key('api_url', secretUrl, 'Webhook URL of Slack; the global `slack_api_url` where left out.'),
  key('api_url_file', file, 'File that holds the webhook URL.'),
  key('app_token', secret, 'Token of a Slack app, instead of a webhook URL.', { since: '0.30' }),
  key('app_token_file', file, 'File that holds the token of the Slack app.', { since: '0.30' }),
  key('app_url', url, 'URL of Slack’s API for an app token.', { since: '0.30' }),
  key(
    'channel',
    template,
    'Channel or user that gets the message, such as `#gpu-alerts`; quote it, `#` begins a comment.',
  ),
  key('username', template, 'Name shown as the sender.'),
  key('color', template, 'Colour of the bar beside the message.'),
  key('title', template, 'Title of the message.'),
  key('title_link', template, 'Page that the title links to.'),
  key('pretext', template, 'Text above the attachment.'),
  key('text', template, 'Body of the message.'),
  key('message_text', template, 'Text of the message itself, beside its attachment.', { since: '0.31' }),
  key('fields', list(titledField('Slack')), 'Table of titles and values under the text.'),
  key('short_fields', bool, 'Whether fields are short unless they say otherwise.', { default: 'false' }),
  key('footer', template, 'Small text under the message.'),
  key('fallback', template, 'Plain text for clients that show no attachments.'),
  key('callback_id', template, 'Identifier that comes back with an action.'),
  key('icon_emoji', template, 'Emoji shown as the sender’s picture.'),
  key('icon_url', template, 'Picture shown as the sender’s.'),
  key('image_url', template, 'Picture shown in the message.'),
  key('thumb_url', template, 'Small picture shown beside the message.'),
  key('link_names', bool, 'Whether names and channels in the text become links.', { default: 'false' }),
  key('mrkdwn_in', texts, 'Parts of the message in which Slack reads its markup.'),
  key('actions', list(slackAction), 'Buttons under the message.'),
  key(
    'update_message',
    bool,
    'Changes the message of a group instead of sending a new one; needs the API URL of a bot.',
    {
      since: '0.32',
      default: 'false',
    },
  ),
  key('timeout', goDuration, 'Longest time a request may take; 0 means no limit.', { since: '0.30' }),
]);

const mattermostAttachment = object('attachment of a Mattermost message', [
  key('fallback', template, 'Plain text for clients that show no attachments.'),
  key('color', template, 'Colour of the bar beside the message.'),
  key('pretext', template, 'Text above the attachment.'),
  key('text', template, 'Body of the attachment.'),
  key('author_name', template, 'Name of the author shown.'),
  key('author_link', template, 'Page that the author’s name links to.'),
  key('author_icon', template, 'Picture beside the author’s name.'),
  key('title', template, 'Title of the attachment.'),
  key('title_link', template, 'Page that the title links to.'),
  key('fields', list(titledField('Mattermost')), 'Table of titles and values.'),
  key('thumb_url', template, 'Small picture beside the attachment.'),
  key('footer', template, 'Small text under the attachment.'),
  key('footer_icon', template, 'Picture beside the footer.'),
  key('image_url', template, 'Picture in the attachment.'),
]);

const flat = { since: '0.32' };

export const mattermost = object('mattermost_configs', [
  ...commonKeys(true),
  key('webhook_url', secretUrl, 'Incoming webhook of Mattermost; the global `mattermost_webhook_url` where left out.'),
  key('webhook_url_file', file, 'File that holds the webhook URL.'),
  key('channel', template, 'Channel that gets the message.'),
  key('username', template, 'Name shown as the sender.'),
  key('text', template, 'Body of the message.'),
  key('fallback', template, 'Plain text for clients that show no attachments.', flat),
  key('color', template, 'Colour of the bar beside the message.', flat),
  key('pretext', template, 'Text above the attachment.', flat),
  key('author_name', template, 'Name of the author shown.', flat),
  key('author_link', template, 'Page that the author’s name links to.', flat),
  key('author_icon', template, 'Picture beside the author’s name.', flat),
  key('title', template, 'Title of the attachment.', flat),
  key('title_link', template, 'Page that the title links to.', flat),
  key('fields', list(titledField('Mattermost')), 'Table of titles and values.', flat),
  key('thumb_url', template, 'Small picture beside the attachment.', flat),
  key('footer', template, 'Small text under the attachment.', flat),
  key('footer_icon', template, 'Picture beside the footer.', flat),
  key('image_url', template, 'Picture in the attachment.', flat),
  key('icon_url', template, 'Picture shown as the sender’s.'),
  key('icon_emoji', template, 'Emoji shown as the sender’s picture.'),
  key('attachments', list(mattermostAttachment), 'Attachments of the message.'),
  key('type', text, 'Type of the post; custom types begin with `custom_`.'),
  key(
    'props',
    object('props', [key('card', template, 'Text of the side bar card.')]),
    'Further properties of the post.',
  ),
  key(
    'priority',
    object('priority', [
      key('priority', template, 'Priority of the message: `important` or `urgent`.'),
      key('requested_ack', bool, 'Whether readers are asked to acknowledge.'),
      key('persistent_notifications', bool, 'Whether readers are notified again until they react.'),
    ]),
    'Priority shown with the message.',
  ),
]);

const rocketchatField = object('field of a Rocket.Chat message', [
  key('title', template, 'Title of the field.'),
  key('value', template, 'Text of the field.'),
  key('short', bool, 'Whether the field is short enough to stand beside others.'),
]);

// Alertmanager gives these keys no names of their own, so they are Go's field names in lower case.
const rocketchatAction = object('action of a Rocket.Chat message', [
  key('type', template, 'Kind of the element: `button`.'),
  key('text', template, 'Label of the button.'),
  key('url', template, 'Page that the button opens.'),
  key('imageurl', template, 'Picture on the button.'),
  key('iswebview', bool, 'Whether the page opens inside Rocket.Chat.'),
  key('webviewheightratio', template, 'Height of the page inside Rocket.Chat: `compact`, `tall` or `full`.'),
  key('msg', template, 'Message that the button sends.'),
  key('msginchatwindow', bool, 'Whether the message is put into the input box.'),
  key('msgprocessingtype', template, 'What happens with the message: `sendMessage` or `respondWithMessage`.'),
]);

export const rocketchat = object('rocketchat_configs', [
  ...commonKeys(false),
  key('api_url', url, 'URL of the Rocket.Chat server; the global `rocketchat_api_url` where left out.'),
  key('token_id', secret, 'Identifier of the token’s user; the global one where left out.'),
  key('token_id_file', file, 'File that holds the identifier of the token’s user.'),
  key('token', secret, 'Token of the user that writes; the global one where left out.'),
  key('token_file', file, 'File that holds the token.'),
  key('channel', template, 'Channel or user that gets the message.'),
  key('color', template, 'Colour of the bar beside the message.'),
  key('title', template, 'Title of the message.'),
  key('title_link', template, 'Page that the title links to.'),
  key('text', template, 'Body of the message.'),
  key('fields', list(rocketchatField), 'Table of titles and values.'),
  key('short_fields', bool, 'Whether fields are short unless they say otherwise.', { default: 'false' }),
  key('emoji', template, 'Emoji shown as the sender’s picture.'),
  key('icon_url', template, 'Picture shown as the sender’s.'),
  key('image_url', template, 'Picture shown in the message.'),
  key('thumb_url', template, 'Small picture beside the message.'),
  key('link_names', bool, 'Whether names in the text become links.', { default: 'false' }),
  key('actions', list(rocketchatAction), 'Buttons under the message.'),
]);

export const discord = object('discord_configs', [
  ...commonKeys(true),
  key('webhook_url', secretUrl, 'Webhook URL of the Discord channel.'),
  key('webhook_url_file', file, 'File that holds the webhook URL.', { since: '0.27' }),
  key('content', template, 'Text above the embedded message, cut at 2000 characters.', { since: '0.28' }),
  key('title', template, 'Title of the embedded message, cut at 256 characters.'),
  key('message', template, 'Body of the embedded message, cut at 4096 characters.'),
  key('username', template, 'Name shown as the sender.', { since: '0.28' }),
  key('avatar_url', template, 'Picture shown as the sender’s.', { since: '0.28' }),
]);

export const msteams = object('msteams_configs', [
  ...commonKeys(true),
  key('webhook_url', secretUrl, 'Incoming webhook of the Teams channel (a retired kind of connector).'),
  key('webhook_url_file', file, 'File that holds the webhook URL.', { since: '0.27' }),
  key('title', template, 'Title of the message.'),
  key('summary', template, 'Short text shown in notifications.', { since: '0.27' }),
  key('text', template, 'Body of the message.'),
]);

export const msteamsv2 = object('msteamsv2_configs', [
  ...commonKeys(true),
  key('webhook_url', secretUrl, 'URL of the Power Automate flow that posts into Teams.'),
  key('webhook_url_file', file, 'File that holds the flow’s URL.'),
  key('title', template, 'Title of the message.'),
  key('text', template, 'Body of the message.'),
]);

export const telegram = object('telegram_configs', [
  ...commonKeys(true),
  key('api_url', url, 'URL of Telegram’s API; the global `telegram_api_url` where left out.'),
  key('bot_token', secret, 'Token of the bot; the global one where left out.'),
  key('bot_token_file', file, 'File that holds the bot’s token.', { since: '0.26' }),
  key('chat_id', int, 'Number of the chat that gets the message, without quotes; negative for groups.'),
  key('chat_id_file', file, 'File that holds the number of the chat.', { since: '0.31' }),
  key('message_thread_id', int, 'Topic of the chat that gets the message.', { since: '0.28' }),
  key('message', template, 'Text of the message, cut at 4096 characters.'),
  key('disable_notifications', bool, 'Whether the message arrives without a sound.', { default: 'false' }),
  key(
    'parse_mode',
    oneOf(['HTML', 'MarkdownV2', 'Markdown', '']),
    'How Telegram reads the message; empty means plain text.',
    {
      default: 'HTML',
    },
  ),
]);

export const webex = object('webex_configs', [
  ...commonKeys(true),
  key('api_url', url, 'URL of Webex’s API; the global `webex_api_url` where left out.'),
  key('message', template, 'Text of the message.'),
  key('room_id', template, 'Room that gets the message.', { required: true }),
]);

export const wechat = object('wechat_configs', [
  ...commonKeys(false),
  key('api_secret', secret, 'Secret of the WeChat app; the global one where left out.'),
  key('api_secret_file', file, 'File that holds the app’s secret.', { since: '0.31' }),
  key('corp_id', text, 'Identifier of the company; the global one where left out.'),
  key('message', template, 'Text of the message.'),
  key('api_url', url, 'URL of WeChat’s API; the global one where left out.'),
  key('to_user', template, 'Users that get the message, separated by `|`.'),
  key('to_party', template, 'Departments that get the message, separated by `|`.'),
  key('to_tag', template, 'Tags whose users get the message, separated by `|`.'),
  key('agent_id', template, 'Number of the WeChat app.'),
  key('message_type', oneOf(['text', 'markdown', '']), 'How the message is read: `text` or `markdown`.', {
    default: 'text',
  }),
]);
