// What a file is to a workspace, by its name alone. Layer: workspace (pure).

/** `judge`: YAML and rules; `define`: source code, CSV and saved `/metrics` pages. */
export type FileUse = 'judge' | 'define';

/** Larger files that could define metrics are data: a table of samples, generated code. In bytes. */
export const definitionSizeLimit = 1024 * 1024;

/** Folders that are no part of a workspace: packages and environments. */
export const leftOut = new Set([
  '.git',
  'node_modules',
  'site-packages',
  '__pycache__',
  '.venv',
  'venv',
  '.tox',
  '.nox',
]);

/** What a file is to a workspace, by the end of its name; undefined for all others. */
export function useOf(name: string): FileUse | undefined {
  if (/\.(?:ya?ml|rules)$/i.test(name)) return 'judge';
  return /\.(?:py|csv|prom|metrics)$/i.test(name) || isSource(name) ? 'define' : undefined;
}

/** Source code but Python's. */
export function isSource(name: string): boolean {
  return /\.(?:go|java|kt|m?js|ts|rs)$/i.test(name) && !/\.(?:min\.js|d\.ts)$/i.test(name);
}

/** Folders with code that others wrote or that was built: what it defines is not what the workspace's programs expose. */
const foreignCode = new Set(['vendor', 'third_party', 'bower_components', 'target', 'dist', 'build', 'out']);

/** Whether a file is source code in such a folder. */
export function isForeign(relative: string): boolean {
  return isSource(relative) && relative.split('/').some(name => foreignCode.has(name));
}
