// A recorded name that says another range than its expression has: who reads `…:rate5m` takes it for five minutes. Layer: checks.
import { secondsOf } from '../../promql/durations';
import { durationInWords } from '../../promql/ranges';
import { windowOf } from '../../promql/value/calls';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/other-window-than-name',
  summary: 'A recorded name says another range than its expression has.',
  severity: 'warning',
  since: '0.1.0',
  on: 'expr',
  given: ['record', 'sound'],
  messages: {
    found: '`{name}` says {stated}, and the expression looks back {window}: make both the same.',
  },
  run(unit, ctx) {
    const { rule, source } = unit;
    const name = rule.record?.value;
    if (!name || !unit.sound || !source.outer) return;
    const stated =
      /(?:^|[:_])(?:rate|irate|increase|delta|avg|mean|max|min|sum_rate|burn_?rate)_?(\d{1,4}[smhdw])$/.exec(name)?.[1];
    const seconds = secondsOf(stated);
    if (stated === undefined || seconds === undefined) return;
    const windows = new Set<number>();
    for (const node of unit.nodes) {
      const window = windowOf(node);
      if (window !== undefined) windows.add(window);
    }
    const [only, ...more] = windows;
    if (only === undefined || more.length > 0 || only === seconds) return;
    const { from, to } = rule.record!;
    const at = { source: source.outer.source, span: { from, to } };
    ctx.report(
      at,
      'found',
      { name, stated, window: durationInWords(only) },
      { restsOn: [{ source, span: unit.expr }] },
    );
  },
});
