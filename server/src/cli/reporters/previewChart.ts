// The values of an alert's expression over the window as a chart in the terminal, with the threshold as a line. Layer: cli.
import { slotTime } from '../../alerting/alertRun';
import type { AskedBacktest } from '../../backtest/backtestRule';
import { formatFloat } from '../../go/floats';
import { type ChartPoint, chart } from './chart';

/** More lines than that are a block. */
const mostSeries = 200;
const height = 9;

/** Lines of the chart; none where nothing can be drawn. */
export function previewChart({ apart, leaves, slots, warmUp }: AskedBacktest, width: number): readonly string[] {
  // The part with the first threshold, or else the first.
  const comparison = apart.comparisons.find(({ leaf }) => leaf !== undefined);
  const columns = leaves[comparison?.leaf ?? 0] ?? [];
  if (columns.length === 0 || columns.length > mostSeries) return [];
  const series = columns.map(({ values, present, natives }) => {
    const points: ChartPoint[] = [];
    for (let slot = warmUp; slot < slots.count; slot++) {
      if (present[slot] === 1 && !natives?.has(slot)) points.push({ t: slotTime(slots, slot), v: values[slot]! });
    }
    return points;
  });
  const text = apart.leaves[comparison?.leaf ?? 0]?.text.replace(/\s+/g, ' ').trim() ?? '';
  const lines = chart(series, {
    start: slotTime(slots, warmUp),
    end: slotTime(slots, slots.count - 1),
    width: Math.max(20, width - 14),
    height,
    format: value => formatFloat(value, 'g', 4),
    ...(comparison ? { threshold: comparison.threshold } : {}),
  });
  if (lines.length === 0) return [];
  const title = text.length > width - 4 ? `${text.slice(0, width - 5)}…` : text;
  return [title, ...lines];
}
