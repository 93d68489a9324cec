// The backtest against the state machine that runs unit tests: the same alerts at every evaluation, from values alone.
import assert from 'node:assert/strict';
import {
  type Backtest,
  backtest,
  columnOfPoints,
  columnOfResult,
  fixedLabels,
  isOneToOne,
  momentOf,
  resultColumns,
  takeApart,
  templateLabels,
  type ValueColumn,
} from '../../../../server/src/alerting/backtest/backtest';
import { AlertState } from '../../../../server/src/alerting/clock';
import { readGroups } from '../../../../server/src/alerting/readGroups';
import { type GroupRun, runGroups } from '../../../../server/src/alerting/run';
import type { RunnableAlert, RunnableGroup } from '../../../../server/src/alerting/runnable';
import { AlertTexts } from '../../../../server/src/alerting/texts';
import { evaluateInstant, evaluateRange } from '../../../../server/src/evaluation/evaluate';
import { openDocument } from '../../../../server/src/model/document';
import { dialect } from '../../../../server/src/promql/dialect';
import { analyzePromql } from '../../../../server/src/promql/parser';
import { readSeries, seriesOf } from '../../../../server/src/series/notation';
import { SeriesStore } from '../../../../server/src/series/store';
import { finish } from '../../../../server/src/text/slices';
import { type AlertCase, alertCase } from '../../../fuzz/alertGroups';
import { Random } from '../../../fuzz/random';
import { draws } from '../../../harness/draws';

const minute = 60_000;
const target = dialect('3.16');
const options = { dialect: target, subqueryStep: minute };

/** Reads nothing that rules write, and nothing of the future, of the whole query or of other queries. */
const alone = /r:|ALERTS|__name__=|offset -|@|query "/;

function storeOf({ series }: AlertCase): SeriesStore {
  const store = new SeriesStore();
  const columns = series.map(([metric, values]) => {
    const read = readSeries(`${metric} ${values}`);
    if (!read.ok) throw new Error(read.problem.message);
    return seriesOf(read.labels, read.values, 0, minute);
  });
  for (const column of new Map(columns.map(one => [one.labels.key, one])).values()) store.add(column);
  return store;
}

/** Columns of an expression, slot by slot where a slot fails. */
function columnsOf(text: string, store: SeriesStore, count: number, offset: number, failed: Map<number, string>) {
  const { expr } = analyzePromql(text, target);
  const slots = { start: -offset, step: minute, count };
  const outcome = finish(
    evaluateRange(expr, store, { start: slots.start, end: slots.start + (count - 1) * minute, step: minute }, options),
  );
  if (outcome.ok && outcome.value.type === 'matrix') return outcome.value.series.map(one => columnOfResult(one, slots));
  const columns = new Map<string, ValueColumn>();
  for (let slot = 0; slot < count; slot++) {
    const one = finish(evaluateInstant(expr, store, slot * minute - offset, options));
    if (!one.ok) failed.set(slot, one.error.message);
    else if (one.value.type === 'vector') {
      for (const { labels, value } of one.value.samples) {
        const column = columns.get(labels.key) ?? columnOfPoints(labels.toRecord(), [], slots);
        columns.set(labels.key, column);
        column.values[slot] = value;
        column.present[slot] = 1;
      }
    }
  }
  return [...columns.values()];
}

function backtestOf(group: RunnableGroup, rule: RunnableAlert, text: string, store: SeriesStore, count: number) {
  const failed = new Map<number, string>();
  const taken = takeApart(analyzePromql(text, target).expr, text);
  const valuesOf = (part: string) => columnsOf(part, store, count, group.queryOffset ?? 0, failed);
  let [apart, leaves] = [taken, taken.leaves.map(leaf => valuesOf(leaf.text))];
  if (!isOneToOne(taken.condition, leaves)) {
    apart = { condition: { kind: 'leaf', leaf: 0 }, leaves: [{ text, from: 0, to: text.length }], comparisons: [] };
    leaves = [valuesOf(text)];
  }
  const surroundings = { version: target.version, externalLabels: {}, externalURL: '', query: () => ({ samples: [] }) };
  return backtest({
    slots: { start: 0, step: minute, count },
    phase: 'computed',
    columns: resultColumns(apart, leaves),
    timing: { for: rule.for, keepFiringFor: rule.keepFiringFor, limit: group.limit },
    labels: templateLabels(new AlertTexts(rule, surroundings)),
    failed,
  });
}

/** `slot state since labels` of every alert at every slot, sorted. */
function linesOf({ series, failures }: Backtest): readonly string[] {
  const lines = failures.map(({ time, message }) => `${time / minute} fails: ${message}`);
  for (const { labels, spans } of series) {
    for (const { state, from, to, activeAt } of spans) {
      for (let time = from; time < to; time += minute) {
        const shown = state === 'pending' ? 'pending' : 'firing';
        lines.push(`${time / minute} ${shown} ${activeAt} ${JSON.stringify(Object.entries(labels).sort())}`);
      }
    }
  }
  return lines.sort();
}

function runLines(run: GroupRun, slots: number): readonly string[] {
  const lines = run.failures.map(({ slot, message }) => `${slot} fails: ${message}`);
  for (const { instances } of run.alerts) {
    for (const { states, activeAt, labels } of instances) {
      for (let slot = 0; slot < slots; slot++) {
        const state = states[slot];
        if (state === AlertState.inactive) continue;
        const shown = state === AlertState.pending ? 'pending' : 'firing';
        lines.push(`${slot} ${shown} ${activeAt[slot]} ${JSON.stringify([...labels].sort())}`);
      }
    }
  }
  return lines.sort();
}

describe('the replay of a rule', () => {
  it('gives the alerts of the state machine at every evaluation', () => {
    const random = new Random(7);
    const seen = { firing: 0, pending: 0, failures: 0, apart: 0 };
    for (let i = 0; i < draws(400); i++) {
      const one = alertCase(random, 1);
      const store = storeOf(one);
      const read = readGroups(openDocument(one.content), target)[0];
      for (const { rule, written } of read?.rules ?? []) {
        const text = String(written.expr?.value);
        const all = [...rule.labels].map(label => ('text' in label ? label.text : '')).join();
        if (rule.kind !== 'alert' || alone.test(text) || alone.test(all)) continue;
        const group = { ...read!.group, rules: [rule] };
        const run = finish(
          runGroups({
            groups: [group],
            series: finish(store.select([])),
            slots: { start: 0, step: minute, count: one.slots },
            options,
          }),
        );
        const mine = backtestOf(group, rule, text, store, one.slots);
        assert.deepEqual(linesOf(mine), runLines(run, one.slots), `${one.content}\n${one.series.join('\n')}`);
        seen.firing += mine.series.flatMap(({ spans }) => spans).filter(({ state }) => state !== 'pending').length;
        seen.pending += mine.series.flatMap(({ spans }) => spans).filter(({ state }) => state === 'pending').length;
        seen.failures += mine.failureCount;
        if (takeApart(analyzePromql(text, target).expr, text).comparisons.length > 0) seen.apart++;
      }
    }
    assert.ok(
      Object.values(seen).every(count => count > 10),
      JSON.stringify(seen),
    );
  });
});

/** A column by slot: `.` for no value. */
function column(labels: Record<string, string>, values: string): ValueColumn {
  const words = values.split(' ');
  return columnOfPoints(
    labels,
    words.flatMap((word, i) => (word === '.' ? [] : [{ t: i * minute, v: Number(word) }])),
    { start: 0, step: minute, count: words.length },
  );
}

function replayed(
  values: readonly ValueColumn[],
  timing: { for?: number; keep?: number; limit?: number } = {},
  warmUp = 0,
) {
  return backtest({
    slots: { start: 0, step: minute, count: values[0]!.values.length },
    phase: 'assumed',
    columns: values,
    timing: { for: (timing.for ?? 0) * minute, keepFiringFor: (timing.keep ?? 0) * minute, limit: timing.limit ?? 0 },
    labels: fixedLabels('A', [['severity', 'page']]),
    warmUp,
  });
}

describe('what a backtest tells', () => {
  it('tells what is kept from what fires, and what the texts were made of', () => {
    const found = replayed([column({ __name__: 'm', i: 'a' }, '1 2 3 . . . 6 . .')], { for: 1, keep: 2 });
    assert.deepEqual(found.series[0]!.labels, { i: 'a', severity: 'page', alertname: 'A' });
    assert.deepEqual(
      found.series[0]!.spans.map(({ state, from, to, first, last }) => [
        state,
        from / minute,
        to / minute,
        first.value,
        last.value,
      ]),
      [
        ['pending', 0, 1, 1, 1],
        ['firing', 1, 3, 2, 3],
        ['kept', 3, 5, 3, 3],
        ['pending', 6, 7, 6, 6],
      ],
    );
    assert.deepEqual(
      found.transitions.map(({ time, to, seen }) => [time / minute, to, seen.value]),
      [
        [0, 'pending', 1],
        [1, 'firing', 2],
        [3, 'kept', 3],
        [5, 'inactive', 3],
        [6, 'pending', 6],
        [7, 'inactive', 6],
      ],
    );
    assert.deepEqual(found.totals, {
      firings: 1,
      fired: 1,
      pendingOnly: 1,
      longest: 4 * minute,
      flapping: 0,
      firingNow: 0,
      pendingNow: 0,
      firingsPerDay: 160,
      last: { series: 0, from: minute, to: 5 * minute },
    });
  });

  it('renders a moment from what the last evaluation before it gave', () => {
    const found = replayed([column({ __name__: 'm', i: 'a' }, '1 2 . .')], { keep: 1 });
    assert.deepEqual(momentOf(found, found.transitions.at(-1)!), {
      samples: [{ labels: { __name__: 'm', i: 'a' }, value: 2 }],
      time: minute,
    });
  });

  it('counts what goes on, what comes again and what began before the window', () => {
    const found = replayed([column({ i: 'a' }, '1 1 1 . 1 . . 1 1'), column({ i: 'b' }, '. . . . . . . . 1')], {}, 2);
    const { firings, fired, flapping, firingNow, longest } = found.totals;
    assert.deepEqual([firings, fired, flapping, firingNow, longest], [4, 2, 2, 2, 2 * minute]);
    assert.equal(found.slots.start, 2 * minute);
    assert.equal(found.series[0]!.spans[0]!.from, 0);
    assert.equal(found.series[0]!.spans.at(-1)!.open, true);
    assert.equal(found.transitions[0]!.to, 'inactive');
  });

  it('lets a failed evaluation change nothing', () => {
    const failed = new Map([[1, 'many-to-many']]);
    const found = backtest({
      slots: { start: 0, step: minute, count: 4 },
      phase: 'loaded',
      columns: [column({ i: 'a' }, '1 . 1 .')],
      timing: { for: 2 * minute, keepFiringFor: 0, limit: 0 },
      labels: fixedLabels('A', []),
      failed,
    });
    assert.deepEqual(
      found.series[0]!.spans.map(({ state, from, to }) => [state, from / minute, to / minute]),
      [
        ['pending', 0, 2],
        ['firing', 2, 3],
      ],
    );
    assert.deepEqual(found.failures, [{ time: minute, message: 'many-to-many' }]);
  });
});

describe('an expression taken apart', () => {
  for (const [text, leaves, comparisons] of [
    ['m > 5', ['m'], ['> 5 over 0']],
    ['5 < sum by (a) (m)', ['sum by (a) (m)'], ['> 5 over 0']],
    ['(m / n) >= -(1 / 4)', ['m / n'], ['>= -0.25 over 0']],
    ['m > 1 and on (a) (n < 2 or c)', ['m', 'n', 'c'], ['> 1 over 0', '< 2 over 1']],
    ['(m > 1 and n) < 10', ['m', 'n'], ['> 1 over 0', '< 10']],
    ['m > 1 < 10', ['m'], ['> 1 over 0', '< 10']],
    ['m > bool 1', ['m > bool 1'], []],
    ['m > n', ['m > n'], []],
    ['m > 0.9 * n', ['m', 'n'], ['> 0.9']],
    ['m > on (a) (n / 2)', ['m', 'n'], ['> 2']],
    ['m + 1 < n and k > 3', ['m', 'n', 'k'], ['< 1', '> 3 over 2']],
    ['m > on (a) group_left () 0.9 * n', ['m > on (a) group_left () 0.9 * n'], []],
    ['m > bool 0.9 * n', ['m > bool 0.9 * n'], []],
    ['sum(m > 1)', ['sum(m > 1)'], []],
    ['vector(1) unless m == 0', ['vector(1)', 'm'], ['== 0 over 1']],
    ['m > scalar(n)', ['m > scalar(n)'], []],
  ] as const) {
    it(text, () => {
      const apart = takeApart(analyzePromql(text, target).expr, text);
      assert.deepEqual(
        apart.leaves.map(leaf => leaf.text),
        leaves,
      );
      assert.deepEqual(
        apart.comparisons.map(
          ({ op, threshold, leaf }) => `${op} ${threshold}${leaf === undefined ? '' : ` over ${leaf}`}`,
        ),
        comparisons,
      );
    });
  }
});
