// `min_over_time(up[5m]) == 0` is true as soon as one scrape of five minutes failed, and the alert says that all did. Layer: checks.
import { alertText } from '../../analysis/alertText';
import { resultBound } from '../../promql/bounds';
import { secondsOf } from '../../promql/durations';
import { unwrap } from '../../promql/inspect';
import { durationInWords } from '../../promql/ranges';
import { windowOf } from '../../promql/value/calls';
import type { Value } from '../../promql/value/value';
import { defineCheck, type Fix } from '../check';

export const check = defineCheck({
  id: 'template/once-for-always',
  summary: 'An alert tells of the whole time, and is true as soon as it was so once.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'alert',
  given: ['sound', 'bound'],
  mentions: ['min_over_time', 'max_over_time'],
  needs: ['catalog'],
  messages: {
    found:
      'The alert tells of "{said}", and `{func}() {op} {written}` is true as soon as one value of {window} is: use `{instead}()`.',
  },
  run(alert, ctx) {
    const { expr, rule } = alert;
    const bound = expr?.sound ? resultBound(expr.expr) : undefined;
    const call = bound && unwrap(bound.value);
    if (!expr || !bound || call?.kind !== 'call') return;
    const func = call.func.name;
    const range = call.args[0];
    const window = range && windowOf(range);
    if (window === undefined || !isTrueOnce(func, bound.op, bound.written, expr.valueOf(call))) return;
    // Who waits as long as the window asks for more than one moment.
    const wait = rule.for ? secondsOf(rule.for.value) : 0;
    if (wait === undefined || wait >= window) return;
    const text = alertText(alert);
    const said = wholeTime.exec(text)?.[0];
    if (said === undefined || once.test(text)) return;
    const instead = func === 'min_over_time' ? 'max_over_time' : 'min_over_time';
    const data = { said, func, op: bound.op, written: bound.written, window: durationInWords(window), instead };
    const fix: Fix = {
      title: `Use ${instead}()`,
      safe: false,
      edits: [
        { at: { source: expr.source, span: { from: call.from, to: call.from + func.length } }, newText: instead },
      ],
    };
    ctx.report({ source: expr.source, span: bound.node }, 'found', data, { fix });
  },
});

/** Whether the smallest or greatest value passes as soon as any one does: `== 0` of what is never below, `== 1` of what is never above. */
function isTrueOnce(func: string, op: string, written: number, { min, max }: Value): boolean {
  if (func === 'min_over_time') return op.startsWith('<') || (op === '==' && min === written);
  return func === 'max_over_time' && (op.startsWith('>') || (op === '==' && max === written));
}

const wholeTime =
  /\b(?:the|a) (?:whole|entire|full)(?: of(?: the)?)?(?: (?:last|past|previous))?(?: \d+)? ?(?:[smhd]|seconds?|minutes?|hours?|days?|time|window)\b|\bthroughout the (?:last|past|previous) (?:\d+ ?)?(?:[smhd]|seconds?|minutes?|hours?|days?)\b|\ball of the (?:last|past|previous) (?:\d+ ?)?(?:[smhd]|seconds?|minutes?|hours?|days?)\b/i;

/** An extreme of the whole time is told, or that it happened at all. */
const once =
  /\b(?:once|any|peak(?:ed)?|highest|lowest|maximum|minimum|max|min|spikes?|dropped|dipped|exceeded|reached|failed in|some)\b/i;
