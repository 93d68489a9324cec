// What is known of the time that the product's regular expressions take: `verdicts.json` has each with `linear`, as recheck
// proved it, or with the reason why it may stand although that is not proven.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const file = join(import.meta.dirname, 'verdicts.json');

/** By the expression as it is written, flags included. */
export type Verdicts = Readonly<Record<string, string>>;

export const linear = 'linear';

export function readVerdicts(): Verdicts {
  return JSON.parse(readFileSync(file, 'utf8')) as Verdicts;
}

export function writeVerdicts(verdicts: Verdicts): void {
  const sorted = Object.fromEntries(Object.entries(verdicts).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify(sorted, undefined, 2)}\n`);
}
