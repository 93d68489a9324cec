// A quotient of requests with a count of something else, of all outcomes with all, or of what counts the same events: the share is
// another. Layer: checks.
import type { ExprUnit } from '../../analysis/rule';

import type { MetricFact } from '../../catalog/schema';
import type { Binary, Expr, MatrixSelector, VectorSelector } from '../../promql/ast';
import { boundOn } from '../../promql/bounds';
import { sameDuration, sameMatcher } from '../../promql/equal';
import { metricName, unwrap } from '../../promql/inspect';
import { canCarry } from '../../promql/shape';
import { selectorsOf } from '../../promql/walk';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/other-count',
  summary: 'A share is taken of counters that count other things than their names suggest.',
  severity: 'warning',
  since: '0.1.0',
  on: 'binary',
  only: ['/'],
  given: ['sound'],
  needs: ['catalog'],
  messages: {
    same: '`{metric}` and `{other}` count the same requests, those that have ended, so this is always 1: divide those that ended as is asked for by all of them.',
    counts: '`{metric}` counts {what}, so this is no share of requests: divide by `{instead}`.',
    outcome:
      '`{metric}` counts requests however they ended, so this share is always near 1: select the good ones by `{label}`, or those that failed.',
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound || node.op !== '/') return;
    const factOf = (selector: VectorSelector): MetricFact | undefined => {
      const name = metricName(selector);
      return name === undefined ? undefined : ctx.catalog.find(name)?.metric;
    };
    const above = selectorsOf(node.lhs);
    const isBound = isShareBound(node, unit.parents(node));
    const same = sameEventsIn(node, unit);
    // Of a share that is compared the label to choose by can be told.
    if (same && !(isBound && above.some(one => factOf(one)?.outcome !== undefined))) ctx.report(node, 'same', same);
    if (!isBound) return;
    for (const selector of selectorsOf(node.rhs)) {
      const counts = factOf(selector)?.counts;
      const metric = metricName(selector);
      // Of two counts of the same things the quotient is their share, and executions by items are no share of requests.
      if (counts && metric !== undefined && above.every(one => isOfRequests(metricName(one)))) {
        ctx.report(selector.name ?? selector, 'counts', { metric, ...counts });
      }
    }
    const only = above.length === 1 ? above[0] : undefined;
    const label = only && factOf(only)?.outcome;
    const metric = only && metricName(only);
    if (!only || label === undefined || metric === undefined || selects(only, label)) return;
    if (selectorsOf(node.rhs).some(one => metricName(one) === metric)) return;
    // One share for each outcome.
    if (canCarry(unit.shapeOf(node.lhs), label) !== 'no') return;
    ctx.report(only.name ?? only, 'outcome', { metric, label });
  },
});

function isOfRequests(metric: string | undefined): boolean {
  return metric !== undefined && /request|fail|error|success/.test(metric);
}

/** Counters that one and the same event raises: a request that has ended, however it did (loggers.py of vLLM, SGLang's collector). */
const sameEvents: readonly (readonly string[])[] = [
  [
    'vllm:request_success_total',
    'vllm:e2e_request_latency_seconds_count',
    'vllm:request_queue_time_seconds_count',
    'vllm:request_prefill_time_seconds_count',
    'vllm:request_decode_time_seconds_count',
    'vllm:request_inference_time_seconds_count',
    'vllm:request_prompt_tokens_count',
    'vllm:request_generation_tokens_count',
  ],
  ['sglang:num_requests_total', 'sglang:e2e_request_latency_seconds_count'],
];

/** Two sums of rates of counters that count the same events, read in the same way; undefined where a part of them is chosen. */
function sameEventsIn(
  { lhs, rhs }: Binary,
  unit: ExprUnit,
): { readonly metric: string; readonly other: string } | undefined {
  const [left, right] = [ratedIn(lhs), ratedIn(rhs)];
  if (!left || !right || left.func !== right.func || left.isSummed !== right.isSummed) return undefined;
  const [a, b] = [left.matrix.selector, right.matrix.selector];
  const [metric, other] = [metricName(a), metricName(b)];
  if (metric === undefined || other === undefined || metric === other) return undefined;
  if (!sameEvents.some(names => names.includes(metric) && names.includes(other))) return undefined;
  if (!sameDuration(left.matrix.range, right.matrix.range) || a.at || b.at) return undefined;
  if (!sameDuration(a.offset?.duration, b.offset?.duration) || a.matchers.length !== b.matchers.length)
    return undefined;
  const isAll = a.matchers.every(one => one.label.name === '__name__' || b.matchers.some(two => sameMatcher(one, two)));
  const hasEnd = [lhs, rhs].some(side => canCarry(unit.shapeOf(side), 'finished_reason') !== 'no');
  return isAll && !hasEnd ? { metric, other } : undefined;
}

interface Rated {
  readonly func: string;
  readonly isSummed: boolean;
  readonly matrix: MatrixSelector;
}

/** `rate(x[5m])` or a sum of it. */
function ratedIn(expr: Expr): Rated | undefined {
  const inner = unwrap(expr);
  const isSummed = inner.kind === 'aggregate' && inner.op === 'sum';
  const call = isSummed ? unwrap(inner.expr) : inner;
  const [range] = call.kind === 'call' && /^(?:rate|irate|increase)$/.test(call.func.name) ? call.args : [];
  return call.kind === 'call' && range?.kind === 'matrix'
    ? { func: call.func.name, isSummed, matrix: range }
    : undefined;
}

function selects({ matchers }: VectorSelector, name: string): boolean {
  return matchers.some(({ label }) => label.name === name);
}

/** Whether the quotient is compared with a bound that only a share has. */
function isShareBound(node: Expr, parents: readonly Expr[]): boolean {
  const bound = boundOn(node, parents)?.written;
  return bound !== undefined && bound > 0 && bound <= 1;
}
