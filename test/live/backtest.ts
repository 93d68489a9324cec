// npm run live:backtest -- [--program .oracles/prometheus] [--version 3.16] [--alerts 50] [--seconds 60] [--seed 1]
// Alerts in a real Prometheus that evaluates every second over an exporter whose values change: what the backtest makes of
// the stored samples over HTTP must be what the server itself wrote into `ALERTS`, at every evaluation. Exit 1 where it is not.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compareLive, type LiveResult } from './compare';

const { values: options } = parseArgs({
  options: {
    program: { type: 'string', default: join(import.meta.dirname, '../../.oracles/prometheus') },
    version: { type: 'string', default: '3.16' },
    alerts: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
  },
});

async function main(): Promise<void> {
  if (!existsSync(options.program)) return console.log(`${options.program} is missing: nothing asked.`);
  const result = await compareLive({
    program: options.program,
    version: options.version,
    alerts: Number(options.alerts),
    seconds: Number(options.seconds),
    seed: Number(options.seed),
  });
  for (const text of result.differences.slice(0, 20)) console.log(text);
  console.log(lineOf(result));
  if (result.agree < result.compared || result.compared === 0) process.exitCode = 1;
}

function lineOf({ alerts, agree, compared, late, active, failed }: LiveResult): string {
  return `backtest, seed ${options.seed}: agree ${agree}/${compared} evaluations of ${alerts} alerts (${active} with an alert, ${failed} failed; ${late} more that the server left out, or while a slow scrape was under way, which it may or may not have seen)`;
}

void main();
