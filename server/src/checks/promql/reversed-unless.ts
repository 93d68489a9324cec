// `up{job="dcgm"} == 1 unless on (node) kube_node_info`, told as a missing exporter: `unless` keeps what is on its left, and
// there are only nodes that have one. Layer: checks.
import { ruleText } from '../../analysis/alertText';
import type { Catalog } from '../../catalog/schema';
import type { Expr, VectorSelector } from '../../promql/ast';
import { boundIn } from '../../promql/bounds';
import { metricName, passes } from '../../promql/inspect';
import { nodesOf, selectorsOf } from '../../promql/walk';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/reversed-unless',
  summary: 'An alert on a missing exporter keeps the nodes that have it.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'binary',
  only: ['unless'],
  between: 'series',
  needs: ['catalog'],
  messages: {
    found:
      '`unless` keeps what is on its left, so this is about nodes that have `{found}`, and none that misses it is ever told: write `{all}` on the left and `{found}` on the right.',
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound || !unit.rule.alert) return;
    const [left, right] = [selectorsOf(node.lhs), selectorsOf(node.rhs)];
    const all = right.map(metricName);
    if (left.length !== 1 || all.length === 0 || !all.every(name => inventory.test(name ?? ''))) return;
    const found = metricName(left[0]!);
    if (found === undefined || inventory.test(found) || !isThere(node.lhs)) return;
    const text = bare(ruleText(unit.rule));
    if (namesOf(left[0]!, ctx.catalog).some(name => saysMissing(text, bare(name))))
      ctx.report(node, 'found', { found, all: all[0]! });
  },
});

/** What kube-state-metrics lists, whatever runs there. */
const inventory = /^kube_(?:node_|pod_info$)/;

/** Whether all comparisons let pass what is up. */
function isThere(side: Expr): boolean {
  return nodesOf(side).every(node => {
    const bound = boundIn(node);
    return !bound || (passes(1, bound.op, bound.written) && !passes(0, bound.op, bound.written));
  });
}

/** By which the exporter of a series may be called: its job, or what jobs of it are mostly called. */
function namesOf(selector: VectorSelector, catalog: Catalog): readonly string[] {
  const name = metricName(selector) ?? '';
  if (name !== 'up') return catalog.find(name)?.exporter?.jobHints ?? [];
  const job = selector.matchers.find(({ label, op }) => label.name === 'job' && op?.startsWith('='))?.value?.value;
  return job === undefined ? [] : job.split('|');
}

function bare(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, '');
}

/** `DcgmExporterMissing`, "No dcgm-exporter on node …"; a node that is missing may be one that Kubernetes does not know. */
function saysMissing(text: string, name: string): boolean {
  if (name.length < 3 || /^(?:kubernetes)?nodes?$|^kubelet$/.test(name)) return false;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const [before, after] = [text.slice(Math.max(0, at - 7), at), text.slice(at + name.length, at + name.length + 30)];
    if (/(?:no|without|missing)$/.test(before)) return true;
    if (/^(?:exporter|metrics|agent|target|daemon|pod|is|are|s)*(?:missing|absent|gone|notrunning|lost)/.test(after))
      return true;
  }
  return false;
}
