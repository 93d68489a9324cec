// What the graph says in words: its caption, its summary for who does not see it, and the values under the pointer.
import type { GraphData } from '../src/preview/messages';
import { limitLabel } from './chart/limits';
import { formatMoment } from './chart/ticks';
import { formatTook, formatValue, visible } from './format';

/** The line above the graph. */
export function captionOf(data: GraphData): string {
  // Where a message stands in the place of lines, it says what was asked.
  const parts = data.message === undefined ? [data.title] : [];
  if (data.message === undefined && data.total > data.lines.length)
    parts.push(`${data.lines.length} of ${data.total} series are drawn`);
  if (data.tookMs > 0) parts.push(`answered in ${formatTook(data.tookMs)}`);
  const text = parts.join('; ');
  return text === '' ? '' : `${text[0]!.toUpperCase()}${text.slice(1)}.`;
}

/** What a reader of the screen says of the graph. */
export function summary(data: GraphData): string {
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { values } of data.lines)
    for (const value of values) {
      if (value < lowest) lowest = value;
      if (value > highest) highest = value;
    }
  return [
    `${data.title}: ${data.lines.length} lines, from ${formatValue(lowest, data.unit)} to ${formatValue(highest, data.unit)}`,
    ...data.limits.slice(0, 4).map(limit => `, ${limitLabel(limit, data.unit)}`),
    '. The arrow keys walk along the time axis; plus and minus zoom.',
  ].join('');
}

/** The values at a moment, of the lines that are drawn. */
export function readOut(data: GraphData, sample: number, drawn: readonly boolean[]): string {
  const time = formatMoment(data.startMs + sample * data.stepMs);
  const values = data.lines.flatMap((line, i) => {
    const value = line.values[sample]!;
    return drawn[i]
      ? [`${visible(line.label, 120)} ${!Number.isNaN(value) ? formatValue(value, data.unit) : 'no value'}`]
      : [];
  });
  return `${time}: ${values.slice(0, 8).join('; ')}`;
}
