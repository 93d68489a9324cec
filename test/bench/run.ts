// `npm run bench`: every benchmark, one process each, so that none warms up another. `--smoke` (in CI) only runs the ones
// with a limit of their own and counts them, with room for a slow machine: figures are compared within one run, by people.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const here = import.meta.dirname;
const loader = path.join(here, '../../tools/load.cjs');
const smoke = process.argv.includes('--smoke');
const isBench = (name: string): boolean => name.endsWith('.ts') && name !== 'run.ts' && !name.startsWith('generate');
const files = fs.readdirSync(here).filter(isBench);

let passing = 0;
let failing = 0;
for (const file of files.sort()) {
  console.log(`${file}:`);
  const run = spawnSync(process.execPath, ['-r', loader, path.join(here, file), ...(smoke ? ['--smoke'] : [])], {
    stdio: 'inherit',
    timeout: 300_000,
  });
  if (run.status === 0) passing++;
  else failing++;
}
console.log(`\n  ${passing} passing\n  ${failing} failing`);
process.exit(failing > 0 ? 1 : 0);
