// The YAML files of ../shared for tests that read them; a clone has none, and says how many tests it leaves out.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { drawn } from '../../harness/draws';

const folder = join(import.meta.dirname, '..', '..', '..', '..', 'shared');

export interface SharedFile {
  /** Path below ../shared. */
  readonly name: string;
  readonly text: string;
}

/** The YAML files below ../shared, or the share of them that is drawn; undefined where the folder is missing. */
export function sharedYaml(): readonly SharedFile[] | undefined {
  if (!existsSync(folder)) return undefined;
  // Entries with their types are listed without following links: one to a folder above would list all files again and again.
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map(entry => relative(folder, join(entry.parentPath, entry.name)))
    .filter(name => !name.includes('node_modules'));
  return drawn(names.sort()).map(name => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
}

/** The given tests over ../shared, or one that says what is missing. */
export function withShared(count: number, define: (files: readonly SharedFile[]) => void): void {
  const files = sharedYaml();
  if (files) define(files);
  else it(`holds for the files of ../shared (skipped: ${count} tests, ../shared is missing)`);
}
