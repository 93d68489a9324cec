// Labels that a template reads and that are numbers instead: a metric of the expression, its value, or a quantity that the metrics
// do not tell as a label. Layer: checks.

import type { ExprUnit } from '../../analysis/rule';
import type { Catalog } from '../../catalog/schema';
import { metricName } from '../../promql/inspect';
import { allOf, inCode } from '../../text/words';

/** What number is meant: that of a metric, that of the alert, or one that none of `metrics` has as a label. */
export type NumberMeant =
  | { readonly as: 'metric' }
  | { readonly as: 'value' }
  | { readonly as: 'number'; readonly metrics: string };

/** The number that is meant by a label; undefined where it may be one. */
export function numberMeant(label: string, expr: ExprUnit, catalog: Catalog): NumberMeant | undefined {
  const isQuantity = quantities.has(label.toLowerCase());
  if ((!isQuantity && !label.includes('_')) || isNamed(label, expr)) return undefined;
  if (expr.selectors.some(selector => metricName(selector) === label)) return { as: 'metric' };
  const metrics = isQuantity ? strangers(label, expr, catalog) : undefined;
  if (metrics === undefined) return undefined;
  return /^value$/i.test(label) ? { as: 'value' } : { as: 'number', metrics };
}

/** What a target or a relabeling hardly tells. */
const quantities: ReadonlySet<string> = new Set(
  (
    'value threshold count total replicas desired_replicas available_replicas spec_replicas ready_replicas percent percentage ' +
    'ratio usage used free restarts restart_count duration latency temperature utilization temp'
  ).split(' '),
);

/** Whether the expression writes the name itself: in a grouping, a join, a matcher, or as a text such as of `count_values`. */
function isNamed(label: string, { nodes }: ExprUnit): boolean {
  return nodes.some(node => {
    switch (node.kind) {
      case 'string':
        return node.value === label;
      case 'aggregate':
        return !node.grouping?.without && node.grouping?.labels.some(({ name }) => name === label);
      case 'selector':
        return node.matchers.some(one => one.label.name === label);
      case 'binary':
        return [...(node.matching?.labels ?? []), ...(node.matching?.group?.labels ?? [])].some(
          ({ name }) => name === label,
        );
      default:
        return false;
    }
  });
}

/** The metrics of an expression, where all are known and none has the label. */
function strangers(label: string, { selectors }: ExprUnit, catalog: Catalog): string | undefined {
  if (selectors.length === 0) return undefined;
  const names = new Set<string>();
  for (const selector of selectors) {
    const name = metricName(selector);
    const metric = name === undefined ? undefined : catalog.find(name)?.metric;
    if (name === undefined || !metric || metric.generic || metric.labels.some(one => one.name === label))
      return undefined;
    names.add(name);
  }
  return allOf(inCode([...names].slice(0, 2)));
}
