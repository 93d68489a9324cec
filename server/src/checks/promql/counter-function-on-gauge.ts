// `rate()`, `irate()` and `increase()` read every fall of a value as a counter that began anew; on a gauge the result means nothing.
// Layer: checks.
import type { ExprUnit } from '../../analysis/rule';
import { isConstant, valueLabels } from '../../analysis/valueLabels';
import type { MetricFact, MetricHit } from '../../catalog/schema';
import type { Call, Expr, Matcher } from '../../promql/ast';
import { metricName, numberOf, unwrap } from '../../promql/inspect';
import { canCarry } from '../../promql/shape';
import { typeOf } from '../../promql/types';
import type { Unit } from '../../promql/value/unit';
import { innermostOf, thresholdOf } from '../../promql/values';
import { defineCheck } from '../check';

const counterFunctions: ReadonlySet<string> = new Set(['rate', 'irate', 'increase']);

export const check = defineCheck({
  id: 'promql/counter-function-on-gauge',
  summary: 'A function for counters is applied to a gauge.',
  severity: 'warning',
  since: '0.1.0',
  on: 'call',
  only: ['resets', 'increase', 'delta', 'idelta', 'rate', 'irate'],
  needs: ['catalog'],
  messages: {
    code: '`{metric}` is a gauge that holds a code, not a count: `{func}()` of it means nothing; compare the code itself, or count its changes with `changes()`.',
    bitmask:
      '`{metric}` is a bitmask, not a count: `{func}()` of it means nothing; test its bits, or count its changes with `changes()`.',
    flag: '`{metric}` is a gauge that is 0 or 1: compare it with `== 1`, or count its changes with `changes()` instead of `{func}()`.',
    timestamp:
      '`{metric}` is a point in time: subtract it from `time()`, or count its changes with `changes()` instead of `{func}()`.',
    perSecond: '`{metric}` is in {unit} already: compare it or its `avg_over_time()`, without `{func}()`.',
    gauge:
      '`{metric}` is a gauge: `{func}()` takes each fall for a restarted counter; use `delta()`, `deriv()` or the value itself.',
    quantile: '`{metric}` is a quantile of a summary: `{func}()` is for its `_sum` and `_count`.',
    state:
      '`{metric}` says by its name in which state something is, and `{func}()` is for what counts: add up what is in a state with `sum()`, or count its changes with `changes()`.',
    machines:
      '`{metric}` is how many there are in a state, and `{func}()` takes each fall for a restarted counter: compare the value itself, or its `delta()`.',
    resets:
      '`{metric}` is a gauge, which falls whenever there is less: `resets()` counts each fall; count restarts with `changes(process_start_time_seconds[…])`.',
    clock:
      '`{metric}` is the time of each scrape and grows by one a second, whatever happens to the container, so `{func}()` of it says nothing: count restarts with `changes(container_start_time_seconds[…])`.',
    summed:
      'A series that restarts makes their sum fall, and `{func}()` takes that for a restart of all of them: take `sum({func}(…))`.',
    fallen:
      '`{func}()` takes each fall for a restarted counter and gives nothing below 0, so `{op} {written}` is never true: of a value that falls take `deriv()` or `delta()`.',
    born: '`{metric}` belongs to one Job and mostly comes with its value, so `{func}()` sees no change: compare the value itself (`> 0`).',
    pushed:
      '`{metric}` is pushed at the end of a run, and each run counts from 0 again: `{func}()` sees no more than the difference of two runs; compare the value itself.',
    result:
      '`{inner}()` gives a gauge, and `{func}()` takes each fall of it for a restarted counter; use `deriv()` or `delta()` outside.',
  },
  run({ node, in: unit }, ctx) {
    const { name: func } = node.func;
    const [arg] = node.args;
    if (func === 'resets' && arg?.kind === 'matrix') {
      const metric = metricName(arg.selector);
      const hit = metric === undefined ? undefined : ctx.catalog.find(metric);
      if (metric !== undefined && hit && isLevel(hit, unit.valueOf(arg).unit))
        ctx.report(arg.selector.name ?? arg.selector, 'resets', { metric });
      return;
    }
    if (/^(?:increase|i?delta|i?rate)$/.test(func) && arg?.kind === 'matrix') {
      const metric = metricName(arg.selector);
      if (metric !== undefined && ofJob.test(metric)) {
        ctx.report(arg.selector.name ?? arg.selector, 'born', { metric, func });
        return;
      }
    }
    if (!counterFunctions.has(func) || !arg || typeOf(arg) !== 'matrix') return;
    const inner = innermostOf(arg);
    if (inner.kind === 'call' && counterFunctions.has(inner.func.name)) {
      ctx.report(inner.func, 'result', { inner: inner.func.name, func });
    }
    if (inner.kind !== 'selector') return;
    if (arg.kind === 'subquery' && sumsOf(arg.expr) && unit.valueOf(inner).kind === 'counter') {
      ctx.report(node.func, 'summed', { func });
      return;
    }
    const metric = metricName(inner);
    const hit = metric === undefined ? undefined : ctx.catalog.find(metric);
    const isQuantile = inner.matchers.some(({ label, op }) => label.name === 'quantile' && op === '=');
    if (!hit && metric !== undefined && isQuantile) {
      ctx.report(inner.name ?? inner, 'quantile', { metric, func });
      return;
    }
    if (!hit && metric !== undefined && countsMachines(metric, inner.matchers)) {
      ctx.report(inner.name ?? inner, 'machines', { metric, func });
      return;
    }
    const state = hit || metric === undefined ? undefined : stateNamed(metric, inner.matchers);
    if (state !== undefined && metric !== undefined) {
      ctx.report(inner.name ?? inner, 'state', { metric, func }, { severity: state });
      return;
    }
    if (!hit && metric !== undefined && namedGauge.test(metric)) {
      const severity = surelyGauge.test(metric) ? ('warning' as const) : ('info' as const);
      ctx.report(inner.name ?? inner, 'gauge', { metric, func }, { severity });
      return;
    }
    if (hit?.metric.pushed && hit.metric.type === 'counter' && metric !== undefined) {
      ctx.report(inner.name ?? inner, 'pushed', { metric, func }, { severity: 'info' });
      return;
    }
    const message = hit && messageFor(hit);
    const below = message || (hit && hit.metric.type === 'counter') ? undefined : belowNothing(node, unit);
    if (below) {
      ctx.report(below.node, 'fallen', { func, op: below.op, written: below.written });
      return;
    }
    if (!message || metric === undefined) return;
    // Where each value is a series of its own, `promql/change-in-label` says more.
    if (valueLabels(hit.metric).some(label => canCarry(unit.shapeOf(arg), label) === 'yes')) return;
    if (metric === 'container_last_seen') {
      ctx.report(inner.name ?? inner, 'clock', { metric, func });
      return;
    }
    if (isConstant(hit.metric) && arg.kind === 'matrix') return;
    const fix = message === 'gauge' || message === 'quantile' ? undefined : countChanges(node, unit.parents(node));
    // A time that only moves on makes no fall: `increase()` of it is odd, but true when it moved.
    const options = message === 'timestamp' ? { fix, severity: 'info' as const } : { fix };
    ctx.report(inner.name ?? inner, message, { metric, func, unit: hit.metric.unit ?? '' }, options);
  },
});

/** The comparison of what `rate()` gives with a number below 0; of a known counter the range of its values tells. */
function belowNothing(node: Call, unit: ExprUnit) {
  const parents = unit.parents(node);
  const bound = thresholdOf(node, parents);
  if (!bound || bound.value >= 0 || bound.op === '!=' || bound.op.startsWith('>')) return undefined;
  const compared = [...parents].reverse().find(({ kind }) => kind === 'binary');
  return compared && { node: compared, op: bound.writtenOp, written: bound.written };
}

/** Whether the metric measures how much there is, such as a temperature: of a flag or a running time a fall may be meant. */
function isLevel({ metric, series }: MetricHit, unit: Unit | undefined): boolean {
  if (metric.typeInferred || series !== 'value' || !isGauge(metric) || metric.valueIs !== undefined) return false;
  return unit !== undefined && unit.of !== 'time' && unit.of !== 'things';
}

/** Whether an expression adds up series, as far as its values are passed on. */
function sumsOf(expr: Expr): boolean {
  const inner = unwrap(expr);
  return inner.kind === 'aggregate' && (inner.op === 'sum' || sumsOf(inner.expr));
}

/**
 * How sure it is that a metric of no known exporter has a series for each state: `job_state{state="failed"}`. A status may be that of
 * answers that are counted.
 */
function stateNamed(metric: string, matchers: readonly Matcher[]): 'warning' | 'info' | undefined {
  const chosen = matchers.find(({ label }) => /^(?:state|status|phase)$/.test(label.name));
  if (!chosen?.value || /\d/.test(chosen.value.value)) return undefined;
  const word = /_(state|status|phase)$/.exec(metric)?.[1];
  if (word === undefined || /_by_[a-z]+$/.test(metric)) return undefined;
  return word === 'status' ? 'info' : 'warning';
}

/** Machines do not come by the second: how many there are is told of each state. */
function countsMachines(metric: string, matchers: readonly Matcher[]): boolean {
  const chosen = matchers.find(({ label }) => /^(?:state|status)$/.test(label.name));
  return /_(?:nodes|gpus|hosts)(?:_total|_count)?$/.test(metric) && lasting.test(chosen?.value?.value ?? '');
}

/** States in which machines stay for a while. */
const lasting =
  /^\(?(?:down|idle|drain(?:ed|ing)?|alloc(?:ated)?|mixed?|unhealthy|healthy|offline|online|available|unavailable)\b/i;

/** What kube-state-metrics tells of a single Job, which is made anew for each run. */
const ofJob = /^kube_job_(?:status_(?:failed|succeeded|active)|failed|complete)$/;

/** Endings of measurements, which go up and down. */
const surelyGauge = /_(?:celsius|temperature|percent|percentage|utilization|utilisation)$/;
const namedGauge =
  /(?:^|_)(?:celsius|temperature|percent|percentage|utilization|utilisation|ratio|rate|score|accuracy|loss|perplexity|(?:grad|gradient)_norm|learning_rate|mean_time|avg_time|auc|f1|psi|drift|(?:hourly|daily|monthly)_(?:cost|spend)(?:_usd|_eur)?|duration_seconds|latency_seconds|lag|watts|queue_(?:size|depth|length)|(?:batch|cache|pool|backlog|buffer)_size|(?:active|open|idle|current)_(?:connections|sessions|streams|workers|threads|users|requests|jobs)|(?:eta|remaining|freshness|staleness|age)_seconds|(?:database|db|table|index|file|log|wal|disk|store|storage|cache|heap|model)_size_bytes|(?:memory|mem|vram|heap|rss|resident|cache)_(?:used|usage|free|available|allocated|reserved)_(?:bytes|mb|mib|gb|gib)|(?:memory|mem|vram)_(?:used|usage|free|available))$/;

type Message = 'code' | 'bitmask' | 'flag' | 'timestamp' | 'perSecond' | 'gauge' | 'quantile';

function messageFor({ metric, series, exporter }: MetricHit): Message | undefined {
  const isRate = /(?:\/second|\/s|_per_second)$/.test(metric.unit ?? '');
  // Whatever a configuration calls it, a rate stays one.
  if (metric.typeInferred) return isRate && series === 'value' && isGauge(metric) ? 'perSecond' : undefined;
  if (series === 'created') return 'timestamp';
  if (series !== 'value') return undefined;
  if (metric.type === 'summary') return 'quantile';
  if (!isGauge(metric) || mayOnlyRise(metric, exporter)) return undefined;
  if (isRate) return 'perSecond';
  return metric.valueIs === undefined || metric.valueIs === 'info' ? 'gauge' : metric.valueIs;
}

/**
 * Whether a gauge may be a counter to its values: numbers of changes are only raised, and a program that sets a gauge named
 * `_total` from a count of its own, or only adds to it, is no less a counter. Of shipped metrics it is known.
 */
function mayOnlyRise({ name }: MetricFact, exporter: MetricHit['exporter']): boolean {
  return /_(?:generation|revision)$/.test(name) || (exporter === undefined && name.endsWith('_total'));
}

function isGauge(metric: MetricFact): boolean {
  return metric.type === 'gauge' || metric.type === 'info' || metric.type === 'stateset';
}

/** `increase(code[1h]) > 0` asks whether anything happened: `changes()` answers that, but also sees the return to 0. */
function countChanges(node: Call, parents: readonly Expr[]) {
  const parent = parents.at(-1);
  const asks = parent?.kind === 'binary' && parent.op === '>' && parent.lhs === node && numberOf(parent.rhs) === 0;
  if (!asks || node.func.name !== 'increase' || node.args[0]?.kind !== 'matrix') return undefined;
  return { title: 'Count changes of the value', safe: false, edits: [{ at: node.func, newText: 'changes' }] };
}
