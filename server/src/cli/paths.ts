// Paths as build servers want them: from the folder that they checked out, with slashes. Layer: cli.
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';

/** The folder that a build server takes paths from, by the variables of GitHub and GitLab; else where the command runs. */
export function reportRoot(env: Readonly<Record<string, string | undefined>>, cwd: string): string {
  return path.resolve(cwd, env.GITHUB_WORKSPACE || env.CI_PROJECT_DIR || '.');
}

/** A path from `root`, with slashes; as it stands where the file lies elsewhere. */
export function pathFrom(root: string, file: string): string {
  const relative = path.relative(root, path.resolve(file));
  const isOutside = relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
  return (isOutside ? file : relative).split(path.sep).join('/');
}

/** A URI relative to that of `root`, which ends with a slash; an absolute one where the file lies elsewhere. */
export function uriFrom(root: string, file: string): string {
  const base = folderUri(root);
  const uri = pathToFileURL(path.resolve(file)).href;
  return uri.startsWith(base) ? uri.slice(base.length) : uri;
}

/** The URI of a folder, with a slash at its end. */
export function folderUri(folder: string): string {
  return pathToFileURL(path.resolve(folder) + path.sep).href;
}
