// A template reads a label that no series of the expression can carry: it was aggregated away, or the metric has no such
// label. The text then shows nothing in its place.

import { canCarry, whyNot } from '../../promql/shape';
import { labelReads } from '../../template/reads';
import { closest } from '../../text/closest';
import type { Span } from '../../text/span';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'template/missing-label',
  summary: 'A template reads a label that the expression cannot carry.',
  severity: 'warning',
  since: '0.1.0',
  on: 'template',
  needs: ['catalog'],
  messages: {
    dropped: 'No series of the expression carries `{label}`: `{by}` removes it, so nothing is shown here.',
    unknown: 'No series of the expression carries `{label}`, so nothing is shown here{hint}.',
  },
  run(unit, ctx) {
    const { expr } = unit;
    if (!unit.sound || !expr?.sound) return;
    for (const { label, span } of labelReads(unit.nodes)) {
      if (canCarry(expr.shape, label) !== 'no') continue;
      const by = whyNot(expr.shape, label);
      if (by) {
        const related = [{ at: { source: expr.source, span: by }, message: `\`${label}\` is removed here` }];
        ctx.report(span, 'dropped', { label, by: excerpt(expr.text, by) }, { related });
      } else {
        ctx.report(span, 'unknown', {
          label,
          hint: hintFor(
            label,
            expr.shape.branches.flatMap(b => [...b.possible]),
          ),
        });
      }
    }
  },
});

function excerpt(text: string, { from, to }: Span): string {
  const part = text.slice(from, to).replace(/\s+/g, ' ');
  return part.length > 40 ? `${part.slice(0, 39)}…` : part;
}

function hintFor(label: string, labels: readonly string[]): string {
  // `gpu_id` is more likely meant to be `gpu` than `GPU_I_ID`.
  const words = label.toLowerCase().split('_');
  const near = labels.find(name => words.includes(name.toLowerCase())) ?? closest(label, labels);
  return near ? `; it carries \`${near}\`` : '';
}
