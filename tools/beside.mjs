// Runs scripts of package.json side by side, each with its output in one piece, and fails if one of them does.
// usage: node tools/beside.mjs types lint build
import { spawn } from 'node:child_process';

/** @param {string} script */
function run(script) {
  const child = spawn('npm', ['run', '--silent', script], { shell: process.platform === 'win32' });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => output.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', code => {
      process.stdout.write(`> ${script}\n${Buffer.concat(output)}`);
      resolve(code === 0);
    });
  });
}

const passed = await Promise.all(process.argv.slice(2).map(run));
if (passed.includes(false)) process.exitCode = 1;
