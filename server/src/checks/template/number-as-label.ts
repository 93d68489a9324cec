// `$labels` has labels alone: the name of a metric, or what only a number can be, is not among them, and nothing is shown.
// Layer: checks.
import { wholeOf } from '../../analysis/source';
import { neverGives } from '../../promql/shape';
import { defineCheck } from '../check';
import { askedLabels } from './askedLabels';
import { numberMeant } from './numberMeant';

export const check = defineCheck({
  id: 'template/number-as-label',
  summary: 'A template looks for a number among the labels.',
  severity: 'warning',
  since: '0.1.0',
  on: 'template',
  given: ['sound', 'label shown'],
  actions: true,
  needs: ['catalog'],
  messages: {
    metric: '`{label}` is a metric and no label, so nothing is shown here: write `{right}`.',
    value: '`$labels` has no `{label}`, so nothing is shown here: the number is {right}.',
    number:
      '`{label}` is no label of {metrics}, so nothing is shown here: ask for the number with `query`, or write it out.',
  },
  run(unit, ctx) {
    const { expr } = unit;
    if (!unit.sound || !expr?.sound || neverGives(expr.shape)) return;
    const { reads } = unit.uses;
    for (const { label, span } of reads) {
      const meant = numberMeant(label, expr, ctx.catalog);
      if (!meant || askedLabels(unit.nodes, reads).has(label)) continue;
      const restsOn = [wholeOf(expr.source)];
      if (meant.as === 'metric') {
        const right = `{{ with query "${label}" }}{{ . | first | value }}{{ end }}`;
        ctx.report(span, 'metric', { label, right }, { restsOn });
      } else if (meant.as === 'value') ctx.report(span, 'value', { label, right: '`{{ $value }}`' }, { restsOn });
      else ctx.report(span, 'number', { label, metrics: meant.metrics }, { restsOn });
    }
  },
});
