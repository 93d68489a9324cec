// Numbers that are tried, worked out where they are shown: what follows from them is on the page at once, and the extension host,
// which writes and renders, hears of them when they rest. Pure but for the clock that is handed in; no DOM here.

import type { ValueColumn } from '../../server/src/alerting/backtest/column';
import { columnsInSlices, type Extents } from '../../server/src/alerting/backtest/conditionColumns';
import { outlineInSlices } from '../../server/src/alerting/backtest/outline';
import { parseDuration } from '../../server/src/promql/durations';
import { Labels } from '../../server/src/series/labels';
import { finish } from '../../server/src/text/slices';
import type { FromWebview, Tune } from '../src/preview/fromWebview';
import { historyInSlices } from '../src/preview/history';
import type { GraphData, GraphLine, History, PreviewState, Tuning } from '../src/preview/messages';
import type { Trial, TrialColumn } from '../src/preview/trialShapes';

export interface Trials {
  /** Takes what the person tries, nothing for what is written; false where only the extension host can tell what comes of it. */
  tune(state: PreviewState, tune: Tune | undefined): boolean;
  /** The state as it is with what is tried. */
  shown(state: PreviewState): PreviewState;
  /** Tells the extension host what it has not heard yet. */
  flush(): void;
}

/** Milliseconds after which a number rests. */
const restMs = 80;

/** `delay` gives what takes it back. */
export function createTrials(
  send: (message: FromWebview) => void,
  delay: (ms: number, run: () => void) => () => void,
): Trials {
  let tried: { readonly of: Trial; readonly tuning: Tuning; readonly history: History } | undefined;
  /** Counts what was tried: the extension host answers with the number of what it answers. */
  let turn = 0;
  let replay: ReturnType<typeof replayer> | undefined;
  let unsent: (() => void) | undefined;

  function flush(): void {
    unsent?.();
    unsent = undefined;
    if (tried) send({ type: 'tune', tune: { ...wholeOf(tried.tuning), turn } });
  }

  return {
    tune(state, tune) {
      const { trial, history, busy, stale, graph } = state;
      const tuning = (tried?.of === trial ? tried?.tuning : undefined) ?? state.tuning;
      const next = tuning && tunedBy(tuning, tune ?? written(tuning));
      if (!trial || !history || !next || busy !== undefined || stale || !isTold(trial, next, graph)) {
        if (unsent) flush();
        tried = undefined;
        return false;
      }
      if (replay?.of !== trial) replay = replayer(trial, graph);
      turn++;
      tried = { of: trial, tuning: next, history: replay.history(next, graph?.lines ?? [], history, -turn) };
      unsent?.();
      unsent = delay(restMs, flush);
      return true;
    },
    shown(state) {
      if (!tried || tried.of !== state.trial || (!unsent && state.tuning?.turn === turn)) tried = undefined;
      return tried ? { ...state, tuning: tried.tuning, history: tried.history, moment: undefined } : state;
    },
    flush() {
      if (unsent) flush();
    },
  };
}

/** What is tried after another change; undefined where it is none that can be read. */
function tunedBy(tuning: Tuning, { thresholds = [], for: hold, keepFiringFor }: Tune): Tuning | undefined {
  const texts = new Map(thresholds.map(({ at, text }) => [at, text]));
  const next = {
    ...tuning,
    thresholds: tuning.thresholds.map(one => {
      const text = texts.get(one.at) ?? one.text;
      const value = Number(text);
      return { ...one, value, text: value === Number(one.written) ? one.written : text };
    }),
    for: lengthText(hold ?? tuning.for, tuning.writtenFor),
    keepFiringFor: lengthText(keepFiringFor ?? tuning.keepFiringFor, tuning.writtenKeepFiringFor),
  };
  const { refused: _, ...rest } = next;
  if (next.thresholds.some(({ value }) => Number.isNaN(value))) return undefined;
  return {
    ...rest,
    changed:
      next.thresholds.some(({ text, written }) => text !== written) ||
      next.for !== tuning.writtenFor ||
      next.keepFiringFor !== tuning.writtenKeepFiringFor,
  };
}

/** As it is written where it is as long as that. */
function lengthText(text: string, written: string): string {
  return lengthOf(text) === lengthOf(written) ? written : text;
}

/** Milliseconds of a duration. */
function lengthOf(text: string): number {
  const read = parseDuration(text);
  return 'seconds' in read ? Math.round(read.seconds * 1000) : 0;
}

/** The rule as it is written. */
function written({ thresholds, writtenFor, writtenKeepFiringFor }: Tuning): Tune {
  return {
    thresholds: thresholds.map(({ at, written: text }) => ({ at, text })),
    for: writtenFor,
    keepFiringFor: writtenKeepFiringFor,
  };
}

/** All of what is tried, as a message. */
function wholeOf({ thresholds, for: hold, keepFiringFor }: Tuning): Tune {
  return { thresholds: thresholds.map(({ at, text }) => ({ at, text })), for: hold, keepFiringFor };
}

/** Whether the values tell what comes of it: numbers inside of what was asked need other values. */
function isTold({ comparisons, graph }: Trial, { thresholds }: Tuning, shown: GraphData | undefined): boolean {
  if (graph !== shown?.id) return false;
  const free = new Set(comparisons.map(({ from }) => from));
  return thresholds.every(({ at, text, written }) => text === written || free.has(at));
}

/** Goes through the evaluations of a trial with other numbers. */
function replayer(trial: Trial, graph: GraphData | undefined) {
  const { slots, warmUp, phase, condition, comparisons, limit, named } = trial;
  const labelsOf = (pairs: readonly string[]): Labels =>
    Labels.of(pairs.flatMap((name, i) => (i % 2 === 0 ? [[name, pairs[i + 1]!] as const] : [])));
  const leaves = trial.leaves.map(columns =>
    columns.map((column): ValueColumn => {
      const own = labelsOf(column.labels);
      if ('line' in column) return { labels: own, ...valuesOfLine(column, graph, slots.count) };
      const { values, present, natives } = column;
      const native = natives.map(slot => [slot, 'histogram'] as const);
      return { labels: own, values, present, ...(native.length > 0 ? { natives: new Map(native) } : {}) };
    }),
  );
  const alerts = new Map(trial.alerts.map(one => [labelsOf(one.of).key, labelsOf(one.labels)]));
  const failed = new Map(trial.failed.map(slot => [slot, '']));
  const extents: Extents = new WeakMap();
  return {
    of: trial,
    /** `known` is the history of other numbers. */
    history(
      { thresholds, for: hold, keepFiringFor }: Tuning,
      lines: readonly GraphLine[],
      known: History,
      id: number,
    ): History {
      const values = new Map(thresholds.map(({ at, value }) => [at, value]));
      const tried = comparisons.map(one => ({ ...one, threshold: values.get(one.from) ?? one.threshold }));
      const found = finish(
        outlineInSlices({
          slots,
          warmUp,
          phase,
          columns: finish(columnsInSlices({ condition, comparisons: tried }, leaves, extents)),
          timing: { for: lengthOf(hold), keepFiringFor: lengthOf(keepFiringFor), limit },
          labels: { vary: false, of: labels => alerts.get(labels.key) ?? labels },
          failed,
        }),
      );
      const { before, caveats } = known;
      // What is said of single evaluations follows with their changes.
      return finish(
        historyInSlices(
          { ...found, failureCount: 0, failures: [], caveats },
          lines,
          named,
          id,
          before ? { before } : {},
        ),
      );
    },
  };
}

/** What a line of the graph has; where it has nothing nothing was there. */
function valuesOfLine(
  { line, before }: Extract<TrialColumn, { readonly line: number }>,
  graph: GraphData | undefined,
  count: number,
): Pick<ValueColumn, 'values' | 'present'> {
  const values = new Float64Array(count).fill(Number.NaN);
  values.set(before);
  values.set(graph?.lines[line]?.values ?? [], before.length);
  const present = new Uint8Array(count);
  for (let i = 0; i < count; i++) present[i] = Number.isNaN(values[i]!) ? 0 : 1;
  return { values, present };
}
