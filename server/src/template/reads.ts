// Which labels a template reads, through whatever spelling.
// Layer: template.
import type { Span } from '../text/span';
import type { TemplateNode } from './ast';
import type { TemplateEnv } from './env';
import { prometheusTemplates } from './env';
import type { MapSource } from './flow';
import { follow } from './flow';

export interface LabelRead {
  readonly label: string;
  /** The label's name, without the dot; with its quotes where it is given to `index`. */
  readonly span: Span;
  readonly source: MapSource;
}

/**
 * The labels of the alert's own series that a rule's template reads: `$labels.x`, `.Labels.x`, `index $labels "x"`,
 * through aliases, `with`, pipes and named templates. Labels of a `query` inside the template are not among them.
 */
export function labelReads(nodes: readonly TemplateNode[], env?: TemplateEnv): readonly LabelRead[] {
  return mapReads(nodes, env).filter(read => read.source === 'labels');
}

/** Every read of a key of a label or annotation map, also in notification templates. */
export function mapReads(nodes: readonly TemplateNode[], env?: TemplateEnv): readonly LabelRead[] {
  const found = new Map<string, LabelRead>();
  follow(nodes, env ?? RULES, {
    read: (label, span, map) => {
      // A named template that is called twice is followed twice.
      if (map.source) found.set(`${span.from} ${map.source}`, { label, span, source: map.source });
    },
  });
  return [...found.values()].sort((a, b) => a.span.from - b.span.from);
}

/**
 * Whether the template uses the labels of the series as a whole (prints them, ranges over them, hands them on), so that
 * any label may show.
 */
export function readsAllLabels(nodes: readonly TemplateNode[], env?: TemplateEnv): boolean {
  let all = false;
  follow(nodes, env ?? RULES, {
    whole: map => {
      if (map.source === 'labels') all = true;
    },
  });
  return all;
}

const RULES: TemplateEnv = prometheusTemplates({ major: 3, minor: 16 });
