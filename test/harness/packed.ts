// The package as `npm pack` makes it of what is built, once a process.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.join(import.meta.dirname, '../..');

/** A folder that is gone when the process ends. */
export function temporaryFolder(name: string): string {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), `ml-alert-rules-${name}-`));
  process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

let file: string | undefined;

/** Path of the packed package. What is in `dist/` is packed, as `npm run build` left it. */
export function packed(): string {
  if (file !== undefined) return file;
  const folder = temporaryFolder('packed');
  const output = execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], {
    cwd: root,
    encoding: 'utf8',
  });
  return (file = path.join(folder, output.trim().split('\n').at(-1)!));
}
