// `channel: #gpu` without quotes: ` #` begins a comment, and the channel is nothing. Layer: checks.
import { entries, follow } from '../../yaml/path';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'alertmanager/channel-as-comment',
  summary: 'The name of a channel is a comment.',
  severity: 'warning',
  since: '0.1.0',
  on: 'receiver',
  messages: {
    found:
      '`{written}` is a comment to YAML, so no channel is named and the default one gets the messages; put it in quotes.',
  },
  run({ receiver, source }, ctx) {
    for (const { node } of receiver.integrations) {
      for (const { name, key, value } of entries(node)) {
        if (name !== 'channel') continue;
        const scalar = follow(value);
        if (scalar?.kind !== 'scalar' || scalar.value !== '') continue;
        const end = source.text.indexOf('\n', key.to);
        const line = source.text.slice(key.to, end < 0 ? source.text.length : end);
        const written = /^:[ \t]+(#[\w-]+)[ \t]*\r?$/.exec(line)?.[1];
        if (written === undefined) continue;
        const from = key.to + line.indexOf('#');
        const at = { from, to: from + written.length };
        const fix = { title: 'Put in quotes', safe: false, edits: [{ at, newText: `'${written}'` }] };
        ctx.report(at, 'found', { written }, { fix });
      }
    }
  },
});
