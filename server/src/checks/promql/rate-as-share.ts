// An alert on an "error rate" that compares errors per second with what can only be a share. Layer: checks.
import { resultBound } from '../../promql/bounds';
import { metricName } from '../../promql/inspect';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/rate-as-share',
  summary: 'Failures per second are compared with a bound that looks like a share.',
  severity: 'info',
  since: '0.1.0',
  on: 'alert',
  given: ['sound', 'bound'],
  needs: ['catalog'],
  messages: {
    throttled:
      '`{metric}` adds up the waiting of all threads, so its rate is no share of the periods: divide `rate(container_cpu_cfs_throttled_periods_total[5m])` by `rate(container_cpu_cfs_periods_total[5m])`.',
    found:
      'This is {written} failures per second, however many requests there are: for a share of {percent} % divide by the rate of all of them.',
  },
  run({ rule, expr, annotations }, ctx) {
    if (!expr?.sound) return;
    const throttled = expr.selectors.find(
      selector => metricName(selector) === 'container_cpu_cfs_throttled_seconds_total',
    );
    if (throttled) {
      const isAlone = expr.selectors.length === 1 && resultBound(expr.expr) !== undefined;
      if (isAlone && annotations.some(({ text }) => isOfPeriods(text)))
        ctx.report({ source: expr.source, span: throttled.name ?? throttled }, 'throttled', {
          metric: 'container_cpu_cfs_throttled_seconds_total',
        });
      return;
    }
    if (!called.test(rule.alert?.value ?? '')) return;
    const bound = resultBound(expr.expr);
    if (!bound || (bound.op !== '>' && bound.op !== '>=') || !shares.has(bound.written)) return;
    const { kind, unit, of, factor } = expr.valueOf(bound.value);
    if (kind !== 'rate' || !of || factor !== 1 || unit?.of !== 'things') return;
    if (annotations.some(({ text }) => saysWhatItIs.test(text))) return;
    const at = { source: expr.source, span: bound.node };
    const percent = Number((bound.written * 100).toPrecision(6));
    ctx.report(at, 'found', { written: bound.written, percent });
  },
});

/** Names of alerts that speak of how many of all fail. */
const called =
  /(?:error|failure|fail|failed|5xx|timeout|rejection|abort)_?(?:s_?)?(?:rate|ratio|percent)|success_?rate/i;

/** Whether a text tells how long threads waited as a share of periods. */
function isOfPeriods(text: string): boolean {
  return /\bperiods\b/i.test(text) && /%|humanizePercentage/.test(text);
}

/** Bounds that are mostly written for shares. */
const shares: ReadonlySet<number> = new Set([0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.15, 0.2, 0.25]);

/**
 * A text that says how often things happen, as the expression does; of one that speaks of a percentage other checks say what is
 * wrong.
 */
const saysWhatItIs =
  /\b(?:per|a|each|every)[ -]?(?:s|sec|seconds?|min|minutes?|hour)\b|\/ ?(?:s|sec|seconds?|min|minutes?|hour)\b|\b[rqet]ps\b|\b(?:at|with) (?:an?|the) (?:high|higher|elevated|increased|growing|low)? ?rate\b|%|percent/i;
