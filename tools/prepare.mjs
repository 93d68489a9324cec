// Builds the package where npm asks for it: when it is packed, and when it is installed from a git repository, as pre-commit
// and `npm install git+…` do. npm leaves out the build's own packages when it installs globally; they are fetched here then.
// usage: node tools/prepare.mjs      (run by npm as `prepare`)
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

function run(command, args, env = process.env) {
  // A script's own output would be taken for that of `npm pack`.
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    env,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

function isThere(name) {
  try {
    createRequire(path.join(root, 'package.json')).resolve(name);
    return true;
  } catch {
    return false;
  }
}

if (!isThere('esbuild')) {
  // Of the npm that runs this: what it was told of where to install is not for the packages of the build.
  const inherited = /^npm_config_(?:global|location|prefix|local_prefix|global_prefix)$/i;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !inherited.test(name)));
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], env);
}
run(process.execPath, ['esbuild.mjs', '--production']);
