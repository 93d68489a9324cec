// A backtest without its single changes: all of what is seen of it while somebody tries numbers. Layer: alerting (pure).
import { type Slots, slotTime } from '../alertRun';
import { type ReplayInput, replay } from './replay';
import { type AlertSeries, type BacktestSlots, failureLimit, type Outline, type PhaseSource } from './shapes';
import { firingCount, totalsOf } from './totals';
import type { Track } from './track';

export interface BacktestInput extends ReplayInput {
  readonly phase: PhaseSource;
  /** How many of the first slots only bring the alerts into their state and are not shown. */
  readonly warmUp?: number;
  readonly caveats?: readonly string[];
}

/** Replays the evaluations, without the changes, which `withTransitions` finds in it later: a third of the work. In slices. */
export function* outlineInSlices(input: BacktestInput): Generator<void, Outline> {
  const { tracks, failed } = yield* replay(input);
  yield;
  const slots = shownSlots(input.slots, input.warmUp ?? 0, input.phase);
  const series = yield* allSeries(tracks, slots.start);
  const failures = [...failed]
    .map(([slot, message]) => ({ time: slotTime(input.slots, slot), message }))
    .filter(({ time }) => time >= slots.start)
    .sort((a, b) => a.time - b.time);
  return {
    slots,
    series,
    totals: yield* totalsOf(series, slots),
    failures: failures.slice(0, failureLimit),
    failureCount: failures.length,
    caveats: input.caveats ?? [],
  };
}

function shownSlots(slots: Slots, warmUp: number, phase: PhaseSource): BacktestSlots {
  return { start: slotTime(slots, warmUp), step: slots.step, count: slots.count - warmUp, phase };
}

/** Spans between two yields. */
const spansPerSlice = 1_000;

function* allSeries(tracks: readonly Track[], start: number): Generator<void, readonly AlertSeries[]> {
  const keyed: { readonly key: string; readonly one: AlertSeries }[] = [];
  let work = 0;
  for (const track of tracks) {
    for (const one of seriesOf(track, start)) keyed.push({ key: JSON.stringify(Object.entries(one.labels)), one });
    if ((work += 20 + track.spans.length) < spansPerSlice) continue;
    work = 0;
    yield;
  }
  return keyed.sort(({ key: a }, { key: b }) => (a < b ? -1 : a > b ? 1 : 0)).map(({ one }) => one);
}

function seriesOf({ labels, sources, spans, state }: Track, start: number): readonly AlertSeries[] {
  const shown = spans.filter(({ to }) => to > start);
  if (shown.length === 0) return [];
  return [
    {
      labels: labels.toRecord(),
      sources: sources.map(source => source.toRecord()),
      spans: shown,
      firings: firingCount(shown),
      now: state,
    },
  ];
}
