// Runs a program of the project as it is shipped: in one file, without the calls that modules of their own cost.
// usage: node tools/bundled.mjs test/bench/slices.ts --size 1
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import esbuild from 'esbuild';

const [entry, ...rest] = process.argv.slice(2);
const outfile = path.resolve('out/bundled', `${path.basename(entry, '.ts')}.cjs`);
await esbuild.build({
  entryPoints: [entry],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20.20',
  format: 'cjs',
  mainFields: ['module', 'main'],
  logLevel: 'error',
});
process.argv.splice(1, process.argv.length, outfile, ...rest);
await import(pathToFileURL(outfile).href);
