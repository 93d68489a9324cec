// What is known of the least and greatest values of columns changes nothing of what a comparison keeps.
import assert from 'node:assert/strict';
import {
  type ComparisonOp,
  columnsInSlices,
  type Extents,
  resultColumns,
  takeApart,
  type ValueColumn,
} from '../../../../server/src/alerting/backtest/backtest';
import { dialect } from '../../../../server/src/promql/dialect';
import { analyzePromql } from '../../../../server/src/promql/parser';
import { Labels } from '../../../../server/src/series/labels';
import { finish } from '../../../../server/src/text/slices';
import { Random } from '../../../fuzz/random';

const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0];

function column(random: Random, i: number): ValueColumn {
  const [low, width] = [random.below(10), random.below(4)];
  const value = (): number => (random.chance(10) ? random.pick(odd) : low + random.below(width + 1));
  return {
    labels: Labels.from({ i: String(i) }),
    values: Float64Array.from({ length: 12 }, value),
    present: Uint8Array.from({ length: 12 }, () => (random.chance(70) ? 1 : 0)),
  };
}

describe('comparisons with columns whose bounds are known', () => {
  it('keep what they keep without', () => {
    const random = new Random(Number(process.env['SEED'] ?? 4));
    const ops: readonly ComparisonOp[] = ['>', '<', '>=', '<=', '==', '!='];
    let kept = 0;
    for (let round = 0; round < 60; round++) {
      const leaf = Array.from({ length: 6 }, (_, i) => column(random, i));
      const extents: Extents = new WeakMap();
      for (const op of ops) {
        const text = `m ${op} 3`;
        const apart = takeApart(analyzePromql(text, dialect('3.16')).expr, text);
        for (const threshold of [...odd, 3, 5, 8, 20, -1]) {
          const comparisons = apart.comparisons.map(one => ({ ...one, threshold }));
          const known = finish(columnsInSlices({ ...apart, comparisons }, [leaf], extents));
          // By each value, as PromQL has it.
          const holds = (v: number): boolean =>
            ({
              '>': v > threshold,
              '<': v < threshold,
              '>=': v >= threshold,
              '<=': v <= threshold,
              '==': v === threshold,
              '!=': v !== threshold,
            })[op];
          const expected = leaf.flatMap(({ labels, values, present }) => {
            const left = present.map((there, slot) => (there === 1 && holds(values[slot]!) ? 1 : 0));
            return left.includes(1) ? [[labels.key, [...left]]] : [];
          });
          assert.deepEqual(
            known.map(({ labels, present }) => [labels.key, [...present]]),
            expected,
            `${text} ${threshold}`,
          );
          assert.deepEqual(known, resultColumns({ ...apart, comparisons }, [leaf]));
          kept += known.length;
        }
      }
    }
    assert.ok(kept > 1_000);
  });
});
