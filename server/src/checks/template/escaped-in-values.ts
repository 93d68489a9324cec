// Braces that are escaped as in a chart's template, in values that the chart hands on as they are. Layer: checks.
import { placeSpan } from '../../model/region';
import { ruleKeys, valuesOfStack } from '../../model/stackValues';
import { get } from '../../yaml/path';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'template/escaped-in-values',
  summary: 'The template of a message is escaped for Helm in values that Helm does not fill in.',
  severity: 'warning',
  since: '0.1.0',
  on: 'document',
  messages: {
    found:
      'Helm does not fill in the rules of these values, so Prometheus gets the escape, and every message shows its braces and names as text: write the template alone.',
  },
  run({ text, roots, masked }, ctx) {
    // Where there are holes, something fills in the file, and the escape may be for that.
    if (!masked || masked.holes.length > 0) return;
    const root = roots.find(({ kind, holder }) => kind === 'rules' && holder === 'chart');
    // What Flux and Argo CD are given often stands in templates itself.
    const values = root && valuesOfStack(root.document.root, 1);
    if (!root || !values) return;
    for (const key of ruleKeys) {
      const rules = get(values, key);
      if (!rules) continue;
      const { from, to } = placeSpan(rules, root.region);
      const escaped = ESCAPE.exec(text.slice(from, to));
      if (escaped)
        ctx.report({ from: from + escaped.index, to: from + escaped.index + escaped[0].length }, 'found', {});
    }
  },
});

/** `{{ "{{" }}`, or braces in backticks. */
const ESCAPE = /\{\{-? ?(?:"\{\{-?"|`\{\{)/;
