// Reads files that nobody has vouched for: only regular ones, without waiting, up to a limit, and inside a folder where one is
// given. Every file that was not named by the person at work is read here. Layer: files (Node).
//
// A repository may hold a link to a device that never ends, a pipe that nobody writes to, or a file that is mostly a hole.
import * as fs from 'node:fs';
import * as path from 'node:path';

/** The bytes of a file, or why there are none. */
export type FileBytes =
  | { readonly bytes: Uint8Array; readonly reason?: undefined; readonly isAbsent?: false; readonly isLarge?: false }
  | { readonly bytes?: undefined; readonly reason: string; readonly isAbsent?: boolean; readonly isLarge?: boolean };

export interface ReadOptions {
  /** More bytes than this are not read. */
  readonly limit: number;
  /** The folder that the file has to lie in once all links are followed. */
  readonly within?: string | undefined;
  /** Whether the file itself may be a link; it may where left out. */
  readonly links?: false;
}

// A pipe without a writer answers at once, and a terminal does not become ours; other systems have neither.
const openFlags = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0) | (fs.constants.O_NOCTTY ?? 0);

/** Reads a regular file whole. Never throws, never waits for anybody. */
export function readRegularFile(file: string, { limit, within, links }: ReadOptions): FileBytes {
  let descriptor: number | undefined;
  try {
    // To open a device may do something by itself, so what it is comes first; again once it is open, as it may be replaced.
    if (!(links === false ? fs.lstatSync(file) : fs.statSync(file)).isFile()) return notRegular;
    if (within !== undefined && !leadsInto(file, within)) return { reason: 'a link that leads out of its folder' };
    descriptor = fs.openSync(file, openFlags);
    const stats = fs.fstatSync(descriptor);
    if (!stats.isFile()) return notRegular;
    if (stats.size > limit) return tooLarge(limit);
    return readUpTo(descriptor, limit, stats.size);
  } catch (error) {
    return failure(error);
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor);
  }
}

/**
 * Reads what the person named on the command line, or standard input (0), up to a limit: a pipe such as `<(command)` as well,
 * which is waited for.
 */
export function readNamed(file: string | 0, limit: number): FileBytes {
  let descriptor: number | undefined;
  try {
    descriptor = file === 0 ? 0 : fs.openSync(file, 'r');
    return readUpTo(descriptor, limit, fs.fstatSync(descriptor).size);
  } catch (error) {
    return failure(error);
  } finally {
    if (descriptor) fs.closeSync(descriptor);
  }
}

/** Whether a path leads to a folder. */
export function isFolder(path: string): boolean {
  try {
    return fs.statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** A path with all links followed; undefined where it leads nowhere. */
export function realPath(at: string): string | undefined {
  try {
    return fs.realpathSync.native(at);
  } catch {
    return undefined;
  }
}

/** Whether an absolute path is a folder or lies below it, by their names alone. */
export function isBelow(at: string, folder: string): boolean {
  return at === folder || at.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}

/** Whether a path lies in a folder once the links of both are followed. */
function leadsInto(at: string, folder: string): boolean {
  const real = realPath(at);
  const realFolder = realPath(folder);
  return real !== undefined && realFolder !== undefined && isBelow(real, realFolder);
}

/** A failure of the file system in plain words. */
export function reasonOf(error: unknown): string {
  const code = (error as { code?: unknown }).code;
  if (code === 'ENOENT') return 'no such file or folder';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'ELOOP') return 'too many links';
  if (code === 'EISDIR') return 'a folder, not a file';
  return error instanceof Error ? error.message : String(error);
}

const notRegular: FileBytes = { reason: 'not a regular file' };

function tooLarge(limit: number): FileBytes {
  return { reason: `larger than ${limit} bytes`, isLarge: true };
}

function failure(error: unknown): FileBytes {
  const { code } = error as { code?: unknown };
  return { reason: reasonOf(error), isAbsent: code === 'ENOENT' || code === 'ENOTDIR' };
}

/** `expected` is what the system says about the size: right for files, 0 for pipes and for what it makes up when asked. */
function readUpTo(descriptor: number, limit: number, expected: number): FileBytes {
  // One byte more than there should be: a read that does not fill it has come to the end.
  let buffer = Buffer.allocUnsafe(Math.min(expected > 0 ? expected : 65_536, limit) + 1);
  let length = 0;
  for (;;) {
    const read = fs.readSync(descriptor, buffer, length, buffer.length - length, null);
    length += read;
    if (length > limit) return tooLarge(limit);
    if (read === 0 || (expected > 0 && length === expected)) return { bytes: buffer.subarray(0, length) };
    if (length < buffer.length) continue;
    const larger = Buffer.allocUnsafe(Math.min(buffer.length * 2, limit + 1));
    buffer.copy(larger, 0, 0, length);
    buffer = larger;
  }
}
