// `\n` in single quotes, in a block or without quotes is a backslash and an n to YAML, and the message shows both. Layer: checks.
import type { TemplateNode } from '../../template/ast';
import { walk } from '../../template/walk';
import { hull } from '../../text/span';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'template/newline-as-text',
  summary: 'A message shows a backslash and an n in place of a new line.',
  severity: 'warning',
  since: '0.1.0',
  on: 'template',
  given: ['newline as text'],
  where: 'annotation',
  messages: {
    found:
      'YAML makes a new line of `\\n` in double quotes alone, so the message shows a backslash and an n here: use those, or a block (`|`) with the lines below each other.',
  },
  run({ text, nodes, sound, source }, ctx) {
    // Paths of Windows have backslashes as well.
    if (!sound || !text.includes('\\n') || /[A-Za-z]:\\/.test(text)) return;
    for (const node of textsIn(nodes)) {
      const at = node.text.search(/(?<![\w\\])\\n|(?<=\w)\\n(?=[A-Z\d\s*•-]|$)/);
      if (at < 0) continue;
      // After trimming it may stand elsewhere in the text.
      const from = text.indexOf(node.text, node.from) + at;
      const span = { from, to: from + 2 };
      const written = source.outer ? hull(source.outer.toOuter(span)) : span;
      // `"\\n"` in double quotes is written on purpose.
      if (written.to - written.from > 2) return;
      ctx.report(span, 'found', {});
      return;
    }
  },
});

function textsIn(nodes: readonly TemplateNode[]): readonly { readonly text: string; readonly from: number }[] {
  const found: { readonly text: string; readonly from: number }[] = [];
  walk(nodes, node => {
    if (node.kind === 'text') found.push(node);
    return node.kind !== 'action';
  });
  return found;
}
