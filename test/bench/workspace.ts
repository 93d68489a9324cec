// How long the language server takes to read and judge a folder of many rule files, and how much memory at most: until an
// open file shows what only the last file of the folder can tell, and that file, which is not open, its own error. Run with `node -r ./tools/load.cjs test/bench/workspace.ts`; `--smoke` is small.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client } from '../protocol/client';
import { build } from '../protocol/program';
import { generateRules } from './generateRules';

const smoke = process.argv.includes('--smoke');
const files = smoke ? 200 : 5000;
const rulesPerFile = 10;
const seconds = 30;
const mebibytes = 500;

const alert = 'groups:\n- name: open\n  rules:\n  - alert: Open\n    expr: DCGM_FI_DEV_GPU_TEMP > 90\n';
/** Takes every alert with a severity: the open file's has none, and is left to the root. */
const routing =
  'route:\n  receiver: all\n  routes:\n  - receiver: ml\n    matchers: [\'severity=~".+"\']\nreceivers:\n- name: all\n- name: ml\n';
/** In the order of their paths it is the last to be judged. */
const last = 'zzzz.yaml';
const crossFile = 'routing/root-receiver-only';

async function main(): Promise<void> {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'ml-alert-rules-'));
  try {
    write(folder);
    build();
    await measure(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function write(folder: string): void {
  const groups = generateRules(400)
    .split(/(?=^- name:)/m)
    .slice(1);
  for (let i = 0; i < files; i++) {
    const sub = path.join(folder, `team-${i % 50}`);
    fs.mkdirSync(sub, { recursive: true });
    const [head, ...rules] = groups[i % groups.length]!.split(/(?=^ {2}- (?:alert|record):)/m);
    // Names of its own, so that nothing is defined twice.
    const text = [head, ...rules.slice(0, rulesPerFile)].join('').replace(/(?<=(?:name|alert|record): .*)$/gm, `_${i}`);
    fs.writeFileSync(path.join(sub, `rules-${i}.yaml`), `groups:\n${text}`);
  }
  fs.writeFileSync(path.join(folder, 'zzz.yaml'), routing);
  fs.writeFileSync(path.join(folder, last), alert.replace('Open', 'Last').replace('open', 'last').replace('>', '>>'));
}

async function measure(folder: string): Promise<void> {
  const from = performance.now();
  const client = await Client.start({ folders: [pathToFileURL(folder).href] });
  const open = pathToFileURL(path.join(folder, 'open.yaml')).href;
  client.open(open, alert);
  await client.diagnostics(open, 1, found => found.some(({ code }) => code === crossFile));
  const known = (performance.now() - from) / 1000;
  await client.diagnostics(pathToFileURL(path.join(folder, last)).href, undefined, found => found.length > 0);
  const took = (performance.now() - from) / 1000;
  const most = client.peakMemory();
  await client.stop();
  const fine = took <= seconds && (most === undefined || most <= mebibytes);
  const memory = most === undefined ? '' : `, at most ${most.toFixed(0)} MiB (limit ${mebibytes})`;
  console.log(
    `  ${files} files of ${rulesPerFile} rules known after ${known.toFixed(1)} s, judged after ${took.toFixed(1)} s (limit ${seconds})${memory}${fine ? '' : ' EXCEEDED'}`,
  );
  if (!fine) process.exitCode = 1;
}

main();
