// Which labels a template reads, through whatever spelling.
// Layer: template.
import type { Span } from '../text/span';
import type { TemplateNode } from './ast';
import type { TemplateEnv } from './env';
import { prometheusTemplates } from './env';
import type { FlowEvents } from './flow';
import { follow } from './flow';
import type { MapSource, StaticValue } from './staticValues';

export interface LabelRead {
  readonly label: string;
  /** The label's name, without the dot; with its quotes where it is given to `index`. */
  readonly span: Span;
  readonly source: MapSource;
}

/** What a rule's template shows of the labels of the alert's own series. */
export interface LabelUses {
  /**
   * `$labels.x`, `.Labels.x`, `index $labels "x"`, through aliases, `with`, pipes and named templates, in the order of the
   * text. Labels of a `query` inside the template are not among them.
   */
  readonly reads: readonly LabelRead[];
  /** Whether the labels are used as a whole (printed, ranged over, handed on), so that any of them may show. */
  readonly all: boolean;
  /** External labels that are read (`$externalLabels.site`): labels of the Prometheus, not of the series. */
  readonly external: readonly LabelRead[];
}

const noUses: LabelUses = { reads: [], all: false, external: [] };

/** The labels that a template of a rule uses. */
export function labelUses(nodes: readonly TemplateNode[]): LabelUses {
  if (nodes.every(({ kind }) => kind === 'text')) return noUses;
  let all = false;
  const whole = ({ source }: StaticValue): void => {
    if (source === 'labels') all = true;
  };
  const read = readsIn(nodes, RULES, whole);
  return {
    reads: read.filter(({ source }) => source === 'labels'),
    all,
    external: read.filter(({ source }) => source === 'externalLabels'),
  };
}

/** Every read of a key of a label or annotation map, also in notification templates. */
export function mapReads(nodes: readonly TemplateNode[], env: TemplateEnv): readonly LabelRead[] {
  return readsIn(nodes, env);
}

function readsIn(nodes: readonly TemplateNode[], env: TemplateEnv, whole?: FlowEvents['whole']): readonly LabelRead[] {
  const found = new Map<string, LabelRead>();
  follow(nodes, env, {
    read: (label, span, map) => {
      // A named template that is called twice is followed twice.
      if (map.source) found.set(`${span.from} ${map.source}`, { label, span, source: map.source });
    },
    ...(whole ? { whole } : {}),
  });
  return [...found.values()].sort((a, b) => a.span.from - b.span.from);
}

const RULES: TemplateEnv = prometheusTemplates({ major: 3, minor: 16 });
