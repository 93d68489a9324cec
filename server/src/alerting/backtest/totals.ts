// Sums up when alerts fired. Layer: alerting (pure).
import type { AlertSeries, AlertSpan, BacktestSlots, BacktestTotals } from './shapes';

const day = 86_400_000;
/** A firing that begins so soon after the one before is the same trouble told twice, in milliseconds. */
const flappingWithin = 15 * 60_000;
/** Spans between two yields. */
const spansPerSlice = 1_000;

/** Times at which an alert fires without a break, kept or not. */
export interface Firing {
  readonly from: number;
  readonly to: number;
}

/** The firings among the spans of one alert, by time. */
export function firingsOf(spans: readonly AlertSpan[]): readonly Firing[] {
  const firings: { from: number; to: number }[] = [];
  for (const { state, from, to } of spans) {
    if (state === 'pending') continue;
    const last = firings.at(-1);
    if (last?.to === from) last.to = to;
    else firings.push({ from, to });
  }
  return firings;
}

/** How many these are. */
export function firingCount(spans: readonly AlertSpan[]): number {
  let count = 0;
  let end = Number.NaN;
  for (const { state, from, to } of spans) {
    if (state === 'pending') continue;
    if (from !== end) count++;
    end = to;
  }
  return count;
}

/** In slices. */
export function* totalsOf(series: readonly AlertSeries[], slots: BacktestSlots): Generator<void, BacktestTotals> {
  const length = slots.count * slots.step;
  let [firings, fired, pendingOnly, longest, flapping, firingNow, pendingNow] = [0, 0, 0, 0, 0, 0, 0];
  let last: BacktestTotals['last'];
  let work = 0;
  for (const [index, { spans, now }] of series.entries()) {
    // Thousands of spans with every number that is tried: no objects are made of them.
    let own = 0;
    let [from, to] = [Number.NaN, Number.NaN];
    for (let i = 0; i < spans.length; i++) {
      const span = spans[i]!;
      if (span.state === 'pending') {
        if (!span.open && spans[i + 1]?.from !== span.to) pendingOnly++;
        continue;
      }
      if (span.from !== to) {
        if (own++ > 0 && span.from - to < flappingWithin) flapping++;
        from = span.from;
      }
      to = span.to;
      longest = Math.max(longest, to - Math.max(from, slots.start));
      if (!last || to > last.to) last = { series: index, from, to };
    }
    firings += own;
    if (own > 0) fired++;
    if (now === 'pending') pendingNow++;
    else if (now !== 'inactive') firingNow++;
    if ((work += spans.length) < spansPerSlice) continue;
    work = 0;
    yield;
  }
  return {
    firings,
    fired,
    pendingOnly,
    longest,
    flapping,
    firingNow,
    pendingNow,
    firingsPerDay: length > 0 ? (firings * day) / length : 0,
    ...(last ? { last } : {}),
  };
}
