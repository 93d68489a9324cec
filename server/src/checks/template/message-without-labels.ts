// An alert of which several series can fire at once, with a message that names none of the labels that tell them apart.
// Only where the labels are known from the catalogue or the workspace.
import { mayComeFromTarget } from '../../catalog/targetLabels';
import type { Shape } from '../../promql/shape';
import { labelReads, readsAllLabels } from '../../template/reads';
import { defineCheck } from '../check';

/** Annotations that people read first; the others often hold links and long texts. */
const messages: ReadonlySet<string> = new Set(['summary', 'message', 'description', 'title']);
/** Labels that are the same for all series of an alert, or that only machines read. */
const silent: ReadonlySet<string> = new Set(['__name__', 'le', 'quantile', 'alertname']);

export const check = defineCheck({
  id: 'template/message-without-labels',
  summary: "A message names none of the labels that tell the alert's series apart.",
  severity: 'info',
  since: '0.1.0',
  on: 'alert',
  needs: ['catalog'],
  messages: {
    which:
      'The message does not say which: the series differ by {labels}. Name one of them, for example with {example}.',
  },
  run({ expr, annotations }, ctx) {
    if (!expr?.sound) return;
    const labels = tellingLabels(expr.shape);
    if (labels.length === 0) return;
    const texts = annotations.filter(({ name }) => messages.has(name));
    const [first] = texts;
    if (!first || annotations.some(({ nodes }) => labelReads(nodes).length > 0 || readsAllLabels(nodes))) return;
    ctx.report({ source: first.source, span: { from: 0, to: first.text.trimEnd().length } }, 'which', {
      labels: labels.map(name => `\`${name}\``).join(', '),
      example: `\`{{ $labels.${labels[0]} }}\``,
    });
  },
});

/** The labels by which series of the result differ, where all of them are known; none otherwise. */
function tellingLabels({ branches }: Shape): readonly string[] {
  if (branches.some(({ open }) => open)) return [];
  const all = new Set(branches.flatMap(({ possible }) => [...possible]));
  return [...all].filter(label => !silent.has(label) && !mayComeFromTarget(label));
}
