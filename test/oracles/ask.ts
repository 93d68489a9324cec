// Asks the real tools built by build.sh, thousands of questions in one process.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The real tools that can be asked; `test/oracles/<name>/main.go` says how. */
export type OracleName = 'prometheus' | 'alertmanager' | 'operator';

/** Where build.sh puts them; `ORACLES` names another folder, to compare builds. */
const folder = process.env['ORACLES'] ?? join(import.meta.dirname, '..', '..', '.oracles');

/** Whether an oracle has been built here. */
export function hasOracle(name: OracleName): boolean {
  return existsSync(pathOf(name));
}

/** The answers to `requests`, in order, each of the shape that the oracle's head states. */
export function askOracle<T>(name: OracleName, requests: readonly object[]): readonly T[] {
  if (requests.length === 0) return [];
  const input = `${requests.map(one => JSON.stringify(one)).join('\n')}\n`;
  const run = spawnSync(pathOf(name), { input, encoding: 'utf8', maxBuffer: 1 << 30 });
  const answers = (run.stdout ?? '').split('\n').filter(Boolean);
  if (answers.length !== requests.length) {
    throw new Error(`the oracle ${name} gave ${answers.length} of ${requests.length} answers: ${run.stderr}`);
  }
  return answers.map(line => JSON.parse(line) as T);
}

function pathOf(name: OracleName): string {
  return join(folder, `oracle-${name}`);
}
