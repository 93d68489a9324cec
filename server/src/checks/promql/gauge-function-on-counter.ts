// `delta()` and `idelta()` subtract values as they stand; on a counter that restarts in between the result is negative.
// Layer: checks.
import { metricName } from '../../promql/inspect';
import { defineCheck } from '../check';

const better: Readonly<Record<string, string>> = { delta: 'increase', idelta: 'irate', deriv: 'rate' };

export const check = defineCheck({
  id: 'promql/gauge-function-on-counter',
  summary: 'A function for gauges is applied to a counter.',
  severity: 'warning',
  since: '0.1.0',
  on: 'call',
  only: ['delta', 'idelta', 'deriv', 'resets'],
  needs: ['catalog'],
  messages: {
    mirrored:
      '{exporter} shows what others count, and `{metric}` goes on when they restart: `resets()` sees nothing of it; use `increase()`.',
    counter: '`{metric}` is a counter: `{func}()` turns negative when it restarts; use `{better}()`.',
  },
  run({ node, in: unit }, ctx) {
    const [arg] = node.args;
    const func = node.func.name;
    const instead = better[func];
    if (arg?.kind !== 'matrix') return;
    const metric = metricName(arg.selector);
    const hit = metric === undefined ? undefined : ctx.catalog.find(metric);
    if (func === 'resets' && metric !== undefined && hit?.exporter?.mirrors && hit.metric.type === 'counter') {
      ctx.report(arg.selector.name ?? arg.selector, 'mirrored', { metric, exporter: hit.exporter.title });
    }
    if (instead === undefined) return;
    if (!hit && metric !== undefined && unit.valueOf(arg.selector).kind === 'counter') {
      // Some exporters name gauges so.
      const data = { metric, func, better: instead };
      ctx.report(arg.selector.name ?? arg.selector, 'counter', data, { severity: 'info' });
    }
    if (!hit || metric === undefined || hit.metric.typeInferred || hit.series === 'created') return;
    if (hit.metric.type !== 'counter' && hit.series === 'value') return;
    // What a device counts over its life restarts with nothing.
    if (hit.metric.lifetime === 'device') return;
    // Only delta has a counterpart of the same unit.
    const fix =
      func === 'delta'
        ? { title: 'Use increase()', safe: true, edits: [{ at: node.func, newText: instead }] }
        : undefined;
    // Where the exposition calls it something else, its author may have gone by that.
    const severity = hit.metric.declaredType ? ('info' as const) : ('warning' as const);
    ctx.report(arg.selector.name ?? arg.selector, 'counter', { metric, func, better: instead }, { fix, severity });
  },
});
