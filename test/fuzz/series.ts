// npm run fuzz:series -- [--count 5000] [--seed 1] [--show 10]
// Random series in promtool's notation, about half of them as they should be: expanded by us and by Prometheus' own reader they
// must be the same. Needs oracle-prometheus (npm run oracles). Exit 1 where something differs.
import { parseArgs } from 'node:util';
import { formatFloat } from '../../server/src/go/floats';
import { notationOf } from '../../server/src/series/histogram/histogram';
import { readSeries, type WrittenValue } from '../../server/src/series/notation';
import { hasOracle, Oracle } from '../oracles/ask';
import { metric, notation } from './breakTests';
import { Random } from './random';

interface Theirs {
  readonly ok: boolean;
  readonly labels?: Readonly<Record<string, string>>;
  readonly values?: readonly unknown[];
}

async function main(): Promise<void> {
  const { values: options } = parseArgs({
    options: {
      count: { type: 'string', default: '5000' },
      seed: { type: 'string', default: '1' },
      show: { type: 'string', default: '10' },
    },
  });
  if (!hasOracle('prometheus'))
    return console.log('oracle-prometheus is missing (npm run oracles builds it): nothing asked.');
  const oracle = new Oracle('prometheus');
  const random = new Random(Number(options.seed));
  const texts = Array.from({ length: Number(options.count) }, () => `${described(random)} ${notation(random)}`);
  const theirs = await oracle.ask<Theirs>(texts.map(desc => ({ op: 'series', desc })));
  oracle.close();
  let [agree, sound, shown] = [0, 0, 0];
  for (const [i, text] of texts.entries()) {
    const [mine, real] = [expanded(text), theirs[i]!];
    if (real.ok) sound++;
    const wanted = real.ok
      ? JSON.stringify({ labels: withoutEmpty(real.labels ?? {}), values: real.values })
      : 'refused';
    if (mine === wanted) agree++;
    else if (shown++ < Number(options.show))
      console.log(`${JSON.stringify(text)}\n  ours   ${mine}\n  theirs ${JSON.stringify(real)}`);
  }
  console.log(`series, seed ${options.seed}: agree ${agree}/${texts.length} (${sound} are read)`);
  if (agree < texts.length) process.exitCode = 1;
}

/** A metric that the oracle is asked as promtool asks: comments are cut before, and other letters are switched on. */
function described(random: Random): string {
  const text = metric(random);
  return text === '' || /[#é]/.test(text) ? 'm' : text;
}

/** Labels without a value are none. */
function withoutEmpty(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''));
}

function expanded(text: string): string {
  const read = readSeries(text);
  if (!read.ok) return 'refused';
  return JSON.stringify({ labels: read.labels.toRecord(), values: read.values.map(shownValue) });
}

function shownValue(value: WrittenValue): string | null {
  if (value === undefined) return null;
  if (value === 'stale') return value;
  return typeof value === 'number' ? formatFloat(value, 'g', -1) : notationOf(value);
}

void main();
