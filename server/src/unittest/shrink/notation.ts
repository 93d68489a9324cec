// Values of a series in as few characters as their notation allows. Layer: unittest (pure).
import { formatFloat } from '../../go/floats';
import { notationOf } from '../../series/histogram/histogram';
import type { WrittenValue } from '../../series/notation';

/** The notation of values: runs of equal steps as `0+10x5`, of equal values as `5x3`, of gaps as `_x4`. */
export function written(values: readonly WrittenValue[]): string {
  const words: string[] = [];
  for (let from = 0; from < values.length; ) {
    const to = runEnd(values, from);
    words.push(word(values, from, to));
    from = to;
  }
  return words.join(' ');
}

/** Where the run that begins at `from` ends: numbers with one step between them, or one and the same of anything else. */
function runEnd(values: readonly WrittenValue[], from: number): number {
  const first = values[from];
  let to = from + 1;
  if (typeof first !== 'number') {
    while (first === undefined && to < values.length && values[to] === undefined) to++;
    return to;
  }
  const second = values[to];
  if (typeof second !== 'number') return to;
  const step = second - first;
  if (!Number.isFinite(first) || !Number.isFinite(step)) return to;
  if (step === 0) {
    while (to < values.length && Object.is(values[to], first)) to++;
    return to;
  }
  // The notation adds up: only what comes to the very same numbers is a run.
  let sum = first;
  while (to < values.length && Object.is(values[to], sum + step)) {
    sum += step;
    to++;
  }
  return to - from > 2 ? to : from + 1;
}

function word(values: readonly WrittenValue[], from: number, to: number): string {
  const first = values[from];
  const more = to - from - 1;
  if (first === undefined) return more > 0 ? `_x${more + 1}` : '_';
  if (first === 'stale') return first;
  if (typeof first !== 'number') return notationOf(first);
  if (more === 0) return number(first);
  const step = (values[from + 1] as number) - first;
  return step === 0
    ? `${number(first)}x${more}`
    : `${number(first)}${step < 0 ? '-' : '+'}${number(Math.abs(step))}x${more}`;
}

function number(value: number): string {
  return formatFloat(value, 'f', -1);
}
