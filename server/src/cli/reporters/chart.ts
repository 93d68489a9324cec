// Series as lines of a terminal: a spark for each, or a chart with a threshold. Layer: cli.

export interface ChartPoint {
  /** Milliseconds since the epoch. */
  readonly t: number;
  readonly v: number;
}

const levels = '▁▂▃▄▅▆▇█';

/** One character for each of `width` spans of time: the highest value in it, a blank where there is none. */
export function spark(points: readonly ChartPoint[], start: number, end: number, width: number): string {
  const highest = highestBySpan(points, start, end, width);
  const known = highest.filter(Number.isFinite);
  const low = Math.min(...known);
  const high = Math.max(...known);
  return highest
    .map(value => {
      if (!Number.isFinite(value)) return ' ';
      const level = high === low ? 0 : Math.round(((value - low) / (high - low)) * (levels.length - 1));
      return levels[level]!;
    })
    .join('');
}

export interface Chart {
  readonly start: number;
  readonly end: number;
  /** Columns of the plot itself. */
  readonly width: number;
  readonly height: number;
  /** A line across, such as the threshold of an alert. */
  readonly threshold?: number;
  readonly format: (value: number) => string;
}

/** Two dots across and four down are one character of Braille. */
const dots = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

/** A chart of several series with an axis of values on the left and of times (UTC) below. */
export function chart(
  series: readonly (readonly ChartPoint[])[],
  { start, end, width, height, threshold, format }: Chart,
): readonly string[] {
  const values = series.flatMap(points => points.map(({ v }) => v)).filter(Number.isFinite);
  if (threshold !== undefined) values.push(threshold);
  if (values.length === 0) return [];
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (high === low) {
    const apart = Math.abs(high) || 1;
    low -= apart / 2;
    high += apart / 2;
  }
  const rows = height * 4;
  const row = (value: number): number =>
    Math.min(rows - 1, Math.max(0, Math.round(((high - value) / (high - low)) * (rows - 1))));
  const cells = Array.from({ length: height }, () => new Uint8Array(width));
  for (const points of series) {
    for (const { t, v } of points) {
      if (!Number.isFinite(v)) continue;
      const x = Math.min(width * 2 - 1, Math.floor(((t - start) / Math.max(1, end - start)) * width * 2));
      if (x < 0) continue;
      const y = row(v);
      cells[y >> 2]![x >> 1]! |= dots[y & 3]![x & 1]!;
    }
  }
  const limit = threshold === undefined ? -1 : row(threshold) >> 2;
  const labels = cells.map((_, y) => {
    if (y === limit && threshold !== undefined) return format(threshold);
    return y === 0 ? format(high) : y === height - 1 ? format(low) : '';
  });
  const margin = Math.max(...labels.map(label => label.length));
  const lines = cells.map((cell, y) => {
    const text = Array.from(cell, dot =>
      dot === 0 ? (y === limit ? '─' : ' ') : String.fromCharCode(0x2800 + dot),
    ).join('');
    return `${labels[y]!.padStart(margin)} ${y === limit ? '┼' : '┤'}${text}`.trimEnd();
  });
  return [
    ...lines,
    `${' '.repeat(margin)} └${'─'.repeat(width)}`,
    `${' '.repeat(margin + 2)}${timeAxis(start, end, width)}`,
  ];
}

/** Times under a plot, as many as fit. */
function timeAxis(start: number, end: number, width: number): string {
  const text = (time: number): string => {
    const iso = new Date(time).toISOString();
    return end - start > 3 * 86_400_000 ? iso.slice(5, 10) : iso.slice(11, 16);
  };
  let line = '';
  const count = Math.max(2, Math.floor(width / 14) + 1);
  for (let i = 0; i < count; i++) {
    const at = Math.round((i * (width - 5)) / (count - 1));
    line = line.padEnd(at) + text(start + (i * (end - start)) / (count - 1));
  }
  return line;
}

function highestBySpan(points: readonly ChartPoint[], start: number, end: number, width: number): readonly number[] {
  const highest = new Array<number>(width).fill(Number.NaN);
  for (const { t, v } of points) {
    const at = Math.min(width - 1, Math.max(0, Math.floor(((t - start) / Math.max(1, end - start)) * width)));
    if (Number.isFinite(v) && !(highest[at]! >= v)) highest[at] = v;
  }
  return highest;
}
