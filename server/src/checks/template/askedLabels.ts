// Labels whose absence a template has thought of. Layer: checks.
import type { TemplateNode } from '../../template/ast';
import type { LabelRead } from '../../template/reads';

/** The labels that a condition of the template reads: what depends on them is not shown where they are not there. */
export function askedLabels(nodes: readonly TemplateNode[], reads: readonly LabelRead[]): ReadonlySet<string> {
  const asked = new Set<string>();
  const visit = (list: readonly TemplateNode[]): void => {
    for (const node of list) {
      if (node.kind === 'if' || node.kind === 'with') {
        for (const { label, span } of reads) {
          if (span.from >= node.pipe.from && span.to <= node.pipe.to) asked.add(label);
        }
      } else if (node.kind === 'action') {
        // `or $labels.a $labels.b` takes the first that is there.
        for (const { args } of node.pipe.commands) {
          if (args[0]?.kind !== 'ident' || args[0].name !== 'or') continue;
          for (const { label, span } of reads) {
            if (args.some(arg => span.from >= arg.from && span.to <= arg.to)) asked.add(label);
          }
        }
      }
      if ('body' in node && node.body) visit(node.body);
      if ('otherwise' in node && node.otherwise) visit(node.otherwise);
    }
  };
  visit(nodes);
  return asked;
}
