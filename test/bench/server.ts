// How fast the service judges and how much it keeps: 10,000 rules cold, then typing in 1,000 and 10,000 rules through the
// same steps as the language server takes. Run with `node -r ./tools/load.cjs test/bench/server.ts`; `--smoke` is small and fails only far
// above the limits, for slow machines.
import { resolveConfig } from '../../server/src/config/config';
import { createService, type Service } from '../../server/src/service';
import type { Workspace } from '../../server/src/workspace/workspace';
import { generateRules } from './generateRules';

const smoke = process.argv.includes('--smoke');
/** How far above its limit a figure may be before the run fails. */
const slack = smoke ? 10 : 1;
const file = 'rules.yaml';
let failures = 0;

judgeCold(smoke ? 1_000 : 10_000);
for (const count of smoke ? [1_000] : [1_000, 10_000]) typeInto(count, 50);
if (failures > 0) process.exitCode = 1;

function report(name: string, value: number, unit: string, limit: number): void {
  const fine = value <= limit * slack;
  if (!fine) failures++;
  console.log(`${name}: ${value.toFixed(1)} ${unit} (limit ${limit * slack})${fine ? '' : ' EXCEEDED'}`);
}

function serviceOf(): { readonly service: Service; readonly workspace: Workspace } {
  const service = createService({
    onFailure: (id, error) => {
      throw new Error(`${id} failed`, { cause: error });
    },
  });
  return { service, workspace: service.workspace(resolveConfig([])) };
}

/** Runs slices to the end; gives the result and the longest slice in milliseconds. */
function run<T>(work: Generator<void, T>): { readonly value: T; readonly longest: number } {
  let longest = 0;
  for (;;) {
    const from = performance.now();
    const step = work.next();
    longest = Math.max(longest, performance.now() - from);
    if (step.done) return { value: step.value, longest };
  }
}

function judgeCold(count: number): void {
  const text = generateRules(count);
  const { service, workspace } = serviceOf();
  const before = process.memoryUsage().heapUsed;
  const from = performance.now();
  workspace.put(file, service.open(text));
  const opened = performance.now();
  run(service.analyse(workspace, file));
  const done = performance.now();
  console.log(`cold ${count} rules: read ${(opened - from).toFixed(0)} ms, judge ${(done - opened).toFixed(0)} ms`);
  report(`cold ${count} rules`, done - from, 'ms', count * 0.2);
  report('heap after it', (process.memoryUsage().heapUsed - before) / 2 ** 20, 'MiB', 200);
}

/** Types into an expression in the middle, one version a character: what comes first, and what settles behind it. */
function typeInto(count: number, edits: number): void {
  const text = generateRules(count);
  const { service, workspace } = serviceOf();
  let document = service.open(text);
  workspace.put(file, document);
  run(service.analyse(workspace, file));
  const at = text.indexOf('expr: ', text.length / 2) + 'expr: '.length;
  const first: number[] = [];
  const blocked: number[] = [];
  for (let i = 1; i <= edits; i++) {
    const edited = text.slice(0, at) + 'sum_over_time'.repeat(5).slice(0, i) + text.slice(at);
    const from = performance.now();
    document = service.open(edited, document);
    workspace.put(file, document);
    const opened = performance.now();
    const answer = run(service.analyse(workspace, file, 'moved'));
    first.push(performance.now() - from);
    const settle = performance.now();
    workspace.facts();
    const settled = performance.now();
    const again = run(service.analyse(workspace, file, 'current'));
    blocked.push(Math.max(opened - from, answer.longest, settled - settle, again.longest));
  }
  report(`edit in ${count} rules, p95 of the first answer`, p95(first), 'ms', 40);
  report(`edit in ${count} rules, p95 of the longest slice`, p95(blocked), 'ms', 20);
}

function p95(times: number[]): number {
  return times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)]!;
}
