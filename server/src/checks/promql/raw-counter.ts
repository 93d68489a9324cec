// A counter's own value says how long its process lives; a bound on it is crossed some day and stays crossed until a restart.
// Layer: checks.

import { ruleText } from '../../analysis/alertText';
import type { Catalog, MetricHit } from '../../catalog/schema';
import type { RuleUnit } from '../../model/ruleFile';
import type { Binary, Expr, VectorSelector } from '../../promql/ast';
import { isComparison, metricName, numberOf } from '../../promql/inspect';
import type { Value } from '../../promql/value/value';
import { passedArgument } from '../../promql/values';
import { defineCheck } from '../check';

/** Functions and aggregations for which a counter's height does not matter. */
const indifferent: ReadonlySet<string> = new Set('absent timestamp count group count_values'.split(' '));

export const check = defineCheck({
  id: 'promql/raw-counter',
  summary: 'A counter is compared without rate() or increase().',
  severity: 'warning',
  since: '0.1.0',
  on: 'selector',
  given: ['sound'],
  ofMetric: mayBeCounter,
  needs: ['catalog'],
  messages: {
    above:
      '`{metric}` is a counter that only grows, so the bound stays crossed until a restart: compare `rate({metric}[5m])` or `increase({metric}[5m])`.',
    below:
      '`{metric}` is a counter that only grows, so it is below the bound just after a start and never again: compare `rate({metric}[5m])` or `increase({metric}[5m])`.',
    once: '`{metric}` is a counter: once it has counted, this stays true until a restart, while `increase({metric}[1h]) > 0` ends by itself.',
    idle: '`{metric}` is a counter: it is 0 until it has counted once and never again until a restart, while `increase({metric}[…]) == 0` tells when nothing comes any more.',
    mean: '`{metric}` counts since the process began, and its mean over a time says how long that is ago: take `rate({metric}[5m])` or `increase()`.',
    position:
      '`{metric}` is a position in a log and only grows, however much is read, so the bound stays crossed for good: compare the lag of a consumer group, or `delta({metric}[5m])` for what comes.',
    rest: '`{metric}` counts since the process began, so what is left of the {whole} that it is taken from is far below 0 after a while: take `rate({metric}[5m])`.',
    quantile: '`{metric}` counts since the process began: take the quantile of `rate({metric}[5m])`.',
  },
  run({ node, in: unit }, ctx) {
    const metric = metricName(node);
    const hit = metric === undefined ? undefined : ctx.catalog.find(metric);
    // Half-typed, the function around a counter may not be there yet.
    if (!unit.sound || metric === undefined) return;
    if (position.test(metric)) {
      const misuse = misuseOf(node, unit.parents(node), () => true);
      const isCrossed = misuse?.message === 'above' || misuse?.message === 'once';
      if (isCrossed && !misuse.aside && unit.rule.alert) ctx.report(node.name ?? node, 'position', { metric });
      return;
    }
    const byName = !hit && namedCounter.test(metric);
    if (!byName && !(hit && isCounter(hit))) return;
    // Values are worked out last: nearly all counters are inside of `rate()`.
    const misuse = misuseOf(node, unit.parents(node), () => isMeasured(unit.valueOf(node)));
    // A recording rule may well keep what somebody wants to see as it stands; a quantile of all times is no such thing.
    if (!misuse || (!unit.rule.alert && misuse.message !== 'quantile')) return;
    if (misuse.message === 'idle' && !speaksOfNow(unit.rule)) return;
    const value = unit.valueOf(node);
    if (byName && !isNamedAsCounter(value)) return;
    const text = unit.text.slice(node.from, node.to);
    // A range can only be taken of the selector itself.
    const isOfRange = unit.parents(node).at(-1)?.kind === 'matrix';
    const instead = isOfRange ? undefined : insteadOf[misuse.message];
    const fix = instead && wrap(node, text, instead.func, instead.range);
    // `x_seconds_count > 0` asks whether there was anything.
    if ((misuse.message === 'once' || misuse.message === 'idle') && value.of?.series === 'count') return;
    const isDoubtful = byName && misuse.message !== 'quantile' && !isSumOfTimes(value);
    const isLatch = misuse.message === 'once' && (byName || !passing.test(metric));
    const severity = isDoubtful || isLatch || misuse.message === 'idle' || misuse.aside ? 'info' : 'warning';
    ctx.report(node.name ?? node, misuse.message, { metric, whole: misuse.whole ?? 1 }, { severity, fix });
  },
});

/** Whether a name is that of a counter, or of a position in a log that only grows. */
function mayBeCounter(name: string, catalog: Catalog): boolean {
  const hit = catalog.find(name);
  return position.test(name) || (hit ? isCounter(hit) : namedCounter.test(name));
}

/** Whether an alert speaks of what has ceased, not of what never was. */
function speaksOfNow(rule: RuleUnit): boolean {
  return ceased.test(ruleText(rule));
}

const ceased =
  /\b(?:last|past|recent(?:ly)?|stopp?(?:ed|s)|stalled|stuck|no longer|down|idle|disconnected|unreachable|no (?:traffic|data|activity|progress|throughput)|(?:in|for|over) \d{1,4} ?(?:s|m|h|min|sec|hour)\w{0,6})\b|[úu]ltim[oa]s|derni[eè]re?s|letzten|过去|最近|최근|直近/i;

/** What is over once it has happened, while a faulty memory stays faulty: nobody means an alert on it to stay. */
const passing =
  /(?:^|_)(?:scrapes?|requests?|queries|connections?|retries|timeouts?|timed_out|syncs?|push(?:es)?|uploads?|downloads?|reloads?|reconcil\w*|preempt\w*|evict\w*|reject\w*|cancel\w*|abort\w*|deadlocks?|rollbacks?)(?:_|$)/;

/** Offsets of Apache Kafka, as kafka_exporter, kafka-lag-exporter and KMinion show them: gauges that never fall. */
const position =
  /^(?:kafka_topic_partition_(?:current|oldest)_offset|kafka_consumergroup_current_offset(?:_sum)?|kafka_partition_(?:latest|earliest)_offset|kminion_kafka_topic_(?:partition_)?(?:high|low)_water_mark(?:_sum)?)$/;

const namedCounter = /_(?:total|bucket|sum|count)$/;

/** What there is at the moment (`…_pending_requests_total`), whatever its name ends with. */
const NOW =
  /(?:^|_)(?:pending|waiting|queued|running|active|open|inflight|in_flight|idle|available|unavailable|current|connected)_/;

/** A name that says what is counted (`…_errors_total`); some exporters name gauges so, which makes it a remark. */
function isNamedAsCounter({ kind, of }: Value): boolean {
  if (!of?.byName || NOW.test(of.metric)) return false;
  if (of.series !== 'value') return kind === 'counter' || kind === 'buckets';
  return kind === 'counter' && of.unit?.of === 'things';
}

/** All seconds since the process began, by a name that leaves no doubt. */
function isSumOfTimes({ of }: Value): boolean {
  return of?.series === 'sum' && of.unit?.of === 'time';
}

/** Seconds, bytes, joules: a bound below 1 is one like any other. */
function isMeasured({ of }: Value): boolean {
  return of?.unit !== undefined && of.unit.of !== 'things';
}

function isCounter({ metric, series }: MetricHit): boolean {
  // What is counted over a device's life (retired pages) means something as it stands.
  if (metric.lifetime || series === 'created') return false;
  // Whatever else is guessed, what ends with `_bucket` counts.
  if (metric.typeInferred) return series === 'bucket';
  return metric.type === 'counter' || series !== 'value';
}

interface Misuse {
  readonly message: 'above' | 'below' | 'once' | 'idle' | 'quantile' | 'mean' | 'rest';
  /** The number that it is taken from: `100 - 100 * x`. */
  readonly whole?: number;
  /** It only guards another condition: `… and requests_total > 100` may ask for a process that has seen enough. */
  readonly aside?: boolean;
}

/** What can be written for the selector without asking its author. */
const insteadOf: Partial<Record<Misuse['message'], { readonly func: string; readonly range: string }>> = {
  quantile: { func: 'rate', range: '5m' },
  rest: { func: 'rate', range: '5m' },
  once: { func: 'increase', range: '1h' },
};

/** What the nearest comparison or quantile above the selector makes of the counter; undefined where nothing is wrong or certain. */
function misuseOf(selector: VectorSelector, parents: readonly Expr[], measures: () => boolean): Misuse | undefined {
  let inner: Expr = selector;
  let isMean = false;
  for (let i = parents.length - 1; i >= 0; i--) {
    const parent = parents[i]!;
    switch (parent.kind) {
      case 'call': {
        const { name } = parent.func;
        isMean ||= name === 'avg_over_time';
        if (name === 'histogram_quantile') return { message: 'quantile' };
        const ofRange = inner.kind === 'matrix' || inner.kind === 'subquery';
        if (indifferent.has(name) || (ofRange && passedArgument(parent) !== inner)) return undefined;
        break;
      }
      case 'aggregate':
        if (indifferent.has(parent.op)) return undefined;
        break;
      case 'binary':
        if (isComparison(parent.op)) {
          const misuse = comparison(parent, inner, parents.slice(0, i), measures);
          // Of the height at a moment `== 0` asks something; of its mean over a time nobody does.
          if (misuse && !(isMean && misuse.message === 'idle')) return misuse;
          return isMean && !isGuarded(parent, parents.slice(0, i)) ? { message: 'mean' } : undefined;
        }
        if (parent.op === '-' && parent.rhs === inner) {
          const whole = numberOf(parent.lhs);
          return whole === 1 || whole === 100 ? { message: 'rest', whole } : undefined;
        }
        if (!keepsHeight(parent, inner)) return undefined;
        break;
      default:
        break;
    }
    inner = parent;
  }
  return undefined;
}

/** Differences, quotients and set operations have reasons of their own; a scale and a join for labels have none. */
function keepsHeight({ op, lhs, rhs, matching }: Binary, inner: Expr): boolean {
  const left = lhs === inner;
  const byNumber = numberOf(left ? rhs : lhs) !== undefined;
  if (op === '*') return byNumber || matching?.group !== undefined;
  return op === 'or' || (op === '/' && left && byNumber);
}

/** `measures`: not a number of things, so that a bound below 1 is one like any other. */
function comparison(node: Binary, inner: Expr, above: readonly Expr[], measures: () => boolean): Misuse | undefined {
  const left = node.lhs === inner;
  const bound = numberOf(left ? node.rhs : node.lhs);
  if (bound === undefined || above.some(parent => parent.kind === 'call' && parent.func.name.startsWith('absent'))) {
    return undefined;
  }
  const upwards = left ? node.op.startsWith('>') : node.op.startsWith('<');
  const guard = guardOf(node, above);
  if (node.op === '==') {
    // Beside another condition it asks for what has not counted yet.
    const isAlone = guard === undefined && !above.some(({ kind }) => kind !== 'paren');
    return bound === 0 && isAlone && !node.bool ? { message: 'idle' } : undefined;
  }
  if (node.op === '!=' && bound !== 0) return undefined;
  if (guard === 'guarded') return undefined;
  const aside = guard === 'guard';
  const orEqual = node.op.endsWith('=');
  if (upwards && bound > 0 && measures()) return { message: 'above', aside };
  if (node.op === '!=' || (upwards && (orEqual ? bound > 0 && bound <= 1 : bound >= 0 && bound < 1))) {
    return { message: 'once', aside };
  }
  if (upwards) return { message: 'above', aside };
  // Nothing counted yet: the same as `== 0`.
  return bound > 1 || (bound === 1 && orEqual) || (bound > 0 && measures()) ? { message: 'below', aside } : undefined;
}

/** Whether the comparison guards another condition (`… and x > 5`), or another one may end it (`x > 5 and …`, `… unless x > 5`). */
function guardOf(node: Expr, above: readonly Expr[]): 'guard' | 'guarded' | undefined {
  let inner = node;
  for (let i = above.length - 1; i >= 0; i--) {
    const parent = above[i]!;
    if (parent.kind === 'binary' && (parent.op === 'and' || parent.op === 'unless')) {
      return parent.rhs === inner && parent.op === 'and' ? 'guard' : 'guarded';
    }
    inner = parent;
  }
  return undefined;
}

function isGuarded(node: Expr, above: readonly Expr[]): boolean {
  return node.kind === 'binary' && guardOf(node, above) !== undefined;
}

/** How long to look back is for the author to say, so it is not safe to apply unseen. */
function wrap(node: VectorSelector, text: string, func: string, range: string) {
  if (node.offset || node.at || node.extend || /[\n#]/.test(text)) return undefined;
  return {
    title: `Take ${func}() over ${range}`,
    safe: false,
    edits: [{ at: { from: node.from, to: node.to }, newText: `${func}(${text}[${range}])` }],
  };
}
