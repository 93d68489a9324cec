// An e-mail's list of addresses that Alertmanager reads only when it sends, and refuses then: nobody gets the message.
// Layer: checks.
import { getScalar } from '../../yaml/path';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'alertmanager/refused-address',
  summary: 'An e-mail has addresses that cannot be read when it is sent.',
  severity: 'warning',
  since: '0.1.0',
  on: 'receiver',
  messages: {
    semicolon: 'Addresses are separated by commas: with `;` no mail is sent at all; write `{right}`.',
    none: '`{part}` is no address, so no mail is sent at all; write `name@host`, and a comma between two.',
    several: 'A mail has one sender: with {count} addresses in `from` no mail is sent at all.',
  },
  run({ receiver, source }, ctx) {
    for (const { type, node } of receiver.integrations) {
      if (!type.startsWith('email')) continue;
      for (const key of ['to', 'from']) {
        const scalar = getScalar(node, key);
        // Texts in quotes, comments and groups are left to Go.
        if (!scalar || scalar.value === '' || /["()[\]:\\{}]|=\?/.test(scalar.value)) continue;
        const { value } = scalar;
        if (value.includes(';')) {
          const parts = value.split(/[;,]/).map(part => part.trim());
          const right = parts.filter(part => part !== '').join(', ');
          ctx.report({ source, span: scalar }, 'semicolon', { right });
          continue;
        }
        const parts = value.split(',').map(part => part.trim());
        const bad = parts.find(part => part !== '' && !isAddress(part) && !placeholder.test(part));
        if (bad !== undefined) ctx.report({ source, span: scalar }, 'none', { part: bad });
        else if (key === 'from' && parts.length > 1)
          ctx.report({ source, span: scalar }, 'several', { count: parts.length });
      }
    }
  },
});

/** What something else puts an address in the place of: `EMAIL_OPS_PLACEHOLDER`. */
const placeholder = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;

/** Whether Go may take it: a plain address, or one in angle brackets behind a name. */
function isAddress(part: string): boolean {
  return /^[^\s@<>]+@[^\s@<>]+$/.test(part) || /^[^<>@]*<[^\s@<>]+@[^\s@<>]+>$/.test(part);
}
