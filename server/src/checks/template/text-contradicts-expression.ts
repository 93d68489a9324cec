// A message states another bound than the expression has, or the same number in another unit or per another time.
// Layer: checks.
import type { ExprUnit, TemplateUnit } from '../../analysis/rule';
import { parseDuration } from '../../promql/durations';
import { isComparison, numberOf } from '../../promql/inspect';
import { windowOf } from '../../promql/value/calls';
import { close, sameKind, type Unit, unitInWords, unitNamed } from '../../promql/value/unit';
import { rounded, type Value } from '../../promql/value/value';
import { mayStateBound, type StatedBound } from '../../template/statements';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'template/text-contradicts-expression',
  summary: 'A message states another bound than the expression has.',
  severity: 'warning',
  since: '0.1.0',
  on: 'template',
  needs: ['catalog'],
  messages: {
    unit: 'The message says {stated}, and the expression compares with {written} {is}: convert one of them.',
    rate: 'The message says {stated} {window}, and the expression compares a rate per second with {written}: use `increase()`, or divide the bound by the seconds.',
    events:
      'The message says {stated}, and the expression compares {what} with {written}: divide by all of them for a percentage.',
    differs: 'The message says {stated}, and the expression compares with {written}.',
  },
  run(unit, ctx) {
    const { expr } = unit;
    if (unit.where !== 'annotation' || !unit.sound || !expr?.sound || !mayStateBound(unit.text)) return;
    const { bounds } = unit.statements;
    if (bounds.length === 0) return;
    const compared = comparisonsIn(expr);
    const times = timesIn(expr, unit);
    const stated = bounds.filter(bound => !times.some(seconds => close(seconds, secondsOf(bound) ?? NaN)));
    for (const bound of stated) {
      const verdict = contradiction(bound, compared, stated);
      if (!verdict) continue;
      const restsOn = [{ source: expr.source, span: { from: 0, to: expr.text.length } }];
      const { written, value } = verdict.compared;
      const options = { restsOn };
      const say = bound.text;
      if (verdict.kind === 'unit') {
        ctx.report(bound, 'unit', { stated: say, written, is: wordsOf(value) }, options);
      } else if (verdict.kind === 'rate') {
        ctx.report(bound, 'rate', { stated: say, window: windowInWords(bound.window!), written }, options);
      } else if (verdict.kind === 'events') {
        ctx.report(bound, 'events', { stated: say, what: 'events per second', written }, options);
      } else {
        const own = isPercent(bound) && written <= 1 ? `${written} (${rounded(written * 100)} %)` : written;
        ctx.report(bound, 'differs', { stated: say, written: own }, { ...options, severity: 'info' });
      }
    }
  },
});

/** A comparison with a number, the value on the left. */
interface Compared {
  readonly value: Value;
  readonly direction: 'above' | 'below';
  readonly written: number;
}

function comparisonsIn(expr: ExprUnit): readonly Compared[] {
  const found: Compared[] = [];
  for (const node of expr.nodes) {
    if (node.kind !== 'binary' || !isComparison(node.op) || node.op === '==' || node.op === '!=') continue;
    const right = numberOf(node.rhs);
    const left = right === undefined ? numberOf(node.lhs) : undefined;
    const written = right ?? left;
    if (written === undefined) continue;
    const above = (node.op === '>' || node.op === '>=') === (right !== undefined);
    const value = expr.valueOf(right !== undefined ? node.lhs : node.rhs);
    found.push({ value, direction: above ? 'above' : 'below', written });
  }
  return found;
}

/** Seconds that the rule names otherwise: its `for`, ranges and offsets. */
function timesIn(expr: ExprUnit, { rule }: TemplateUnit): readonly number[] {
  const times: number[] = [];
  for (const node of expr.nodes) {
    const seconds = windowOf(node);
    if (seconds !== undefined) times.push(seconds);
  }
  for (const duration of [rule.for, rule.keepFiringFor]) {
    const parsed = duration && parseDuration(duration.value);
    if (parsed && 'seconds' in parsed) times.push(parsed.seconds);
  }
  return times;
}

interface Contradiction {
  readonly kind: 'unit' | 'rate' | 'events' | 'differs';
  readonly compared: Compared;
}

function contradiction(
  bound: StatedBound,
  all: readonly Compared[],
  stated: readonly StatedBound[],
): Contradiction | undefined {
  const same = all.filter(({ direction }) => direction === bound.direction);
  const [only] = same;
  if (!only || same.length !== 1) return undefined;
  const { value, written } = only;
  if (!bound.unit) return bound.window === undefined ? undefined : ofRate(bound, bound.window, only);
  // One bound of the message that is right answers for all: the others speak of something else.
  if (stated.some(other => agrees(other, only))) return undefined;
  const unit = unitNamed(bound.unit.unit);
  if (!unit) return undefined;
  if (isPercent(bound)) {
    if (isEvents(value)) return close(written * 100, bound.number) ? { kind: 'events', compared: only } : undefined;
    const isShare = value.unit ? value.unit.of === 'share' : written > 0 && written < 1;
    return isShare && written > 0 ? { kind: 'differs', compared: only } : undefined;
  }
  const full: Unit = { ...unit, perSecond: unit.perSecond || bound.unit.perSecond };
  if (!value.unit || !sameKind(full, value.unit)) return undefined;
  if (close(written, bound.number)) return { kind: 'unit', compared: only };
  return { kind: 'differs', compared: only };
}

/** The same number, said of a window and compared with a rate. */
function ofRate(bound: StatedBound, window: number, compared: Compared): Contradiction | undefined {
  const { value, written } = compared;
  if (value.kind !== 'rate' || value.factor !== 1 || window <= 1 || !close(written, bound.number)) return undefined;
  return isEvents(value) ? { kind: 'rate', compared } : undefined;
}

function isEvents({ kind, unit, of }: Value): boolean {
  return kind === 'rate' && of !== undefined && unit?.of === 'things';
}

/** Whether the message says what the expression compares with. */
function agrees({ number, unit: word }: StatedBound, { value, written }: Compared): boolean {
  const unit = word && unitNamed(word.unit);
  if (!unit) return close(number, written);
  if (unit.of === 'share') {
    if (value.unit?.of === 'share') {
      // A share of use is also written as used over free: 95 % are 19.
      const odds = number / (100 - number);
      return close(number, written * 100 * value.unit.scale) || close(odds, written);
    }
    // Where nothing is known of the value a percentage may stand on either scale.
    return !isEvents(value) && (close(number, written * 100) || close(number, written));
  }
  // Decimal and binary prefixes are taken for each other.
  const ratio = (number * unit.scale) / (written * (value.unit?.scale ?? 1));
  return unit.of === 'data' ? ratio > 0.9 && ratio < 1.11 : close(ratio, 1);
}

function isPercent({ unit }: StatedBound): boolean {
  return unit?.unit === 'percent';
}

function secondsOf({ number, unit: word }: StatedBound): number | undefined {
  const unit = word && unitNamed(word.unit);
  return unit?.of === 'time' ? number * unit.scale : undefined;
}

function wordsOf({ unit }: Value): string {
  return (unit && unitInWords(unit)) ?? '';
}

function windowInWords(seconds: number): string {
  const names = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ] as const;
  const [name, size] = names.find(([, length]) => seconds % length === 0) ?? ['second', 1];
  const count = seconds / size;
  return count === 1 ? `in one ${name}` : `in ${count} ${name}s`;
}
