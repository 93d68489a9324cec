// A template shows an external label that the configuration, which names all of them, does not have: the text is empty there.
// Layer: checks.

import { closest } from '../../text/closest';
import { firstOf, inCode } from '../../text/words';
import { defineCheck, type Fix } from '../check';
import { askedLabels } from './askedLabels';

/** How many labels are named in the message. */
const shown = 5;

export const check = defineCheck({
  id: 'template/unknown-external-label',
  summary: 'A template shows an external label that the configuration does not name.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'template',
  given: ['external label shown'],
  actions: true,
  needs: ['externalLabels'],
  messages: {
    near: 'The configuration names no external label `{label}`, so nothing is shown here; did you mean `{near}`?',
    none: 'The configuration names no external label `{label}`, so nothing is shown here; it has {known}.',
  },
  run({ sound, uses, nodes }, ctx) {
    const known = ctx.externalLabels;
    if (!known || !sound || uses.external.length === 0) return;
    // A rule for several Prometheus may ask first.
    const asked = askedLabels(nodes, uses.external);
    for (const { label, span } of uses.external) {
      if (Object.hasOwn(known, label) || asked.has(label)) continue;
      const names = Object.keys(known);
      const near = closest(label, names);
      if (near === undefined) ctx.report(span, 'none', { label, known: listed(names) });
      else {
        const fix: Fix = { title: `Use ${near}`, safe: false, edits: [{ at: span, newText: near }] };
        // With quotes around it where it is given to `index`.
        const isBare = span.to - span.from === label.length;
        ctx.report(span, 'near', { label, near }, isBare && /^[a-zA-Z_]\w*$/.test(near) ? { fix } : {});
      }
    }
  },
});

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  return firstOf(inCode(names), shown);
}
