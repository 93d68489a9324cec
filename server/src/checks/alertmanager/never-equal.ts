// A notification's template that compares a status, or a label that rules set, with a text that it never is. Layer: checks.

import { scalarSource } from '../../analysis/source';
import type { Receiver } from '../../model/alertmanager';
import type { Root } from '../../model/root';
import { carriedIn, carriedValues, isSetByRules } from '../../routing/carried';
import { letThrough } from '../../routing/letThrough';
import { type ComparedText, comparedTexts, mayCompare, noStatus } from '../../template/compared';
import { alertmanagerTemplates } from '../../template/env';
import { parseTemplate } from '../../template/parser';
import { slipOf } from '../../text/closest';
import { anyOf, inCode } from '../../text/words';
import type { YamlScalar } from '../../yaml/node';
import { defineCheck } from '../check';
import { integrationSchema, readOnce, templatesIn } from './receiverTemplates';

export const check = defineCheck({
  id: 'alertmanager/never-equal',
  summary: 'A message compares a status or label with a text that it never is.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'file',
  on: 'receiver',
  needs: ['workspace'],
  messages: {
    status: 'A status is {known} here and never `{text}`.',
    label: 'No alert of this workspace has `{label}` `{text}`; did you mean `{near}`?',
    routed:
      'Only alerts with `{label}` {values} come to this receiver, and never with `{text}`; did you mean `{near}`?',
  },
  run({ root, receiver, source }, ctx) {
    for (const { scalar, texts } of readOnce(ctx, receiver, root, () => comparedIn(receiver, root))) {
      for (const compared of texts) {
        const at = { source: scalarSource(scalar, source), span: { from: compared.from, to: compared.to } };
        const { text, label } = compared;
        const known = noStatus(compared);
        if (known !== undefined) ctx.report(at, 'status', { known, text });
        if (label === undefined || text === '') continue;
        const { documents } = ctx.workspace;
        const { carried, through } = ctx.shared(() => ({
          carried: carriedValues(documents.map(one => ctx.ofDocument(one, carriedIn))),
          through: letThrough(documents),
        }));
        const routed = root.holder ? undefined : through(label).get(receiver.name?.value ?? '');
        // A text for all receivers names what comes to others, too: only another case is a mistake here.
        const meant = routed && !routed.has(text) ? sameInLower(text, routed) : undefined;
        if (routed && meant !== undefined) {
          const listed = anyOf(inCode([...routed].sort()));
          ctx.report(at, 'routed', { label, values: listed, text, near: meant });
          continue;
        }
        if (!isSetByRules(label)) continue;
        const values = carried.of(label);
        const near = values && !values.has(text) ? nearOf(text, values) : undefined;
        if (near !== undefined) ctx.report(at, 'label', { label, text, near }, { severity: 'info' });
      }
    }
  },
});

/** What the templates of a receiver compare. */
function comparedIn(
  { integrations }: Receiver,
  root: Root,
): readonly { readonly scalar: YamlScalar; readonly texts: readonly ComparedText[] }[] {
  return integrations.flatMap(({ type, node }) =>
    [...templatesIn(node, integrationSchema(root, type))].flatMap(({ scalar }) => {
      if (!mayCompare(scalar.value)) return [];
      const parsed = parseTemplate(scalar.value, alertmanagerTemplates({ major: 0, minor: 34 }));
      return parsed.problems.length > 0 ? [] : { scalar, texts: [...comparedTexts(parsed)] };
    }),
  );
}

function sameInLower(text: string, values: ReadonlySet<string>): string | undefined {
  const plain = text.toLowerCase();
  for (const value of values) if (value.toLowerCase() === plain) return value;
  return undefined;
}

/** A value that was meant: another case, a slip of the keyboard, or the whole of what is short. */
function nearOf(text: string, values: ReadonlySet<string>): string | undefined {
  const slip = slipOf(text, values);
  if (slip !== undefined) return slip;
  const plain = text.toLowerCase();
  for (const value of values) if (plain.length > 3 && value.toLowerCase().startsWith(plain)) return value;
  return undefined;
}
