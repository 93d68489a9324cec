// A selector that asks a recorded series for a label which no rule of the workspace leaves to it: nothing is selected. Layer: checks.

import { metricName } from '../../promql/inspect';
import { rejectsEmpty } from '../../promql/matching';
import { neverGives } from '../../promql/shape';
import { allOf, inCode } from '../../text/words';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/unrecorded-label',
  summary: 'A selector asks for a label that the recording rule leaves out.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'expr',
  given: ['matchers'],
  ofMetric: (name, catalog) => !catalog.find(name),
  needs: ['catalog'],
  follows: 'recordings',
  messages: {
    found:
      'The rules that record `{metric}` leave no {labels} to it, so this selects nothing; keep it in the `by (…)` there, or leave it out here.',
  },
  run(unit, ctx) {
    for (const selector of unit.selectors) {
      const metric = metricName(selector);
      if (metric === undefined || selector.matchers.length === 0 || !neverGives(unit.shapeOf(selector))) continue;
      const asked = selector.matchers.filter(matcher => matcher.label.name !== '__name__' && rejectsEmpty(matcher));
      const [first, another] = asked;
      // Known programs have colons in their names as well.
      if (!first || ctx.catalog.find(metric)) continue;
      const labels = allOf(inCode(asked.map(({ label }) => label.name)));
      ctx.report(another ? selector : first.label, 'found', { metric, labels });
    }
  },
});
