// What the page needs to try other numbers by itself: the values of the parts of a rule's expression and the labels of its alerts,
// sent once. To ask the extension host with every number that somebody drags over takes longer than to work it out. Pure; no
// vscode here.
import type { Slots } from '../../../server/src/alerting/alertRun';
import type { ValueColumn } from '../../../server/src/alerting/backtest/column';
import type { AskedBacktest } from '../../../server/src/backtest/backtestRule';
import type { BacktestRule } from '../../../server/src/backtest/rule';
import { labelsOfResults } from '../../../server/src/engine';
import type { GraphData } from './graphShapes';
import { labelKey } from './results';
import type { Trial, TrialColumn } from './trialShapes';

/** Values that are sent besides those of the graph: 8 MB of them. */
const mostValues = 1_000_000;

/** Undefined where it is too much, or the labels of the alerts hang on their values. In slices. */
export function* trialInSlices(
  asked: AskedBacktest,
  rule: BacktestRule,
  graph: GraphData | undefined,
  named: readonly string[],
): Generator<void, Trial | undefined> {
  const { slots, warmUp, schedule, apart, labels, failed } = asked;
  if (labels.vary) return undefined;
  const lines = linesAt(graph, slots.start + warmUp * slots.step, slots);
  let left = mostValues;
  const leaves: TrialColumn[][] = [];
  for (const columns of asked.leaves) {
    const sent: TrialColumn[] = [];
    for (const column of columns) {
      const one = columnOf(column, lines, warmUp);
      if ('values' in one) left -= one.values.length;
      if (left < 0) return undefined;
      sent.push(one);
      yield;
    }
    leaves.push(sent);
  }
  const comparisons = apart.comparisons.length > 0 ? rule.apart.comparisons : [];
  const { condition } = apart;
  return {
    slots,
    warmUp,
    phase: schedule.source,
    condition,
    comparisons,
    leaves,
    ...(graph ? { graph: graph.id } : {}),
    alerts: labelsOfResults({ condition, comparisons }, asked.leaves).map(of => ({
      of: of.pairs,
      labels: labels.of(of, 0, 0).pairs,
    })),
    failed: [...failed.keys()],
    limit: rule.timing.limit,
    named,
  };
}

/** The lines of a graph that stands on the evaluations from a time on, by their labels. */
function linesAt(
  graph: GraphData | undefined,
  start: number,
  { step }: Slots,
): ReadonlyMap<string, { readonly values: Float64Array; readonly i: number }> {
  if (graph?.startMs !== start || graph.stepMs !== step) return new Map();
  return new Map(
    graph.lines.map(({ labels, values }, i) => [labelKey(Object.fromEntries(labels)), { values, i }] as const),
  );
}

function columnOf(
  { labels, values, present, natives }: ValueColumn,
  lines: ReturnType<typeof linesAt>,
  warmUp: number,
): TrialColumn {
  const line = natives ? undefined : lines.get(labelKey(labels.toRecord()));
  // What has no place in a graph is a value all the same.
  if (line && isLine(line.values, values, present, warmUp)) {
    const before = values.slice(0, warmUp);
    for (let i = 0; i < warmUp; i++) if (present[i] === 0) before[i] = Number.NaN;
    return { labels: labels.pairs, line: line.i, before };
  }
  return { labels: labels.pairs, values, present, natives: [...(natives?.keys() ?? [])] };
}

function isLine(line: Float64Array, values: Float64Array, present: Uint8Array, warmUp: number): boolean {
  if (line.length !== values.length - warmUp) return false;
  for (let i = 0; i < warmUp; i++) if (present[i] !== 0 && Number.isNaN(values[i])) return false;
  for (let i = 0; i < line.length; i++) {
    const isSame = present[i + warmUp] === 0 ? Number.isNaN(line[i]!) : line[i] === values[i + warmUp];
    if (!isSame) return false;
  }
  return true;
}
