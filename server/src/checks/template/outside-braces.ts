// `$labels.instance` outside of `{{ }}`: the message shows the words themselves. Layer: checks.
import type { TemplateNode, TextNode } from '../../template/ast';
import { walk } from '../../template/walk';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'template/outside-braces',
  summary: 'A message shows the name of a variable, as it stands outside of the braces.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'template',
  given: ['dollar'],
  messages: {
    found: 'Only what stands in double braces is filled in, so this shows `{name}` itself: write `{right}`.',
  },
  run({ text, nodes, sound, name }, ctx) {
    if (!sound || !VARIABLE.test(text)) return;
    // Braces that are written as text are for whoever reads the file first.
    if (/["`']\{\{/.test(text)) return;
    for (const node of textsIn(nodes)) {
      if (!node.text.includes('$')) continue;
      for (const { index, 0: variable } of node.text.matchAll(EVERY_VARIABLE)) {
        // Commands of a shell have a `$value` of their own.
        if (variable === '$value' && !/summary|desc|message|title/i.test(name)) continue;
        // After trimming it may stand elsewhere in the text.
        const from = text.indexOf(node.text, node.from) + index;
        ctx.report({ from, to: from + variable.length }, 'found', { name: variable, right: `{{ ${variable} }}` });
      }
    }
  },
});

const VARIABLE = /\$(?:labels\.|externalLabels\.|value(?!\w))/;

const EVERY_VARIABLE = /(?<![$\w])\$(?:(?:labels|externalLabels)\.[A-Za-z_]\w*|value(?![\w(]))/g;

function textsIn(nodes: readonly TemplateNode[]): readonly TextNode[] {
  const found: TextNode[] = [];
  walk(nodes, node => {
    if (node.kind === 'text') found.push(node);
    return node.kind !== 'action';
  });
  return found;
}
