// A value printed in another unit than it has: a share with a percent sign, events per second as a percentage, MiB as bytes.
// Layer: checks.

import type { TemplateUnit } from '../../analysis/rule';
import { wholeOf } from '../../analysis/source';
import { defineCheck } from '../check';
import { isOfProcessors } from './processors';
import { misfitOf } from './scaleMisfit';

export const check = defineCheck({
  id: 'template/wrong-scale',
  summary: 'A message prints a value in another unit than it has.',
  severity: 'warning',
  since: '0.1.0',
  on: 'template',
  given: ['sound', 'value named'],
  actions: true,
  follows: 'recordings',
  needs: ['catalog'],
  messages: {
    share: 'The value is a share from 0 to 1, so 0.95 is printed as "0.95 %": write {right}.',
    percent: 'The value is a percentage already, so `humanizePercentage` prints 95 as "9500%": write {right}.',
    twice: '`humanizePercentage` writes the sign itself, so 0.95 is printed as "95%%": leave one out.',
    events: 'The value is {what} and no percentage: divide by all of them, or say what it counts.',
    quantity: 'The value is in {is} and no percentage: divide it by its limit in the expression, or print the unit.',
    quotient:
      'The quotient is 1 where both sides are equal, so that 0.95 is printed as "0.95 %" and `{written}` asks for {written} times the whole: multiply by 100 in the expression.',
    burn: 'The value is a burn rate, so many times what the budget allows, and no percentage: say "{{ $value }} times", or show the share of errors.',
    cores:
      'The value is how many processors are busy, so 2 of 64 are printed as "200%": take `avg` in the expression for their share.',
    counted: 'The value is a rate per second, not the number in a window: use `increase()` in the expression.',
    lifelong:
      'The value is what was counted since the process began, not the number in a window: take `increase()` in the expression.',
    unit: 'The value is in {is}, and the message says {says}.',
    period: 'The value is a number {is}, and the message says {says}: multiply or divide it in the expression.',
    bounded:
      'The expression compares with {written}, so that the value is a share, and 0.95 is printed as "0.95 %": write {right}.',
    hundreds:
      'The expression compares with {written}, so that the value is a percentage already, and `humanizePercentage` prints 95 as "9500%": write {right}.',
    binary: 'The value is in {is}, and `humanize1024` takes it for bytes: multiply it in the expression.',
    duration: 'The value is {is}, and `humanizeDuration` takes it for seconds.',
    times: 'The value is how often something happened, and `humanizeDuration` takes it for seconds.',
    flag: 'The value is 0 or 1 and no number of {says}: of `and` and `unless` the left side gives the value, so write the series that is told of there.',
    truth: 'The value is 0 or 1, as `bool` makes it, and no number of {says}: leave `bool` out.',
    others: 'The value counts {is}, and the message says {says}: show the metric of what is told.',
    number:
      'The value is a share from 0 to 1, and the message gives it as a number of {says}: write {right}, or count them in the expression.',
    timestamp: 'The value is a duration and no time: write `humanizeDuration`.',
  },
  run(unit, ctx) {
    if (!unit.sound || !unit.expr?.sound || !mentionsValue(unit)) return;
    const value = unit.expr.valueOf(unit.expr.expr);
    for (const printed of unit.statements.values) {
      const at = { from: printed.from, to: printed.to };
      const misfit = misfitOf(printed, value, unit);
      if (!misfit) {
        if (printed.functions.includes('humanizePercentage') && isOfProcessors(value, unit.expr, ctx.catalog)) {
          const restsOn = [wholeOf(unit.expr.source)];
          ctx.report(at, 'cores', {}, { severity: 'info', restsOn });
        }
        continue;
      }
      // A hole of another template engine in the expression leaves open what the value is.
      const options = { restsOn: [wholeOf(unit.expr.source)] };
      switch (misfit.message) {
        case 'share':
          ctx.report(at, 'share', { right: '`{{ $value | humanizePercentage }}`' }, options);
          break;
        case 'percent':
          ctx.report(at, 'percent', { right: '`{{ $value }}%`' }, options);
          break;
        case 'twice':
          ctx.report(at, 'twice', {}, { ...options, severity: 'info' });
          break;
        case 'events':
          ctx.report(at, 'events', misfit, options);
          break;
        case 'unit':
        case 'period':
        case 'others':
          ctx.report(at, misfit.message, misfit, options);
          break;
        case 'bounded':
        case 'hundreds': {
          const right = misfit.message === 'bounded' ? '`{{ $value | humanizePercentage }}`' : '`{{ $value }}%`';
          const severity = misfit.sure ? ('warning' as const) : ('info' as const);
          ctx.report(at, misfit.message, { written: misfit.written, right }, { ...options, severity });
          break;
        }
        case 'quotient':
          ctx.report(at, 'quotient', misfit, options);
          break;
        case 'number': {
          const right = '`{{ $value | humanizePercentage }} of …`';
          ctx.report(
            at,
            'number',
            { says: misfit.says, right },
            { ...options, severity: misfit.sure ? 'warning' : 'info' },
          );
          break;
        }
        case 'flag':
        case 'truth':
          ctx.report(at, misfit.message, misfit, options);
          break;
        case 'binary':
        case 'duration':
        case 'quantity':
          ctx.report(at, misfit.message, misfit, options);
          break;
        default:
          ctx.report(at, misfit.message, {}, options);
      }
    }
  },
});

function mentionsValue({ text }: TemplateUnit): boolean {
  return text.includes('$value') || text.includes('.Value');
}
