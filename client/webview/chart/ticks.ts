// Times as they stand along an axis and beside the cursor, in the reader's own time zone. Pure; no DOM here.
import type { GraphData } from '../../src/preview/messages';

const day = 86_400;

/** A time on an axis that shows `span` seconds. */
export function formatTick(seconds: number, span: number): string {
  const date = new Date(seconds * 1000);
  const midnight = date.getHours() === 0 && date.getMinutes() === 0 && date.getSeconds() === 0;
  if (span > 2 * day || midnight)
    return span < 8 * day && !midnight ? `${days.format(date)} ${clock(date)}` : days.format(date);
  return clock(date, span < 600);
}

/** A moment in full, to the second where that says something. */
export function formatMoment(ms: number): string {
  const date = new Date(ms);
  const today = date.toDateString() === new Date().toDateString();
  const time = clock(date, date.getSeconds() !== 0);
  return today ? time : `${days.format(date)}, ${time}`;
}

const clocks = [false, true].map(
  withSeconds =>
    new Intl.DateTimeFormat(undefined, {
      hour: '2-digit',
      minute: '2-digit',
      ...(withSeconds ? { second: '2-digit' } : {}),
      hourCycle: 'h23',
    }),
);
const days = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' });

function clock(date: Date, withSeconds = false): string {
  return clocks[Number(withSeconds)]!.format(date);
}

/** The time that a graph shows, with its days and the zone of its clock. */
export function spanInWords(
  { startMs, stepMs, count }: Pick<GraphData, 'startMs' | 'stepMs' | 'count'>,
  zoom: { readonly from: number; readonly to: number } | undefined,
): string {
  const from = zoom ? 1000 * zoom.from : startMs;
  const to = zoom ? 1000 * zoom.to : startMs + Math.max(0, count - 1) * stepMs;
  return spans.formatRange(from, to);
}

const spans = new Intl.DateTimeFormat(undefined, {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'short',
});
