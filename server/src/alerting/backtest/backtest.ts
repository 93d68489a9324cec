// When the alerts of a rule would have been pending and firing: the entrance. Layer: alerting (pure; nothing is asked here).
//
//   const apart = takeApart(rule.expr, text);                        // parts of the expression, comparisons with numbers
//   const leaves = apart.leaves.map(… columns of each part at the slots: columnOfPoints, columnOfResult …);
//   const columns = resultColumns(apart, leaves);
//   const found = backtest({ slots, phase, columns, timing, labels }); // spans, transitions, totals; all of it JSON
//
// Another threshold, `for` or `keep_firing_for` needs no new values: `resultColumns` with other comparisons, `backtest` with
// another `timing` (100 series over 10,000 evaluations: tens of milliseconds for both together).
// The message of a moment: `renderRule` (`features/ruleMessages.ts`), over LSP `mlAlertRules/render`, with `momentOf(found, transition)`.
// The final labels come from `fixedLabels` (names and values as they are), or from `templateLabels` where they are templates.
import { finish, sortInSlices } from '../../text/slices';
import { type BacktestInput, outlineInSlices } from './outline';
import {
  type AlertSeries,
  type AlertSpan,
  type Backtest,
  type BacktestSlots,
  type Outline,
  type Seen,
  type Transition,
  transitionLimit,
} from './shapes';

export { columnOfPoints, columnOfResult, type NativeValue, type ValueColumn } from './column';
export type { Comparison, ComparisonOp, Condition, TakenApart } from './condition';
export { columnsInSlices, type Extents, labelsOfResults, resultColumns } from './conditionColumns';
export { fixedLabels, templateLabels } from './finalLabels';
export { type BacktestInput, outlineInSlices } from './outline';
export { comingPhase, groupPhases, loadedPhase } from './phase';
export type { AlertTiming, FinalLabels } from './replay';
export type { Scale } from './scale';
export * from './shapes';
export { isOneToOne } from './sides';
export { takeApart } from './takeApart';
export { type Firing, firingsOf } from './totals';
export { type WindowInput, type WindowSlots, windowSlots } from './window';

/** Replays the evaluations, all at once. Everything that is given must be over the slots of `input.slots`. */
export function backtest(input: BacktestInput): Backtest {
  return finish(backtestInSlices(input));
}

/** The same, in slices of a few milliseconds. */
function* backtestInSlices(input: BacktestInput): Generator<void, Backtest> {
  return yield* withTransitions(yield* outlineInSlices(input));
}

/** A backtest with its changes. In slices. */
export function* withTransitions(outline: Outline): Generator<void, Backtest> {
  return { ...outline, ...(yield* transitionsOf(outline.series, outline.slots)) };
}

/**
 * What the texts of an alert are rendered from when it changes (the shape of `RenderInput` in `features/previewShapes.ts`): the
 * series as its last evaluation gave it, and the time of that evaluation, at which queries in templates are asked.
 */
export function momentOf({ series }: Pick<Backtest, 'series'>, { series: index, seen }: Transition) {
  return { samples: [{ labels: series[index]!.sources[seen.source]!, value: seen.value }], time: seen.at };
}

/** Spans between two yields. */
const spansPerSlice = 1_000;

/** The newest changes by time, and how many there are in all. */
function* transitionsOf(
  series: readonly AlertSeries[],
  { start, step, count }: BacktestSlots,
): Generator<void, Pick<Backtest, 'transitions' | 'transitionCount'>> {
  const bySlot = new Uint32Array(count);
  let [all, work] = [0, 0];
  const change = (time: number): void => {
    bySlot[Math.round((time - start) / step)]!++;
    all++;
  };
  for (const { spans } of series) {
    for (const [i, span] of spans.entries()) {
      if (span.from >= start) change(span.from);
      if (ends(span, spans[i + 1])) change(span.to);
    }
    if ((work += spans.length) < spansPerSlice) continue;
    work = 0;
    yield;
  }
  let first = count;
  for (let kept = 0; first > 0 && kept + bySlot[first - 1]! <= transitionLimit; first--) kept += bySlot[first - 1]!;
  const from = start + first * step;
  const found: Transition[] = [];
  for (const [index, { spans }] of series.entries()) {
    for (const [i, span] of spans.entries()) {
      if (span.from >= from) found.push(transition(index, span.state, span.from, span, span.first));
      if (span.to >= from && ends(span, spans[i + 1])) {
        found.push(transition(index, 'inactive', span.to, span, span.last));
      }
    }
    if ((work += spans.length) < spansPerSlice) continue;
    work = 0;
    yield;
  }
  const transitions = yield* sortInSlices(found, (a, b) => a.time - b.time || a.series - b.series);
  return { transitions, transitionCount: all };
}

/** Whether an alert is inactive after a span. */
function ends(span: AlertSpan, next: AlertSpan | undefined): boolean {
  return !span.open && next?.from !== span.to;
}

function transition(
  series: number,
  to: Transition['to'],
  time: number,
  { activeAt }: AlertSpan,
  seen: Seen,
): Transition {
  return { time, series, to, activeAt, seen };
}
