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
  const taken = new Set(entries(map).map(entry => entry.name));
  const meant = otherName(name, object, known) ?? closest(name, known);
  if (meant === undefined) return { advice: 'remove it.' };
  if (taken.has(meant)) return { advice: `\`${meant}\`, which it is close to, is set already; remove it.` };
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

/** Where a key belongs that stands one level too high. */
function homeOf(name: string, object: ObjectSchema): string | undefined {
  if (object.name === 'group' && RULE_KEYS.has(name)) return 'rules';
  if (object.name !== 'rule') return undefined;
  return LABELS.has(name) ? 'labels' : ANNOTATIONS.has(name) ? 'annotations' : undefined;
}

/** How a key of another integration is called in this one: the URL of Slack's webhook is `api_url`, Discord's `webhook_url`. */
function otherName(name: string, object: ObjectSchema, known: readonly string[]): string | undefined {
  // Pushover's `url` is a page shown beside the message.
  if (!/configs$/i.test(object.name) || object.name.startsWith('pushover')) return undefined;
  const same = SAME_THING.find(names => names.includes(name));
  const here = same?.filter(other => known.includes(other)) ?? [];
  return here.length === 1 ? here[0] : undefined;
}

/** Keys of integrations that mean the same: those of a configuration, then those of objects. */
const SAME_THING: readonly (readonly string[])[] = [
  ['api_url', 'webhook_url', 'url', 'apiURL', 'webhookURL', 'apiUrl', 'webhookUrl'],
  ['api_url_file', 'webhook_url_file', 'url_file'],
  ['text', 'message'],
];

const RULE_KEYS: ReadonlySet<string> = new Set(['alert', 'record', 'expr', 'for', 'keep_firing_for', 'annotations']);
const LABELS: ReadonlySet<string> = new Set(['severity', 'team', 'service']);
const ANNOTATIONS: ReadonlySet<string> = new Set(['summary', 'description', 'runbook_url', 'runbook', 'dashboard']);

/** One slip of the fingers in a word long enough to be no other, or only letter case. */
function isCertain(name: string, meant: string): boolean {
  const [a, b] = [name.toLowerCase(), meant.toLowerCase()];
  return a === b || (Math.min(a.length, b.length) >= 5 && editDistance(a, b, 1) <= 1);
}
