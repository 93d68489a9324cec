// `npm run demo`: what the package does, in a terminal and with nothing but Node: judges the broken example and shows what one of
// its rules would have done on a simulated cluster. With --open, or where VS Code is on the PATH, opens the example there as well,
// at that rule and with its preview filled (`opener/`).
// usage: npm run demo [-- --open | --no-open]
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const windows = process.platform === 'win32';
const { open: wantsEditor = false, 'no-open': noEditor = false } = parseArgs({
  options: { open: { type: 'boolean' }, 'no-open': { type: 'boolean' } },
}).values;
const example = path.join(root, 'examples/broken');
const rule = 'GpuTooHot';
const scenario = 'thermal-runaway';

/** What has to be ended, the newest first. */
const stops = [];
let ending = false;
async function end(code) {
  if (ending) return;
  ending = true;
  for (const stop of stops.splice(0).reverse()) await stop();
  process.exit(code);
}
// From the first moment on: a demo that is given up early leaves nothing behind either.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end(0));

try {
  execFileSync(process.execPath, ['esbuild.mjs'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  heading('1. What is wrong with examples/broken: rules that Prometheus loads without a word');
  run(['check', path.relative(root, example)]);
  heading(`2. What ${rule} would have done yesterday on a simulated cluster in which a fan fails`);
  const file = path.join(path.relative(root, example), 'recommender-rules.yaml');
  run(['preview', file, '--rule', rule, '--simulate', scenario, '--until', `${new Date().toISOString().slice(0, 10)}`]);
  heading('3. Try it yourself');
  say([
    'node dist/cli.js check examples/broken --fix-dry-run',
    `node dist/cli.js preview ${file} --simulate kv-cache-saturation`,
    "node dist/cli.js query 'max by (Hostname) (DCGM_FI_DEV_GPU_TEMP)' --simulate thermal-runaway --start now-24h --end now",
    ...(wantsEditor ? [] : ['npm run demo -- --open        the example in an editor']),
  ]);
  if (noEditor) await end(0);
  const { findEditor } = await import('./editor.mjs');
  const editor = await findEditor();
  // An editor that nobody asked for is opened only where somebody looks.
  if (!editor && wantsEditor) {
    say([
      'There is no VS Code to open: the command `code` is not on the PATH (in VS Code: "Shell Command: Install code command").',
    ]);
    await end(1);
  } else if (!editor || (!wantsEditor && (editor.kind !== 'code' || !process.stdout.isTTY))) await end(0);
  else await openEditor(editor);
} catch (error) {
  // A signal that ends the build ends the demo, too, and needs no words.
  if (!ending) console.error(error.message);
  await end(1);
}

/** The example in an editor, until Ctrl+C. */
async function openEditor(editor) {
  // A copy: the demo is for trying things, and the example stays as it is.
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'ml-alert-rules-demo-'));
  stops.push(() => fs.rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
  const workspace = path.join(home, 'broken');
  fs.cpSync(example, workspace, { recursive: true });
  heading('4. In the editor');
  // Opens the rule with its preview.
  const opener = path.join(root, 'tools/demo/opener');
  if (editor.kind === 'code') {
    const args = [
      '--new-window',
      ...['--skip-welcome', '--skip-release-notes', '--disable-workspace-trust'],
      ...[`--user-data-dir=${path.join(home, 'user-data')}`, `--extensions-dir=${path.join(home, 'extensions')}`],
      ...[root, opener].map(extension => `--extensionDevelopmentPath=${extension}`),
      workspace,
    ];
    // The command is a script there, and a shell takes a path with a blank apart.
    const child = spawn('code', windows ? args.map(arg => `"${arg}"`) : args, { stdio: 'inherit', shell: windows });
    child.once('error', async error => {
      console.error(`VS Code does not start: ${error.message}`);
      await end(1);
    });
    say([`VS Code opens in a window of its own, at the rule ${rule}.`]);
  } else {
    const server = await editor.start({ installed: [opener] });
    stops.push(server.stop);
    say([`VS Code in the browser: ${server.address({ extension: root, workspace })}`]);
  }
  say([
    'The mistakes of the file are underlined, and the panel beside it shows the rule on simulated data.',
    'Ctrl+C ends the demo.',
  ]);
  // The children do not keep this process alive on every platform.
  setInterval(() => {}, 1 << 30);
}

/** Runs the command line in sight; findings are no failure of the demo. */
function run(args) {
  const shown = args.map(word => (/^[\w./:=-]+$/.test(word) ? word : `'${word}'`)).join(' ');
  console.log(`$ ml-alert-rules ${shown}`);
  const { status, error } = spawnSync(process.execPath, [path.join(root, 'dist/cli.js'), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  if (error) throw error;
  if (status === null || status > 1) throw new Error(`ml-alert-rules ${args[0]} ended with ${status}`);
}

function heading(text) {
  const strong = process.stdout.isTTY && !process.env.NO_COLOR;
  console.log(`\n${strong ? `\u001b[1m${text}\u001b[0m` : text}`);
}

function say(lines) {
  for (const line of lines) console.log(`  ${line}`);
}
