// A low clock is taken for throttling, and a GPU with nothing to do lowers its clock, too. Layer: checks.
import { metricName } from '../../promql/inspect';
import { thresholdOf } from '../../promql/values';
import { defineCheck } from '../check';

/** The present clock of the processor, by whatever exporter, and how many of its units a megahertz has. */
const clocks: ReadonlyMap<string, number> = new Map([
  ['DCGM_FI_DEV_SM_CLOCK', 1],
  ['DCGM_FI_DEV_SM_CLOCK_HERTZ', 1e6],
  ['dcgm_sm_clock', 1],
  ['nvidia_smi_clocks_current_sm_clock_hz', 1e6],
  ['nvidia_smi_clocks_current_graphics_clock_hz', 1e6],
]);

/** Idle clocks lie below, in MHz. */
const idle = 400;

export const check = defineCheck({
  id: 'gpu/clock-of-idle',
  summary: 'A low clock is taken for throttling, and an idle GPU has one, too.',
  severity: 'info',
  since: '0.1.0',
  awaits: 'item',
  on: 'alert',
  given: ['sound'],
  ofMetric: name => clocks.has(name),
  messages: {
    found:
      'A GPU with nothing to do lowers its clock, so `{op} {written}` is true of every idle one: ask for a busy one as well, or for the reason in the clock events.',
  },
  run({ rule, expr, annotations }, ctx) {
    if (!expr?.sound || !/clock/i.test(expr.text)) return;
    const said = [rule.alert?.value ?? '', ...annotations.map(({ text }) => text)].join(' ');
    // A low clock alone may be what somebody wants to see.
    if (!throttled.test(said)) return;
    for (const selector of expr.selectors) {
      const scale = clocks.get(metricName(selector) ?? '');
      if (scale === undefined) continue;
      const parents = expr.parents(selector);
      // Whatever stands beside it may ask for a busy one.
      if (parents.some(parent => parent.kind === 'binary' && (parent.op === 'and' || parent.op === 'unless'))) continue;
      const threshold = thresholdOf(selector, parents);
      if (!threshold || !(threshold.op === '<' || threshold.op === '<=')) continue;
      const megahertz = threshold.value / scale;
      // What no clock reaches is told as another unit.
      if (megahertz < idle || megahertz > 10_000) continue;
      const at = { source: expr.source, span: threshold.node };
      ctx.report(at, 'found', { op: threshold.writtenOp, written: threshold.written });
    }
  },
});

const throttled = /throttl|thermal|overheat|slow_?-?down|降频|degraded/i;
