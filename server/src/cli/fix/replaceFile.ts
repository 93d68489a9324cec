// Writes a fixed text over a file: whole or not at all, in its encoding, and only if it is what was read. Layer: cli.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { decodeBytes, encodeLike } from '../../files/decode';
import { readRegularFile, reasonOf } from '../../files/read';

/**
 * Replaces the text of a file; of a link the file that it leads to. Gives the reason where nothing was written. The text takes
 * the file's place in one step, but for a file with several names (hard links), which all have to see it.
 */
export function replaceFile(file: string, before: string, after: string, limit: number): string | undefined {
  try {
    const real = fs.realpathSync(file);
    const read = readRegularFile(real, { limit });
    if (!read.bytes) return read.reason;
    if (decodeBytes(read.bytes).text !== before) return 'changed since it was read';
    const stats = fs.statSync(real);
    // Who may do everything may write it; whoever made it read-only did not mean us.
    if ((stats.mode & 0o222) === 0) return 'read-only';
    fs.accessSync(real, fs.constants.W_OK);
    const bytes = encodeLike(read.bytes, after);
    if (stats.nlink > 1 || !replaceWhole(real, bytes, stats)) writeInto(real, bytes);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

/** Writes beside the file and moves that over it; false where nothing may be made in its folder. */
function replaceWhole(file: string, bytes: Uint8Array, stats: fs.Stats): boolean {
  const fresh = path.join(path.dirname(file), `.${path.basename(file).slice(0, 100)}.${process.pid}.tmp`);
  let descriptor: number;
  try {
    descriptor = fs.openSync(fresh, 'wx', stats.mode & 0o777);
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return false;
    throw error;
  }
  try {
    try {
      fs.writeFileSync(descriptor, bytes);
      keepOwner(descriptor, stats);
      fs.fchmodSync(descriptor, stats.mode & 0o7777);
      fs.fsyncSync(descriptor);
    } finally {
      fs.closeSync(descriptor);
    }
    fs.renameSync(fresh, file);
  } catch (error) {
    fs.rmSync(fresh, { force: true });
    throw error;
  }
  return true;
}

function keepOwner(descriptor: number, { uid, gid }: fs.Stats): void {
  const own = fs.fstatSync(descriptor);
  if (own.uid === uid && own.gid === gid) return;
  try {
    fs.fchownSync(descriptor, uid, gid);
  } catch {
    // Only who may do everything gives files away.
  }
}

function writeInto(file: string, bytes: Uint8Array): void {
  const descriptor = fs.openSync(file, 'r+');
  try {
    for (let at = 0; at < bytes.length; ) at += fs.writeSync(descriptor, bytes, at, bytes.length - at, at);
    fs.ftruncateSync(descriptor, bytes.length);
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}
