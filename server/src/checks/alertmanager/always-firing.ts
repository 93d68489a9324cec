// A message that says FIRING in plain text, of a receiver that is told of ends as well: a recovery reads like an alert.
// Layer: checks.
import { scalarSource } from '../../analysis/source';
import type { Integration } from '../../model/alertmanager';
import type { Root } from '../../model/root';
import type { Span } from '../../text/span';
import type { YamlScalar } from '../../yaml/node';
import { getScalar } from '../../yaml/path';
import { defineCheck } from '../check';
import { integrationSchema, readOnce, templatesIn } from './receiverTemplates';

export const check = defineCheck({
  id: 'alertmanager/always-firing',
  summary: 'A message says that something fires, also when it has ended.',
  severity: 'warning',
  since: '0.1.0',
  on: 'receiver',
  messages: {
    found:
      'This receiver is told of ends as well, and its message says `{text}` then, too: write `{right}`, or set `{key}: false`.',
    counted: 'This counts the alerts that have ended, too, and calls them firing: write `{{ .Alerts.Firing | len }}`.',
    color:
      'This receiver is told of ends as well, and they look like alerts: leave `color` out, by default it follows the status.',
  },
  run({ root, receiver, source }, ctx) {
    const places = readOnce(ctx, receiver, root, () =>
      receiver.integrations.flatMap(integration => wordsOf(integration, root)),
    );
    for (const { scalar, text, key, kind, ...span } of places) {
      if (kind !== 'found') {
        const severity = kind === 'color' ? ('info' as const) : ('warning' as const);
        ctx.report({ source: scalarSource(scalar, source), span }, kind, {}, { severity });
        continue;
      }
      const right = text === 'FIRING' ? '{{ .Status | toUpper }}' : '{{ .Status }}';
      ctx.report({ source: scalarSource(scalar, source), span }, 'found', { text, right, key });
    }
  },
});

type Word = Span & {
  readonly scalar: YamlScalar;
  readonly text: string;
  readonly key: string;
  readonly kind: 'found' | 'counted' | 'color';
};

function wordsOf({ type, node }: Integration, root: Root): readonly Word[] {
  const key = type.includes('_') ? 'send_resolved' : 'sendResolved';
  const sends = getScalar(node, key)?.value;
  if (sends === undefined ? !isTold.test(type) : !/^(?:true|yes|on|y)$/i.test(sends)) return [];
  const texts = [...templatesIn(node, integrationSchema(root, type))];
  const more: Word[] = [];
  const color = type.startsWith('slack') ? getScalar(node, 'color') : undefined;
  if (color?.value === 'danger') more.push({ scalar: color, text: '', key, kind: 'color', from: 0, to: 6 });
  for (const { scalar } of texts) {
    const found = /\{\{-? ?(?:\.Alerts ?\| ?len|len \.Alerts) ?-?\}\}(?= (?:alerts? )?(?:are )?firing\b)/i.exec(
      scalar.value,
    );
    if (found && !/\{\{-? ?(?:if|else)\b/.test(scalar.value))
      more.push({ scalar, text: '', key, kind: 'counted', from: found.index, to: found.index + found[0].length });
  }
  // Some text tells the two apart, or one is called that may.
  if (texts.some(({ scalar }) => /Status|Resolved|Firing|template |NotificationReason/.test(scalar.value))) return more;
  const words = texts.flatMap(({ scalar }): readonly Word[] => {
    const found = /\bFIRING\b|\[firing\]|\bis firing\b/.exec(scalar.value);
    // What stands in an action is no text.
    if (!found || scalar.value.lastIndexOf('{{', found.index) > scalar.value.lastIndexOf('}}', found.index)) return [];
    const text = found[0].replace('is ', '').replace(/[[\]]/g, '');
    const from = found.index + found[0].indexOf(text);
    return [{ scalar, text, key, kind: 'found', from, to: from + text.length }];
  });
  return [...more, ...words];
}

/** Integrations that post messages and are told of ends where nobody says otherwise. */
const isTold = /^(?:discord|msteams|msteamsv2|telegram|pushover|sns|webex|mattermost)(?:_c|C)onfigs$/;
