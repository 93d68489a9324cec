// A comparison of two sides from the values of both, against the engine that evaluates the whole: for every operator, matching,
// place of the number, and after another number was put in its place.
import assert from 'node:assert/strict';
import {
  columnOfResult,
  isOneToOne,
  resultColumns,
  takeApart,
  type ValueColumn,
} from '../../../../server/src/alerting/backtest/backtest';
import { evaluateRange } from '../../../../server/src/evaluation/evaluate';
import { dialect } from '../../../../server/src/promql/dialect';
import { analyzePromql } from '../../../../server/src/promql/parser';
import { readSeries, seriesOf } from '../../../../server/src/series/notation';
import { SeriesStore } from '../../../../server/src/series/store';
import { finish } from '../../../../server/src/text/slices';
import { Random } from '../../../fuzz/random';
import { draws } from '../../../harness/draws';

const minute = 60_000;
const target = dialect('3.16');
const slots = { start: 0, step: minute, count: 12 };

function columnsOf(text: string, store: SeriesStore): readonly ValueColumn[] | undefined {
  const { expr } = analyzePromql(text, target);
  const steps = { start: 0, end: (slots.count - 1) * minute, step: minute };
  const outcome = finish(evaluateRange(expr, store, steps, { dialect: target }));
  if (!outcome.ok) return undefined;
  assert.equal(outcome.value.type, 'matrix');
  return outcome.value.type === 'matrix' ? outcome.value.series.map(one => columnOfResult(one, slots)) : undefined;
}

/** What is there, by labels and slot; what a column has where nothing is present means nothing. */
function said(columns: readonly ValueColumn[]): readonly string[] {
  return columns
    .filter(({ present }) => present.includes(1))
    .map(
      ({ labels, values, present }) => `${labels.key} ${[...present].map((on, i) => (on ? values[i] : '-')).join(' ')}`,
    )
    .sort();
}

/** Series of `a` and `b` with gaps; a few with a label more, so that some have several partners. */
function storeOf(random: Random): SeriesStore {
  const store = new SeriesStore();
  const seen = new Set<string>();
  for (let i = 1 + random.below(8); i > 0; i--) {
    const more = random.chance(20) ? `,x="${random.below(2)}"` : '';
    const series = `${random.pick(['a', 'b'])}{g="${random.below(3)}"${more}}`;
    if (seen.has(series)) continue;
    seen.add(series);
    const values = Array.from({ length: slots.count }, () =>
      random.pick(['1', '2', '3', '4', '6', '-1', '0', '_', 'NaN', 'stale']),
    );
    const read = readSeries(`${series} ${values.join(' ')}`);
    if (!read.ok) throw new Error(read.problem.message);
    store.add(seriesOf(read.labels, read.values, 0, minute));
  }
  return store;
}

describe('a comparison of two sides with a number in one of them', () => {
  it('gives what the engine gives, with the number as it is written and with another one', () => {
    const random = new Random(11);
    const seen = { told: 0, asked: 0, results: 0 };
    for (let i = 0; i < draws(3000); i++) {
      const store = storeOf(random);
      const number = random.pick(['2', '0.5', '-1', '0']);
      const other = random.pick([3, 0.25, 1]);
      const [sign, op] = [random.pick(['*', '+', '-', '/']), random.pick(['>', '<', '>=', '<=', '==', '!='])];
      const [one, two] = random.pick([
        ['a', 'b'],
        ['b', 'a'],
      ]);
      const side = (text: string): string => (random.chance(50) ? `${text} ${sign} ${two}` : `${two} ${sign} ${text}`);
      const written = side('#');
      const matching = random.pick(['', ' on (g)', ' ignoring (x)', ' on ()']);
      const text = (value: string): string =>
        (i % 3 === 0 ? `(${written}) ${op}${matching} ${one}` : `${one} ${op}${matching} ${written}`).replace(
          '#',
          value,
        );
      const apart = takeApart(analyzePromql(text(number), target).expr, text(number));
      assert.equal(apart.condition.kind, 'sides', text(number));
      const leaves = apart.leaves.map(leaf => columnsOf(leaf.text, store)!);
      if (!isOneToOne(apart.condition, leaves)) {
        seen.asked++;
        continue;
      }
      seen.told++;
      for (const value of [Number(number), other]) {
        const comparisons = apart.comparisons.map(known => ({ ...known, threshold: value }));
        const mine = said(resultColumns({ ...apart, comparisons }, leaves));
        const whole = columnsOf(text(String(value)), store);
        assert.ok(whole, text(String(value)));
        assert.deepEqual(mine, said(whole), text(String(value)));
        seen.results += mine.length;
      }
    }
    assert.ok(
      Object.values(seen).every(count => count > 50),
      JSON.stringify(seen),
    );
  });
});
