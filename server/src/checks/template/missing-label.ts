// A template reads a label that no series of the expression can carry: it was aggregated away, or the metric has no such
// label. The text then shows nothing in its place.

import { mayComeFromTarget } from '../../catalog/targetLabels';
import { canCarry, type Shape, whyNot } from '../../promql/shape';
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
    misspelt: 'The metric has no label `{label}`, so nothing is shown here; did you mean `{near}`?',
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
        continue;
      }
      // Relabeling may add labels of any name: only one that resembles a label of the metric is taken for a mistake.
      const near = nearLabel(label, expr.shape);
      if (near !== undefined) ctx.report(span, 'misspelt', { label, near }, { severity: 'info' });
    }
  },
});

function excerpt(text: string, { from, to }: Span): string {
  const part = text.slice(from, to).replace(/\s+/g, ' ');
  return part.length > 40 ? `${part.slice(0, 39)}…` : part;
}

function nearLabel(label: string, { branches }: Shape): string | undefined {
  const own = branches.flatMap(({ possible }) => [...possible]).filter(name => !mayComeFromTarget(name));
  const words = label.toLowerCase().split('_');
  // `gpu_id` is more likely meant to be `gpu` than `GPU_I_ID`.
  return (
    own.find(name => words[0] === name.toLowerCase()) ??
    closest(label, own) ??
    own.find(name => name.toLowerCase().startsWith(`${label.toLowerCase()}_`))
  );
}
