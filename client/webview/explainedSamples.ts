// What a part of the expression gives, in words: values, and of ranges how many samples they have. Pure; no DOM here.
import type { ExplainedSample } from '../src/preview/messages';
import { formatValue, visible } from './format';

/** Values of some series, each by its label; of ranges the last value and how many samples there are. */
export function samplesInWords(samples: readonly ExplainedSample[]): string {
  const [first] = samples;
  const inAll = samples.length > 1 && samples.every(({ of }) => of === first!.of) ? first!.of : undefined;
  const words = samples.map(({ label, value, histogram, of }) => {
    const shown = value === 'histogram' ? histogramInWords(histogram) : formatValue(value);
    const ranged = of === undefined || inAll !== undefined ? '' : ` (${rangeInWords(of)})`;
    // A label and its value stay on one line.
    return `${label === '' ? '' : `${visible(label, 80)}:\u00a0`}${shown}${ranged}`;
  });
  // What holds for all of them stands where it is read first.
  return [...(inAll === undefined ? [] : [`${rangeInWords(inAll)} each:`]), ...words].join('   ');
}

function histogramInWords(histogram: ExplainedSample['histogram']): string {
  if (!histogram) return 'histogram';
  return `histogram, count ${formatValue(histogram.count)}, sum ${formatValue(histogram.sum)}`;
}

function rangeInWords(samples: number): string {
  return samples === 1 ? 'the only sample' : `the last of ${samples} samples`;
}
