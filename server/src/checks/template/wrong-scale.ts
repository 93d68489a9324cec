// A value printed in another unit than it has: a share with a percent sign, events per second as a percentage, MiB as bytes.
// Layer: checks.
import type { TemplateUnit } from '../../analysis/rule';
import { close, sameKind, type Unit, unitInWords, unitNamed } from '../../promql/value/unit';
import type { Value } from '../../promql/value/value';
import type { PrintedValue } from '../../template/statements';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'template/wrong-scale',
  summary: 'A message prints a value in another unit than it has.',
  severity: 'warning',
  since: '0.1.0',
  on: 'template',
  needs: ['catalog'],
  messages: {
    share: 'The value is a share from 0 to 1, so 0.95 is printed as "0.95 %": write {right}.',
    percent: 'The value is a percentage already, so `humanizePercentage` prints 95 as "9500%": write {right}.',
    events: 'The value is {what} and no percentage: divide by all of them, or say what it counts.',
    counted: 'The value is a rate per second, not the number in a window: use `increase()` in the expression.',
    unit: 'The value is in {is}, and the message says {says}.',
    binary: 'The value is in {is}, and `humanize1024` takes it for bytes: multiply it in the expression.',
    duration: 'The value is in {is}, and `humanizeDuration` takes it for seconds.',
    timestamp: 'The value is a duration and no time: write `humanizeDuration`.',
  },
  run(unit, ctx) {
    if (!unit.sound || !unit.expr?.sound || !mentionsValue(unit)) return;
    const value = unit.expr.valueOf(unit.expr.expr);
    for (const printed of unit.statements.values) {
      const at = { from: printed.from, to: printed.to };
      const misfit = misfitOf(printed, value);
      if (!misfit) continue;
      // A hole of another template engine in the expression leaves open what the value is.
      const options = { restsOn: [{ source: unit.expr.source, span: { from: 0, to: unit.expr.text.length } }] };
      switch (misfit.message) {
        case 'share':
          ctx.report(at, 'share', { right: '`{{ $value | humanizePercentage }}`' }, options);
          break;
        case 'percent':
          ctx.report(at, 'percent', { right: '`{{ $value }}%`' }, options);
          break;
        case 'events':
          ctx.report(at, 'events', misfit, options);
          break;
        case 'unit':
          ctx.report(at, 'unit', misfit, options);
          break;
        case 'binary':
        case 'duration':
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

type Misfit =
  | { readonly message: 'share' | 'percent' | 'counted' | 'timestamp' }
  | { readonly message: 'events'; readonly what: string }
  | { readonly message: 'unit'; readonly is: string; readonly says: string }
  | { readonly message: 'binary' | 'duration'; readonly is: string };

function misfitOf(printed: PrintedValue, value: Value): Misfit | undefined {
  const { functions, unit: word, counted } = printed;
  const { unit, kind } = value;
  const says = (name: string): boolean => functions.includes(name);
  const asPercent = word?.unit === 'percent' && !word.perSecond;
  if (unit?.of === 'share' && !value.of?.byName) {
    if (says('humanizePercentage')) return close(unit.scale, 0.01) ? { message: 'percent' } : undefined;
    if (asPercent && close(unit.scale, 1)) return { message: 'share' };
    return undefined;
  }
  if (says('humanizePercentage') || asPercent) {
    const what = countOf(value);
    return what === undefined ? undefined : { message: 'events', what };
  }
  if (counted && kind === 'rate' && value.factor === 1 && unit?.of === 'things' && says('humanizeDuration') === false) {
    return { message: 'counted' };
  }
  const is = unit && unitInWords(unit);
  if (!unit || is === undefined || kind === 'constant') return undefined;
  if (says('humanize1024')) return unit.of === 'data' && unit.scale > 1 ? { message: 'binary', is } : undefined;
  if (says('humanizeDuration'))
    return isSeconds(unit) || unit.of === 'things' ? undefined : { message: 'duration', is };
  if (says('humanizeTimestamp')) return kind === 'age' ? { message: 'timestamp' } : undefined;
  if (!word || functions.some(name => name.startsWith('humanize'))) return undefined;
  const stated = unitNamed(word.unit);
  if (!stated) return undefined;
  const full = { ...stated, perSecond: stated.perSecond || word.perSecond };
  // Bytes a second are often written without "per second"; another kind of quantity is hardly ever meant.
  if (!sameKind(unit, full) || close(unit.scale, full.scale)) return undefined;
  // Decimal and binary prefixes are taken for each other everywhere.
  const ratio = unit.scale / full.scale;
  if (unit.of === 'data' && ratio > 0.9 && ratio < 1.11) return undefined;
  return { message: 'unit', is, says: word.text };
}

function isSeconds(unit: Unit): boolean {
  return unit.of === 'time' && close(unit.scale, 1);
}

/** What a value counts, where it surely counts events. */
function countOf({ kind, unit, of, factor }: Value): string | undefined {
  if (unit?.of !== 'things' || !of || !(factor === 1 || factor === 100)) return undefined;
  const things = unit.things === undefined || unit.things === 'cycles' ? 'events' : unit.things;
  if (kind === 'rate') return `${things} per second`;
  if (kind === 'increase') return `a number of ${things}`;
  return kind === 'counter' ? `a counter of ${things}` : undefined;
}
