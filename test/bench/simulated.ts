// What a preview of a scenario takes: a day of 64 GPUs and other rules of the kind that people write, each in a process that has
// done nothing before, with the longest slice. Processor time of the main thread.
// usage: npm run bench:simulated [-- --smoke]
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { loadCatalog } from '../../server/src/catalog/lookup';
import { createScenarios } from '../../server/src/datasource/simulated/scenarios';
import { createSimulatedSource } from '../../server/src/datasource/simulated/source';
import { dialect } from '../../server/src/promql/dialect';

/** Milliseconds to the first data of a day of 64 GPUs. */
const limit = 300;
/** Milliseconds that nothing else may wait. */
const sliceLimit = 20;
/** A shared machine in CI is slower. */
const room = process.argv.includes('--smoke') ? 5 : 1;

const day = 86_400_000;
const end = Date.parse('2026-03-03T00:00:00Z');
const rules = [
  'DCGM_FI_DEV_GPU_TEMP > 85',
  'DCGM_FI_DEV_GPU_TEMP',
  'rate(DCGM_FI_DEV_THERMAL_VIOLATION[5m]) / 1e9 > 0.1',
  'DCGM_FI_DEV_FB_USED / (DCGM_FI_DEV_FB_USED + DCGM_FI_DEV_FB_FREE) > 0.95',
  'DCGM_FI_DEV_XID_ERRORS > 0',
  'histogram_quantile(0.95, sum by (le, model_name) (rate(vllm:time_to_first_token_seconds_bucket[5m]))) > 2.5',
];

/** Milliseconds that the main thread has worked; where that is not told, all threads of the process. */
function spent(): number {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  }
}

interface Measured {
  readonly took: number;
  readonly slices: readonly number[];
}

async function measure(expr: string): Promise<Measured> {
  const catalog = loadCatalog();
  const slices: number[] = [];
  let before = spent();
  const began = before;
  const source = createSimulatedSource(createScenarios(), 'thermal-runaway', {
    knowledge: catalog,
    dialect: dialect('3.16'),
    async pause() {
      slices.push(spent() - before);
      before = spent();
    },
  });
  if (typeof source === 'string') throw new Error(source);
  const answer = await source.queryRange(expr, end - day, end, 300_000);
  slices.push(spent() - before);
  if (!answer.ok) throw new Error(answer.error.message);
  return { took: spent() - began, slices };
}

function main(): number {
  let first = 0;
  let longest = 0;
  for (const expr of rules) {
    const { stdout, status } = spawnSync(process.execPath, [...process.execArgv, process.argv[1]!, '--only', expr], {
      encoding: 'utf8',
    });
    if (status !== 0) return 1;
    const { took, slices } = JSON.parse(stdout) as Measured;
    const sorted = [...slices].sort((a, b) => a - b);
    if (first === 0) first = took;
    longest = Math.max(longest, sorted.at(-1)!);
    const usual = sorted[Math.floor(sorted.length * 0.95)]!.toFixed(0);
    console.log(
      `${took.toFixed(0).padStart(6)} ms, ${slices.length} slices, 95 % under ${usual} ms, longest ${sorted.at(-1)!.toFixed(0)} ms (number ${slices.indexOf(sorted.at(-1)!)}): ${expr}`,
    );
  }
  console.log(`first data of a day of 64 GPUs: ${first.toFixed(0)} ms (limit ${limit * room})`);
  console.log(`longest slice: ${longest.toFixed(0)} ms (limit ${sliceLimit * room})`);
  return first <= limit * room && longest <= sliceLimit * room ? 0 : 1;
}

const only = process.argv.indexOf('--only');
if (only < 0) process.exit(main());
measure(process.argv[only + 1]!).then(
  measured => console.log(JSON.stringify(measured)),
  error => {
    console.error(error);
    process.exit(1);
  },
);
