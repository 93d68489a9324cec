// A group that records less often than a sample lasts: between two evaluations its series are not there. Layer: checks.
import { outerSource } from '../../analysis/source';
import { parseDuration } from '../../promql/durations';
import { getScalar } from '../../yaml/path';
import { defineCheck } from '../check';

/** How long a sample is found, unless `--query.lookback-delta` says otherwise (promql/engine.go). */
const lookback = 300;

export const check = defineCheck({
  id: 'rules/recorded-with-gaps',
  summary: 'A group records less often than its samples last.',
  severity: 'info',
  since: '0.1.0',
  on: 'group',
  pint: ['group/interval'],
  messages: {
    found:
      'A sample is found for 5m, and this group records every {interval}: in between its series are gone, and whatever reads them at a moment sees nothing; evaluate at least every 5m, or read them by `last_over_time`.',
  },
  run({ file, group }, ctx) {
    const interval = getScalar(group.map, 'interval');
    const parsed = interval && parseDuration(interval.value);
    if (!interval || !parsed || !('seconds' in parsed) || parsed.seconds <= lookback) return;
    if (!group.rules.some(({ rule }) => rule.record)) return;
    const at = { source: outerSource(file.root.region.text), span: { from: interval.from, to: interval.to } };
    ctx.report(at, 'found', { interval: interval.value });
  },
});
