// A key that no table knows: which one was meant, and the fix that writes it. Layer: model.
import { closest, editDistance } from '../../text/closest';
import type { YamlMap, YamlNode } from '../../yaml/node';
import { entries } from '../../yaml/path';
import type { ObjectSchema } from '../schema/types';
import type { StructureFix } from './problem';
import { shorten } from './scalars';

/** What to say and do about an unknown key. */
export interface Misspelling {
  /** End of the sentence: `did you mean …?`, or that it should go. */
  readonly advice: string;
  readonly fix?: StructureFix;
}

/**
 * Looks for the key of `object` (or of those that the target knows) that `name` most likely means; `map` is the mapping it
 * stands in.
 */
export function misspelling(
  name: string,
  key: YamlNode,
  map: YamlMap,
  object: ObjectSchema,
  known: readonly string[] = object.keys.map(info => info.name),
): Misspelling {
  const home = homeOf(name, object);
  if (home !== undefined) return { advice: `write it under \`${home}\`.` };
  const meant = otherName(name, object, known) ?? closest(name, known);
  if (meant === undefined) return { advice: 'remove it.' };
  if (namesIn(map).has(meant)) return { advice: `\`${meant}\`, which it is close to, is set already; remove it.` };
  const advice = `did you mean \`${meant}\`?`;
  if (key.kind !== 'scalar' || key.style !== 'plain' || key.tag !== undefined) return { advice };
  return {
    advice,
    fix: {
      title: `Change \`${shorten(name)}\` to \`${meant}\``,
      span: { from: key.from, to: key.to },
      newText: meant,
      safe: isCertain(name, meant),
    },
  };
}

/** Of a mapping with many unknown keys the names are put together once. */
const names = new WeakMap<YamlMap, ReadonlySet<string>>();

function namesIn(map: YamlMap): ReadonlySet<string> {
  let known = names.get(map);
  if (!known) names.set(map, (known = new Set(entries(map).map(entry => entry.name))));
  return known;
}

/** Whether the key is of a rule that stands in the place of a group, and an earlier one has told so. */
export function isSaidBefore(name: string, map: YamlMap, object: ObjectSchema): boolean {
  if (object.name !== 'group' || !RULE_KEYS.has(name)) return false;
  const first = entries(map).find(entry => RULE_KEYS.has(entry.name));
  return first !== undefined && first.name !== name && (first.name === 'alert' || first.name === 'record');
}

/** Where a key belongs that stands one level too high. */
function homeOf(name: string, object: ObjectSchema): string | undefined {
  if (object.name === 'group' && RULE_KEYS.has(name)) return 'rules';
  if (/^email_?configs$/i.test(object.name) && name.toLowerCase() === 'subject') return 'headers';
  if (object.name !== 'rule') return undefined;
  return LABELS.has(name) ? 'labels' : ANNOTATIONS.has(name) ? 'annotations' : undefined;
}

/**
 * How a key of another integration, of its global settings or of its own web page is called in this one: the URL of Slack's
 * webhook is `api_url`, Discord's `webhook_url`.
 */
function otherName(name: string, object: ObjectSchema, known: readonly string[]): string | undefined {
  // Pushover's `url` is a page shown beside the message.
  if (!/configs$/i.test(object.name)) return undefined;
  const plain = snake(name);
  const own = (other: string): string | undefined => known.find(key => snake(key) === other);
  // `smtp_from` and `slack_api_url` stand in `global`.
  const prefix =
    object.name === 'email_configs' || object.name === 'emailConfigs'
      ? 'smtp_'
      : `${snake(object.name).split('_')[0]}_`;
  const short = plain.startsWith(prefix) ? own(plain.slice(prefix.length)) : undefined;
  if (short !== undefined) return short;
  for (const { names, also = [] } of SAME_THING) {
    if (!names.includes(plain) && !also.includes(plain)) continue;
    if (plain.endsWith('url') && object.name.startsWith('pushover')) continue;
    const here = names.flatMap(other => own(other) ?? []);
    if (here.length === 1) return here[0];
  }
  return undefined;
}

/** Names as configurations write them, of those that objects write (`apiURL`). */
function snake(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
}

/** Keys of integrations that mean the same, and words for them that are no keys. */
const SAME_THING: readonly { readonly names: readonly string[]; readonly also?: readonly string[] }[] = [
  { names: ['api_url', 'webhook_url', 'url'], also: ['webhook', 'hook_url', 'endpoint'] },
  { names: ['api_url_file', 'webhook_url_file', 'url_file'] },
  { names: ['text', 'message', 'state_message'], also: ['body', 'content'] },
  { names: ['title', 'subject'], also: ['heading'] },
  { names: ['channel', 'chat_id', 'room_id'], also: ['chat', 'room', 'channel_id', 'channel_name'] },
  {
    names: ['bot_token', 'token', 'api_key', 'api_secret'],
    also: ['api_token', 'apikey', 'auth_token', 'access_token', 'key'],
  },
  { names: ['routing_key'], also: ['integration_key', 'api_key'] },
  { names: ['to'], also: ['recipient', 'recipients', 'email', 'address', 'emails'] },
  { names: ['priority', 'severity'], also: ['level', 'urgency'] },
  { names: ['user_key'], also: ['user', 'user_id'] },
];

const RULE_KEYS: ReadonlySet<string> = new Set(['alert', 'record', 'expr', 'for', 'keep_firing_for', 'annotations']);
const LABELS: ReadonlySet<string> = new Set(['severity', 'team', 'service']);
const ANNOTATIONS: ReadonlySet<string> = new Set(['summary', 'description', 'runbook_url', 'runbook', 'dashboard']);

/** One slip of the fingers in a word long enough to be no other, or only letter case. */
function isCertain(name: string, meant: string): boolean {
  const [a, b] = [name.toLowerCase(), meant.toLowerCase()];
  return a === b || (Math.min(a.length, b.length) >= 5 && editDistance(a, b, 1) <= 1);
}
