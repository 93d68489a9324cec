// `$labels` has labels alone: the name of a metric, or what only a number can be, is not among them, and nothing is shown.
// Layer: checks.
import type { ExprUnit } from '../../analysis/rule';
import type { Catalog } from '../../catalog/schema';
import { metricName } from '../../promql/inspect';
import { neverGives } from '../../promql/shape';
import { defineCheck } from '../check';
import { askedLabels } from './askedLabels';

export const check = defineCheck({
  id: 'template/number-as-label',
  summary: 'A template looks for a number among the labels.',
  severity: 'warning',
  since: '0.1.0',
  on: 'template',
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
      if (!label.includes('_') && !quantities.has(label.toLowerCase())) continue;
      if (isNamed(label, expr) || askedLabels(unit.nodes, reads).has(label)) continue;
      const restsOn = [{ source: expr.source, span: { from: 0, to: expr.text.length } }];
      if (expr.selectors.some(selector => metricName(selector) === label)) {
        const right = `{{ with query "${label}" }}{{ . | first | value }}{{ end }}`;
        ctx.report(span, 'metric', { label, right }, { restsOn });
      } else if (quantities.has(label.toLowerCase())) {
        const metrics = strangers(label, expr, ctx.catalog);
        if (!metrics) continue;
        if (/^value$/i.test(label)) ctx.report(span, 'value', { label, right: '`{{ $value }}`' }, { restsOn });
        else ctx.report(span, 'number', { label, metrics }, { restsOn });
      }
    }
  },
});

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
    names.add(`\`${name}\``);
  }
  return [...names].slice(0, 2).join(' and ');
}
