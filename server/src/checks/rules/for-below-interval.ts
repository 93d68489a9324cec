// A `for` or `keep_firing_for` that is shorter than the time between two evaluations. Layer: checks.
import { outerSource } from '../../analysis/source';
import { secondsOf } from '../../promql/durations';
import type { YamlScalar } from '../../yaml/node';
import { getScalar } from '../../yaml/path';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'rules/for-below-interval',
  summary: 'A duration of an alert is shorter than the evaluation interval of its group.',
  severity: 'hint',
  since: '0.1.0',
  on: 'group',
  messages: {
    for: 'The group is evaluated every {interval}, so `for: {duration}` waits as long as `for: {interval}` would.',
    keep: 'The group is evaluated every {interval}, so `keep_firing_for: {duration}` keeps as long as {interval} would.',
  },
  run({ file, group }, ctx) {
    const interval = getScalar(group.map, 'interval');
    const seconds = secondsOf(interval?.value);
    if (!interval || !seconds) return;
    const source = outerSource(file.root.region.text);
    for (const { rule, base } of group.rules) {
      const tell = (scalar: YamlScalar | undefined, key: 'for' | 'keep'): void => {
        const own = secondsOf(scalar?.value);
        if (!scalar || !own || own >= seconds) return;
        const at = { source, span: { from: scalar.from + base, to: scalar.to + base } };
        // Minutes that become hours are no matter of style.
        const severity = seconds >= farBelow * own && seconds >= 1800 ? 'info' : 'hint';
        ctx.report(at, key, { interval: interval.value, duration: scalar.value }, { severity });
      };
      tell(rule.for, 'for');
      tell(rule.keepFiringFor, 'keep');
    }
  },
});

/** So many times the duration is the interval where it is worth more than a hint. */
const farBelow = 10;
