// npm run fuzz:alerts -- [--count 300] [--seed 1] [--show 3]
// Random groups over random series: every alert at every evaluation must be Prometheus' own, with labels, annotations, value,
// and the same failures. Needs oracle-prometheus (npm run oracles). Exit 1 where something differs.
import { parseArgs } from 'node:util';
import { hasOracle, Oracle } from '../oracles/ask';
import { alertCase } from './alertGroups';
import { ours, theirs } from './alertLines';
import { Random } from './random';

async function main(): Promise<void> {
  const { values: options } = parseArgs({
    options: {
      count: { type: 'string', default: '300' },
      seed: { type: 'string', default: '1' },
      show: { type: 'string', default: '3' },
    },
  });
  if (!hasOracle('prometheus'))
    return console.log('oracle-prometheus is missing (npm run oracles builds it): nothing asked.');
  const oracle = new Oracle('prometheus');
  const random = new Random(Number(options.seed));
  let [agree, lines, shown] = [0, 0, 0];
  for (let i = 0; i < Number(options.count); i++) {
    const one = alertCase(random);
    const [mine, real] = [ours(one), await theirs(oracle, one)];
    lines += real.length;
    if (mine.join('\n') === real.join('\n')) agree++;
    else if (shown++ < Number(options.show)) {
      console.log(`\n${one.content}${one.series.map(pair => pair.join(' ')).join('\n')}`);
      for (const text of mine.filter(text => !real.includes(text)).slice(0, 6)) console.log(`  ours   ${text}`);
      for (const text of real.filter(text => !mine.includes(text)).slice(0, 6)) console.log(`  theirs ${text}`);
    }
  }
  oracle.close();
  console.log(
    `alerts, seed ${options.seed}: agree ${agree}/${options.count} rule files, ${lines} alerts at evaluations`,
  );
  if (agree < Number(options.count)) process.exitCode = 1;
}

void main();
