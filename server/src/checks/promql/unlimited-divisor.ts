// A division by a limit that is 0 where there is none: use over it is infinite, and the alert fires for all that is unlimited.
// Layer: checks.
import type { Binary, VectorSelector } from '../../promql/ast';
import { metricName, unwrap } from '../../promql/inspect';
import { innermostOf, measuredBy, thresholdOf } from '../../promql/values';
import { selectorsOf } from '../../promql/walk';
import { defineCheck } from '../check';

/** Limits that their exporters show as 0 where none is set. cAdvisor leaves `container_spec_cpu_quota` out instead. */
const limits =
  /^(?:container_spec_memory_limit_bytes|container_spec_memory_swap_limit_bytes|redis_memory_max_bytes|redis_config_maxmemory)$/;

export const check = defineCheck({
  id: 'promql/unlimited-divisor',
  summary: 'A limit that is 0 where none is set is a divisor.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'binary',
  only: ['/', '>', '>=', '<', '<='],
  between: 'series',
  messages: {
    compared: '`{metric}` is 0 where no limit is set, so there any use is more: compare with `({metric} > 0)`.',
    found:
      '`{metric}` is 0 where no limit is set, so there the quotient is infinite (or no number) and passes the bound: divide by `({metric} > 0)`.',
  },
  run({ node, in: unit }, ctx) {
    if (node.op !== '/') {
      const limit = unit.sound && !/\b(?:and|unless)\b/.test(unit.text) ? comparedLimit(node) : undefined;
      const name = limit && metricName(limit);
      if (!limit || name === undefined) return;
      const severity = ofContainers.test(name) && selectorsOf(node).every(isOfAll) ? 'warning' : 'info';
      ctx.report(limit.name ?? limit, 'compared', { metric: name }, { severity });
      return;
    }
    const inner = innermostOf(node.rhs);
    const metric = inner.kind === 'selector' ? metricName(inner) : undefined;
    if (!unit.sound || metric === undefined || inner.kind !== 'selector' || !limits.test(metric)) return;
    // A sum of zeros is one, too, but beside others it is not.
    if (unwrap(node.rhs).kind === 'aggregate' && unit.text.includes(`${metric} >`)) return;
    const parents = unit.parents(node);
    const threshold = thresholdOf(node, parents);
    if (!threshold || (threshold.op !== '>' && threshold.op !== '>=')) return;
    if (parents.some(parent => parent.kind === 'binary' && (parent.op === 'and' || parent.op === 'unless'))) return;
    const severity =
      unwrap(node.rhs) === inner && ofContainers.test(metric) && selectorsOf(node).every(isOfAll) ? 'warning' : 'info';
    ctx.report(inner.name ?? inner, 'found', { metric }, { severity });
  },
});

/** The limit, or a part of it, that something has to be above of. */
function comparedLimit({ op, lhs, rhs, bool }: Binary): VectorSelector | undefined {
  if (bool) return undefined;
  const [use, limit] = op.startsWith('>') ? [lhs, rhs] : [rhs, lhs];
  const found = measuredBy(limit)?.selector;
  const name = found && metricName(found);
  if (name === undefined || !limits.test(name)) return undefined;
  const used = measuredBy(use)?.selector;
  return used &&
    metricName(used) !== name &&
    /(?:usage|working_set|rss|used)(?:_bytes)?$|_memory_/.test(metricName(used) ?? '')
    ? found
    : undefined;
}

/** Limits that surely some container of a node lacks: its system services do, and so do static pods. */
const ofContainers = /^container_spec_memory_/;

/** Whether containers of any kind are selected: nothing but what is left out, or the cluster, is named. */
function isOfAll({ matchers }: VectorSelector): boolean {
  return matchers.every(
    ({ op, label, value }) =>
      value === undefined || op === '!=' || op === '!~' || /^(?:__name__|job|cluster|metrics_path)$/.test(label.name),
  );
}
