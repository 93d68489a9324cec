// An alert speaks of a loop of restarts, and one restart is enough: it stays in the window for longer than the alert waits.
// Layer: checks.
import { alertText } from '../../analysis/alertText';
import { resultBound } from '../../promql/bounds';
import { secondsOf } from '../../promql/durations';
import { metricName, unwrap } from '../../promql/inspect';
import { durationInWords } from '../../promql/ranges';
import { windowOf } from '../../promql/value/calls';
import { innermostOf } from '../../promql/values';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/single-restart',
  summary: 'An alert of a crash loop fires after a single restart.',
  severity: 'info',
  since: '0.1.0',
  on: 'alert',
  given: ['sound', 'bound'],
  mentions: ['rate', 'increase', 'changes'],
  ofMetric: name => name.includes('restart'),
  messages: {
    found:
      'One restart keeps this true for {window}, longer than `for` waits, so it is no loop yet: compare `increase(…)` with the number of restarts that is meant.',
  },
  run(unit, ctx) {
    const { rule, expr } = unit;
    if (!expr?.sound || !expr.text.includes('restart')) return;
    const bound = resultBound(expr.expr);
    if (bound?.op !== '>' || bound.written !== 0 || unwrap(expr.expr) !== bound.node) return;
    const call = innermostOf(bound.value);
    if (call.kind !== 'call' || !counting.test(call.func.name)) return;
    const range = call.args[0];
    const window = range && windowOf(range);
    const series = range && innermostOf(range);
    if (window === undefined || series?.kind !== 'selector' || !/restart/.test(metricName(series) ?? '')) return;
    const waits = secondsOf(rule.for?.value ?? '0s');
    if (waits === undefined || waits >= window) return;
    if (!loop.test(alertText(unit))) return;
    const at = { source: expr.source, span: { from: bound.node.from, to: bound.node.to } };
    ctx.report(at, 'found', { window: durationInWords(window) });
  },
});

const counting = /^(?:rate|increase|changes)$/;

/** Words that one restart does not bear out. */
const loop =
  /\b(?:crash[- ]?loop\w*|looping|more than once|repeated(?:ly)?|keeps? (?:on )?(?:crashing|restarting)|frequent(?:ly)?|multiple (?:times|restarts)|several times|constantly|continuously|too often)\b/i;
