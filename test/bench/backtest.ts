// How fast a backtest is made again from values that are there: 100 series over 10,000 evaluations, another threshold, `for` and
// `keep_firing_for` each time. Run with `node -r ./tools/load.cjs test/bench/backtest.ts`; fails above the limit.
import {
  backtest,
  fixedLabels,
  resultColumns,
  takeApart,
  type ValueColumn,
} from '../../server/src/alerting/backtest/backtest';
import { dialect } from '../../server/src/promql/dialect';
import { analyzePromql } from '../../server/src/promql/parser';
import { Labels } from '../../server/src/series/labels';
import { Random } from '../fuzz/random';

const smoke = process.argv.includes('--smoke');
// A drag of a threshold is redrawn within 50 ms; a smoke run only notices a slump.
const limitMs = smoke ? 200 : 50;
const slots = { start: 1_700_000_000_000, step: 60_000, count: 10_000 };
const random = new Random(1);

/** Load that rises and falls over hours, with noise. */
function column(i: number, metric: string): ValueColumn {
  const values = Float64Array.from(
    { length: slots.count },
    (_, slot) => Math.sin(slot / (100 + i)) * 0.5 + 0.5 + random.below(100) / 1000,
  );
  const labels = Labels.from({ __name__: metric, gpu: String(i % 8), instance: `node-${i >> 3}` });
  return { labels, values, present: new Uint8Array(slots.count).fill(1) };
}

const all = (metric: string) => Array.from({ length: 100 }, (_, i) => column(i, metric));
const [first, second] = [all('m'), all('n')];
/** A bound of its own for each series, which does not move. */
const bounds = first.map(({ labels, present }) => ({ labels, values: new Float64Array(slots.count).fill(1), present }));

let slow = 0;
for (const [text, leaves] of [
  ['m > 0.9', [first]],
  ['m > 0.9 * bound', [first, bounds]],
  ['m > 0.9 and on (gpu, instance) n > 0.3', [first, second]],
  ['m > 0.5 or n < 0.1', [first.slice(0, 50), second.slice(50)]],
] as const) {
  const apart = takeApart(analyzePromql(text, dialect('3.16')).expr, text);
  let best = Number.POSITIVE_INFINITY;
  let transitions = 0;
  for (let round = 0; round < 15; round++) {
    const comparisons = apart.comparisons.map(one => ({ ...one, threshold: one.threshold + round / 100 }));
    const from = process.cpuUsage();
    const found = backtest({
      slots,
      phase: 'assumed',
      columns: resultColumns({ ...apart, comparisons }, leaves),
      timing: { for: (1 + round) * 60_000, keepFiringFor: (round % 3) * 60_000, limit: 0 },
      labels: fixedLabels('A', [['severity', 'page']]),
    });
    const { user, system } = process.cpuUsage(from);
    best = Math.min(best, (user + system) / 1000);
    transitions = found.transitionCount;
  }
  console.log(`100 series, 10,000 evaluations, ${text}: ${best.toFixed(1)} ms, ${transitions} transitions`);
  slow = Math.max(slow, best);
}
console.log(`slowest ${slow.toFixed(1)} ms, limit ${limitMs} ms`);
if (slow > limitMs) process.exitCode = 1;
