// Benchmark of reading: a cold read of 10,000 rules, and the read after one edit in the middle of 1,000 and 10,000 rules.
// usage: node -r ./tools/load.cjs test/bench/yaml.ts      (prints milliseconds; the targets are in the lines)
import { openDocument } from '../../server/src/model/document';
import { readRuleFile } from '../../server/src/model/readRuleFile';
import { parseYaml } from '../../server/src/yaml/parse';
import { generateRules } from './generateRules';

const large = generateRules(10_000);
measureOnce('cold: YAML of 10,000 rules as a whole (target 160)', () => parseYaml(large));
measureOnce('cold: open 10,000 rules in units', () => readRuleFile(openDocument(large).roots[0]!));
for (const [count, target] of [
  [1_000, 5],
  [10_000, 20],
] as const) {
  measureEdits(count, target);
}
measureUnrecognised();

function measureOnce(name: string, run: () => unknown): void {
  const start = performance.now();
  const before = process.cpuUsage();
  run();
  const wall = performance.now() - start;
  console.log(`${name}: ${wall.toFixed(0)} ms, CPU ${cpu(before).toFixed(0)} ms`);
}

/** Milliseconds of processor time since `before`: what a busy machine does not change. */
function cpu(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Types a word into the middle of a file, one version a character. */
function measureEdits(count: number, target: number): void {
  const text = generateRules(count);
  let document = openDocument(text);
  const at = text.indexOf('expr: ', text.length / 2) + 'expr: '.length;
  const times: number[] = [];
  const before = process.cpuUsage();
  for (let i = 1; i <= 60; i++) {
    const edited = text.slice(0, at) + 'sum_over_time'.repeat(5).slice(0, i) + text.slice(at);
    const start = performance.now();
    document = openDocument(edited, document);
    readRuleFile(document.roots[0]!);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const p95 = times[Math.floor(times.length * 0.95)]!;
  console.log(
    `edit in ${count} rules: p50 ${times[30]!.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms (target ${target}), CPU ${(cpu(before) / 60).toFixed(1)} ms an edit`,
  );
}

/** A file of another kind, with words that our files have, too. */
function measureUnrecognised(): void {
  const block =
    'apiVersion: v1\nkind: Service\nmetadata:\n  name: route-groups\n  labels: {app: receivers}\nspec:\n  ports: []\n---\n';
  const text = block.repeat(Math.ceil(100_000 / block.length));
  const times: number[] = [];
  for (let i = 0; i < 50; i++) {
    const start = performance.now();
    openDocument(`${text}# ${i}\n`);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  console.log(
    `edit of 100 KB of another kind: p50 ${times[25]!.toFixed(2)} ms, p95 ${times[47]!.toFixed(2)} ms (target 1)`,
  );
}
