// `check` on 10,000 rules against `promtool check rules` on the same file, process against process, taken in turns. The
// limit is a ratio: both are slow on a slow machine. Needs dist/ (npm run build) and promtool: of `.oracles`, of PROMTOOL
// or of the path. `--smoke` runs each once and only says the figures.
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { generateRules } from './generateRules';

const smoke = process.argv.includes('--smoke');
const rounds = smoke ? 1 : 11;
const limit = 1;
const root = path.join(import.meta.dirname, '../..');

const promtool = [process.env.PROMTOOL, path.join(root, '.oracles/promtool'), 'promtool'].find(
  tool => tool && spawnSync(tool, ['--version']).status === 0,
);
if (promtool) compare(promtool);
else console.log('left out: there is no promtool here');

function compare(tool: string): void {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-check-'));
  try {
    const file = path.join(folder, 'rules.yaml');
    fs.writeFileSync(file, generateRules(10_000));
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let i = 0; i < rounds; i++) {
      theirs.push(timeOf(tool, ['check', 'rules', file]));
      ours.push(timeOf(process.execPath, [path.join(root, 'dist/cli.js'), 'check', file]));
    }
    const ratio = median(ours) / median(theirs);
    console.log(
      `check: ${median(ours).toFixed(0)} ms, promtool: ${median(theirs).toFixed(0)} ms (medians of ${rounds})`,
    );
    console.log(`check against promtool: ${ratio.toFixed(2)} (limit ${limit})${ratio > limit ? ' EXCEEDED' : ''}`);
    if (ratio > limit && !smoke) process.exitCode = 1;
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** Wall time of a process in milliseconds; both must accept the file. */
function timeOf(command: string, args: readonly string[]): number {
  const from = performance.now();
  execFileSync(command, args, { stdio: ['ignore', 'ignore', 'ignore'] });
  return performance.now() - from;
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
}
